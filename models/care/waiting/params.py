"""How long a place waits for somebody, and when a helper is asked whether he still comes."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class WaitParams:
    """The times of waitlist and reconfirming; a simulation runs the same code with others.

    wait : for how long a freed place is held for the first in line. Half a day: long enough to
        look at the phone after work, short enough that three may be asked within two days.
    close_wait, close : a visit that begins within ``close`` waits shorter.
    before : no place is held longer than until so long before the visit: nobody can set out later.
    least : whoever would have less time than this to answer is passed over, and stays in line.
    night_from, night_to : a wait that would end in these hours ends in the morning instead.
    ask_from, ask_to : the hours of the day before in which helpers are asked whether they come.
    answer_at : whoever has not answered by then may let the visit down, and staff hear of it: late
        enough for people who work, early enough to call them.
    fresh : whoever claimed so shortly before is not asked again at once.
    """

    wait: dt.timedelta = dt.timedelta(hours=12)
    close_wait: dt.timedelta = dt.timedelta(hours=2)
    close: dt.timedelta = dt.timedelta(days=2)
    before: dt.timedelta = dt.timedelta(hours=1)
    least: dt.timedelta = dt.timedelta(minutes=20)
    night_from: dt.time = dt.time(21, 0)
    night_to: dt.time = dt.time(8, 30)
    ask_from: dt.time = dt.time(9, 0)
    ask_to: dt.time = dt.time(17, 0)
    answer_at: dt.time = dt.time(19, 0)
    fresh: dt.timedelta = dt.timedelta(hours=6)


PARAMS = WaitParams()
