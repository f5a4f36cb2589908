"""Two go on the first visit to somebody who lives alone; one is enough where he is known."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from models.accounts.tables import Account
from models.care import claims
from models.care.owed.knowing import set_known
from models.care.refusals import CareUnknown
from models.care.tables import Visit
from models.care.visits import open_due
from models.notices.tables import Notice
from models.trail.tables import TrailEntry
from tests.models.care.village import NOON, Village, day

SOON = 25
BEGAN = NOON + dt.timedelta(days=SOON)
ENDED = BEGAN + dt.timedelta(hours=1)
LATER = NOON + dt.timedelta(days=SOON + 1)


def wanted(village: Village, offset: int = 0) -> list[int]:
    """How many helpers each open visit wants, once what is due that day is opened."""
    open_due(village.session, village.place.id, day(offset), NOON + dt.timedelta(days=offset))
    village.fresh()
    rows = select(Visit.helpers_wanted).where(Visit.state == "open")
    return list(village.session.scalars(rows.order_by(Visit.window_to)))


@pytest.mark.parametrize(
    ("facts", "helpers"),
    [
        ({"last_visit_on": None}, 2),
        ({"last_visit_on": day(-400)}, 1),
        ({"last_visit_on": None, "known_on": day(-1)}, 1),
        ({"last_visit_on": None, "categories": ["空巢老人"]}, 1),
    ],
)
def test_who_gets_two(village: Village, facts: dict[str, Any], helpers: int) -> None:
    village.elder(**facts)
    assert wanted(village) == [helpers]


def test_a_couple_gets_two_when_one_of_them_is_said_to_live_alone(village: Village) -> None:
    village.elder(grid=village.flats, last_visit_on=None)
    village.elder(grid=village.flats, categories=["空巢老人"], last_visit_on=None)
    assert wanted(village) == [2]


def test_only_the_first_of_several_visits_wants_two(village: Village) -> None:
    elder = village.elder(last_visit_on=None)
    village.need(elder, "chat", opened_on=day(-9))
    village.need(elder, "lesson", opened_on=day(-9))
    assert wanted(village) == wanted(village) == [2, 1]


def test_after_the_first_visit_one_is_enough(village: Village) -> None:
    by = village.login("volunteer")
    village.elder(last_visit_on=None)
    assert wanted(village) == [2]
    (visit,) = village.session.scalars(select(Visit))
    first, second = (_take(village, by, visit) for _ in range(2))
    for held in (first, second):
        claims.finish(village.session, held, "done", None, BEGAN, ENDED, LATER, by=by.id)
    village.fresh()
    assert visit.state == "done"
    assert wanted(village, 60) == [1]


def test_nobody_at_home_is_no_visit_yet(village: Village) -> None:
    by = village.login("volunteer")
    village.elder(last_visit_on=None)
    wanted(village)
    (visit,) = village.session.scalars(select(Visit))
    held = _take(village, by, visit)
    claims.finish(village.session, held, "not_home", None, BEGAN, ENDED, LATER, by=by.id)
    assert wanted(village, SOON + 1) == [2]


def test_who_knows_him_says_so_and_the_visit_changes_at_the_next_opening(village: Village) -> None:
    elder = village.elder(last_visit_on=None)
    assert wanted(village) == [2]
    worker = village.scope("grid_worker", village.communities[0])
    set_known(village.session, worker, elder.id, True, NOON)
    set_known(village.session, worker, elder.id, True, NOON)
    lines = village.session.scalars(select(TrailEntry.action)).all()
    assert lines == ["care.known"]
    assert wanted(village) == [1]
    set_known(village.session, worker, elder.id, False, NOON)
    assert wanted(village) == [2]
    with pytest.raises(CareUnknown):
        elsewhere = village.scope("grid_worker", village.communities[1])
        set_known(village.session, elsewhere, elder.id, True, NOON)


def test_what_somebody_has_claimed_stays_as_it_is(village: Village) -> None:
    by = village.login("volunteer")
    elder = village.elder(last_visit_on=None)
    wanted(village)
    (visit,) = village.session.scalars(select(Visit))
    _take(village, by, visit)
    worker = village.scope("grid_worker", village.communities[0])
    set_known(village.session, worker, elder.id, True, NOON)
    assert wanted(village) == [2]


def _take(village: Village, by: Account, visit: Visit) -> Any:
    given = claims.claim(
        village.session, village.volunteer().id, visit.id, day(SOON), 0, NOON, by=by.id
    )
    return given.id


def test_staff_hear_of_it_when_one_went_alone_after_all(village: Village) -> None:
    by, staff = village.login("volunteer"), village.login("community")
    village.elder(last_visit_on=None)
    wanted(village)
    (visit,) = village.session.scalars(select(Visit))
    held = _take(village, by, visit)
    claims.finish(village.session, held, "done", None, BEGAN, ENDED, LATER, by=by.id)
    told = select(Notice.account_id).where(Notice.key == f"visit:{visit.id}:few")
    assert village.session.scalars(told).all() == [staff.id]
