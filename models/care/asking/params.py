"""How sparingly helpers are asked: every number, and why it is what it is."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class AskParams:
    """The rules of asking; a simulation runs the same code with others.

    lead_days : a visit is asked for when its window ends, or the plan wants it made, within so many
        days. A week holds each helper's free half-days once; earlier, most are claimed without
        anybody being asked.
    per_wave : helpers asked at once for each place that is missing, where the plan names nobody
        who may be asked. Three: about one in three says yes, and more would come for nothing.
    wait : from one wave to the next while somebody has not answered. Twenty hours leave an
        evening and a night, and the next wave does not slip later from day to day.
    hurry_days, hurry_wait : a visit due within so many days, or overdue, waits shorter.
    most_asked : helpers a missing place; then staff are told. Whom ten people have turned down
        wants a word, not a list.
    weekly : asks one helper gets within seven days at most, answered or not.
    weekly_asked : with those for visits that somebody asked for and waits for: the routine of a
        week does not use up what an urgent call needs.
    day_from, day_to : nobody is asked outside these hours, whatever his own quiet hours are.
    """

    lead_days: int = 7
    per_wave: int = 3
    wait: dt.timedelta = dt.timedelta(hours=20)
    hurry_days: int = 1
    hurry_wait: dt.timedelta = dt.timedelta(hours=3)
    most_asked: int = 10
    weekly: int = 3
    weekly_asked: int = 5
    day_from: dt.time = dt.time(8, 0)
    day_to: dt.time = dt.time(20, 0)
