"""Figures against a slow reference, on weeks made by dice; and what is never judged."""

import datetime as dt
from dataclasses import fields, replace
from random import Random

import pytest
from sqlalchemy.orm import Session

from models.database.refused import Refused
from models.requests import climbing
from models.requests.figures import Line, Share, Statistics, statistics
from models.requests.tables import KINDS, SOURCES
from tests.county import NOW, TODAY
from tests.models.requests.figures.reference import cases, line
from tests.models.requests.hall import MINUTE, Hall

DAYS = 16
# What somebody tries next, and after how many minutes at the most.
PLAN = (
    ("clerk", "accept", 9, {}),
    ("clerk", "answer", 50, {"remark": "说过了"}),
    ("clerk", "refer", 50, {"reason": "police", "remark": "转出"}),
    ("code", "withdraw", 9, {"reason": "solved"}),
    ("clerk", "send", 90, {"to": "worker"}),
    ("mate", "pause", 90, {"reason": "weather", "remark": "下雪"}),
    ("clerk", "resume", 900, {}),
    ("worker", "handle", 5000, {"remark": "办了"}),
    ("lead", "supervise", 900, {}),
    ("job", "silent", 9000, {}),
    ("code", "resident_no", 900, {}),
    ("code", "resident_yes", 900, {"reason": "satisfied"}),
    ("clerk", "accept", 9, {}),
)
SKIPPED = {"refer": 0.9, "withdraw": 0.9, "pause": 0.7, "silent": 0.5, "resident_no": 0.5}


def live(hall: Hall, r: Random, number: int) -> None:
    """Some requests, each taken as far as the dice say."""
    for _ in range(number):
        at = NOW + r.randrange(DAYS * 1440) * MINUTE
        place = r.choice([*hall.county.grids, *hall.county.communities])
        more = {"kind": r.choice(KINDS), "place_id": place.id}
        hall.request = hall.enter(at, source=r.choice(SOURCES), **more)
        for who, step, most, asked in PLAN:
            if r.random() < SKIPPED.get(step, 0.12):
                continue
            at += r.randrange(1, most) * MINUTE
            if at > NOW + DAYS * 1440 * MINUTE:
                break
            try:
                hall.takes(who, step, at, **asked)
            except Refused:
                continue


def alike(found: Line, slow: Line) -> None:
    for one in fields(Line):
        left, right = getattr(found, one.name), getattr(slow, one.name)
        if isinstance(left, float):
            assert left == pytest.approx(right, abs=1e-6), one.name
        else:
            assert left == right, one.name


def figures(hall: Hall, who: str, now: dt.datetime, days: tuple[int, int] = (0, 30)) -> Statistics:
    first, last = (TODAY + dt.timedelta(days=one) for one in days)
    return statistics(hall.session, hall.scope(who), first, last, now)


@pytest.mark.parametrize("seed", range(3))
def test_every_line_is_what_counting_by_hand_says(session: Session, seed: int) -> None:
    hall, r = Hall(session), Random(seed)
    live(hall, r, 70)
    now = NOW + DAYS * 1440 * MINUTE
    days = (r.randrange(3), r.randrange(8, DAYS + 1))
    span = [TODAY + dt.timedelta(days=one) for one in days]
    for who, path in (
        ("town", hall.county.town.path),
        ("clerk", hall.county.communities[0].path),
        ("worker", hall.grid.path),
    ):
        found = figures(hall, who, now, days)
        all_ = cases(session, path, span[0], span[1], now)
        alike(found.whole, line(all_))
        assert [place.path for place, _ in found.places] == sorted(
            place.path for place, _ in found.places
        )
        for place, told in found.places:
            assert place.path.startswith(path)
            alike(told, line([one for one in all_ if one.path.startswith(place.path)]))
        for kind, told in found.kinds:
            alike(told, line([one for one in all_ if one.request.kind == kind]))
        assert sum(told.asked for _, told in found.kinds) == found.whole.asked
        for monday, told in found.weeks:
            alike(told, line([one for one in all_ if one.monday == monday]))
        assert sum(told.asked for _, told in found.weeks) == found.whole.asked
    whole = figures(hall, "town", now).whole
    for share in (whole.accepted, whole.answered, whole.handled, whole.referred):
        assert 0 < share.part < share.of
    assert whole.silent.of and whole.reopened.of


def test_a_worker_that_slept_changes_no_figure_but_the_climb(session: Session) -> None:
    hall = Hall(session)
    live(hall, Random(7), 40)
    now = NOW + DAYS * 1440 * MINUTE
    asleep = figures(hall, "town", now).whole
    while climbing.turn(session, now):
        pass
    awake = figures(hall, "town", now).whole
    assert awake.climbed != asleep.climbed
    # What was silent for too long is looked at now; all that is judged by a promise stays.
    kept = {"climbed": asleep.climbed, "silent": asleep.silent}
    assert replace(awake, **kept) == asleep


def test_a_late_acceptance_cannot_be_taken_back_into_nothing(session: Session) -> None:
    """Withdrawn in time it does not count; withdrawn after the five minutes it does."""
    hall = Hall(session)
    hall.takes("mate", "withdraw", NOW + 4 * MINUTE, reason="mistake", remark="说错了")
    assert figures(hall, "town", NOW + 60 * MINUTE).whole.accepted == Share(0, 0)
    hall.request = hall.enter()
    hall.takes("mate", "withdraw", NOW + 6 * MINUTE, reason="mistake", remark="说错了")
    assert figures(hall, "town", NOW + 60 * MINUTE).whole.accepted == Share(0, 1)


def test_what_can_still_be_kept_is_not_judged(session: Session) -> None:
    hall = Hall(session)
    assert figures(hall, "town", NOW + 4 * MINUTE).whole.accepted == Share(0, 0)
    assert figures(hall, "town", NOW + 5 * MINUTE).whole.accepted == Share(0, 1)
    assert figures(hall, "town", NOW + 5 * MINUTE).whole.overdue == 1


def test_a_day_begins_at_midnight_in_china(session: Session) -> None:
    hall = Hall(session)
    midnight = dt.datetime(2026, 11, 20, 16, tzinfo=dt.UTC)
    hall.enter(midnight - MINUTE)
    hall.enter(midnight)
    assert figures(hall, "town", midnight, (0, 0)).whole.asked == 2
    assert figures(hall, "town", midnight, (1, 1)).whole.asked == 1


def test_few_are_no_percentage_and_have_no_middle(session: Session) -> None:
    assert (Share(4, 4).percent, Share(4, 5).percent, Share(0, 0).percent) == (None, 80, None)
    hall = Hall(session)
    for number in range(4):
        hall.takes("clerk", "accept", NOW + number * MINUTE)
        told = figures(hall, "town", NOW + 60 * MINUTE).whole
        assert (told.middle, told.ninth) == (None, None)
        hall.request = hall.enter()
    hall.takes("clerk", "accept", NOW + 9 * MINUTE)
    told = figures(hall, "town", NOW + 60 * MINUTE).whole
    assert (told.middle, told.accepted, told.accepted.percent) == (2.0, Share(4, 5), 80)


def test_who_looks_after_a_grid_sees_the_grid_and_nothing_above(session: Session) -> None:
    hall = Hall(session)
    hall.enter(place_id=hall.county.grids[1].id)
    found = figures(hall, "worker", NOW)
    assert [(place.kind, told.asked) for place, told in found.places] == [("grid", 1)]
    assert figures(hall, "post", NOW).whole.asked == 0
    assert [place.kind for place, _ in figures(hall, "town", NOW).places] == [
        "town",
        "community",
        "community",
    ]
    names = {one.name for one in fields(Line)}
    assert not names & {"account", "handler", "person", "name"}
