"""The times of a sheet: before the claim, twice at once, and in late."""

import datetime as dt

import pytest
from sqlalchemy import select

from models.care import claims
from models.care.refusals import TimesWrong
from models.care.tables import Claim, VisitRecord
from models.people.tables import Helper
from models.trail.tables import TrailEntry
from tests.models.care.village import NOON, Village, day

HOUR = dt.timedelta(hours=1)
BEGAN = NOON + dt.timedelta(days=1)
LATER = NOON + dt.timedelta(days=3)


def entered(
    village: Village,
    held: Claim,
    began: dt.datetime,
    now: dt.datetime = LATER,
    outcome: str = "done",
) -> VisitRecord:
    by = village.login("volunteer").id
    return claims.finish(village.session, held.id, outcome, None, began, began + HOUR, now, by=by)


def held(village: Village, helper: Helper, offset: int = 1) -> Claim:
    return village.claim(helper, village.visit(), day=day(offset))


def details(village: Village) -> list[object]:
    lines = select(TrailEntry.detail).where(TrailEntry.action == "care.finish")
    return [detail.get("late") for detail in village.session.scalars(lines)]


def test_service_before_the_claim_is_none_of_it(village: Village) -> None:
    claim = held(village, village.volunteer())
    with pytest.raises(TimesWrong, match="认领的"):
        entered(village, claim, NOON - dt.timedelta(hours=12, minutes=1))
    assert (claim.state, details(village)) == ("claimed", [])


def test_who_claims_at_the_door_enters_that_visit(village: Village) -> None:
    claim = held(village, village.volunteer())
    entered(village, claim, NOON - HOUR, now=NOON + HOUR)
    assert claim.state == "done"


def test_nobody_serves_at_two_doors_at_once(village: Village) -> None:
    helper = village.volunteer()
    first, second, third = (held(village, helper, offset) for offset in (1, 2, 3))
    entered(village, first, BEGAN)
    with pytest.raises(TimesWrong, match="另一次探访"):
        entered(village, second, BEGAN + HOUR / 2)
    assert second.state == "claimed"
    entered(village, second, BEGAN + HOUR)
    # Nobody was home: no hours, so none that could be counted twice.
    entered(village, third, BEGAN + HOUR / 2, outcome="not_home")
    another = held(village, village.volunteer())
    assert entered(village, another, BEGAN).outcome == "done"


def test_late_entry_keeps_the_true_time_and_says_so(village: Village) -> None:
    helper = village.volunteer()
    # Friday 20 November: ten working days end on Friday 4 December.
    in_time, late = held(village, helper), held(village, helper, 2)
    entered(village, in_time, NOON, now=NOON + dt.timedelta(days=14, hours=1))
    record = entered(village, late, NOON + HOUR, now=NOON + dt.timedelta(days=17))
    assert record.began_at == NOON + HOUR
    assert details(village) == [None, True]
