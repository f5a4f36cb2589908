"""How many people work for an employer: told by day, never overwritten, summed by kind."""

import datetime as dt

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.database.engine import transaction
from models.employment.employers import (
    EmployerUnknown,
    Facts,
    employer_in,
    employers,
    may_put_right,
    put_right,
    seen,
)
from models.employment.headcounts import board, reports
from models.employment.headcounts.board import Staffed, Told
from models.employment.headcounts.tables import Headcount
from models.employment.posting import PostingWrong
from models.employment.tables import EMPLOYER_KINDS, Employer
from models.trail.tables import TrailEntry
from tests.county import NOW, TODAY, County
from tests.models.care.together.test_races import all_at_once

DAY = dt.timedelta(days=1)


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


@pytest.fixture
def firm(county: County) -> Employer:
    """A factory that sits in the first community."""
    found = county.employer("锦程社区工厂")
    found.place_id = county.communities[0].id
    county.session.flush()
    return found


@pytest.fixture
def staff(county: County) -> Scope:
    return county.scope("employment")


def tell(county: County, scope: Scope, of: Employer, day: dt.date, *numbers: int) -> Headcount:
    return reports.report(county.session, scope, of.id, day, *numbers, today=TODAY, now=NOW)


def told(county: County, of: Employer) -> list[tuple[dt.date, int, int, bool]]:
    rows = reports.reports(county.session, of.id)
    return [(one.day, one.people, one.hardship, own) for one, own in rows]


def test_a_later_word_leaves_the_earlier_and_one_of_the_same_day_puts_it_right(
    county: County, firm: Employer, staff: Scope
) -> None:
    boss = county.scope("employer", employer_id=firm.id)
    tell(county, staff, firm, TODAY - 40 * DAY, 30, 4)
    tell(county, boss, firm, TODAY, 36, 7)
    tell(county, boss, firm, TODAY, 36, 7)
    assert told(county, firm) == [(TODAY, 36, 7, True), (TODAY - 40 * DAY, 30, 4, False)]
    tell(county, staff, firm, TODAY, 35, 7)
    assert told(county, firm)[0] == (TODAY, 35, 7, False)
    lines = county.session.scalars(select(TrailEntry).order_by(TrailEntry.number)).all()
    assert [line.action for line in lines] == ["headcount.report"] * 2 + ["headcount.correct"]
    assert lines[-1].detail["before"] == [36, 7] and lines[-1].subject_id == firm.id


def test_what_cannot_be_is_told_at_its_field(county: County, firm: Employer, staff: Scope) -> None:
    for day, numbers, field in ((TODAY + DAY, (3, 0), "day"), (TODAY, (3, 4), "hardship")):
        with pytest.raises(PostingWrong) as refusal:
            tell(county, staff, firm, day, *numbers)
        assert refusal.value.field == field
    assert told(county, firm) == []
    tell(county, staff, firm, TODAY, 0, 0)


def test_who_knows_an_employer(county: County, firm: Employer, staff: Scope) -> None:
    offers = county.vacancy(community=1).employer_id
    trains = county.employer()
    county.cohort(trains)
    nowhere = county.employer()
    east, west = (county.scope("employment", place) for place in county.communities)

    def known(scope: Scope) -> set[object]:
        return {one.id for one in employers(county.session, scope)}

    assert known(staff) == {firm.id, offers, trains.id}
    assert known(east) == {firm.id, trains.id} and known(west) == {offers}
    assert known(county.scope("employer", employer_id=nowhere.id)) == {nowhere.id}
    assert known(county.scope("community")) == known(county.scope("employer")) == set()
    with pytest.raises(EmployerUnknown):
        tell(county, west, firm, TODAY, 3, 0)
    stranger = county.scope("employer", employer_id=nowhere.id)
    with pytest.raises(EmployerUnknown):
        tell(county, stranger, firm, TODAY, 3, 0)


def test_the_board_is_narrowed_and_knows_who_is_silent(
    county: County, firm: Employer, staff: Scope
) -> None:
    shop = county.employer("桥头超市", kind="shop")
    shop.place_id = county.communities[1].id
    county.vacancy(firm)
    county.vacancy(firm, valid_until=TODAY - DAY)
    county.vacancy(firm, closed_on=TODAY)
    tell(county, staff, firm, dt.date(2026, 8, 20), 30, 4)
    tell(county, staff, shop, dt.date(2026, 8, 19), 5, 0)

    def names(**narrowed: object) -> list[str]:
        found = county.session.scalars(board.board(staff, TODAY, **narrowed))  # type: ignore[arg-type]
        return [one.name for one in found]

    assert names() == names(text="") == sorted([firm.name, shop.name])
    assert names(kind="shop") == names(text="超市") == names(silent=True) == [shop.name]
    assert names(text="%") == []
    last = board.last_told(county.session, [firm, shop], TODAY)
    assert last[firm.id] == Told(dt.date(2026, 8, 20), 30, 4, silent=False)
    assert last[shop.id] == Told(dt.date(2026, 8, 19), 5, 0, silent=True)
    assert board.last_told(county.session, [shop], dt.date(2026, 8, 18)) == {}
    assert board.open_vacancies(county.session, staff, TODAY) == {firm.id: 1}


def test_by_kind_the_last_word_up_to_the_day_counts(
    county: County, firm: Employer, staff: Scope
) -> None:
    other = county.employer(kind="factory")
    silent = county.employer(kind="factory")
    base = county.employer(kind="base")
    for one in (other, silent, base):
        one.place_id = county.communities[1].id
    words = (
        (firm, dt.date(2026, 2, 1), 20, 2),
        (firm, dt.date(2026, 11, 1), 26, 3),
        (firm, TODAY, 99, 9),
        (other, dt.date(2026, 3, 1), 10, 1),
    )
    for of, day, *numbers in words:
        tell(county, staff, of, day, *numbers)
    before = TODAY - DAY
    found = {one.kind: one for one in board.by_kind(county.session, staff, before)}
    assert list(found) == list(EMPLOYER_KINDS)
    assert found["factory"] == Staffed("factory", 3, 2, 36, 4, dt.date(2026, 3, 1), 1)
    assert found["base"] == Staffed("base", employers=1)
    assert found["shop"] == Staffed("shop")
    first = board.by_kind(county.session, staff, dt.date(2026, 2, 1))[0]
    assert first == Staffed("factory", 3, 1, 20, 2, dt.date(2026, 2, 1), 0)
    west = county.scope("employment", county.communities[1])
    assert board.by_kind(county.session, west, TODAY)[0].people == 10


def test_facts_are_put_right_where_the_employer_sits(
    county: County, firm: Employer, staff: Scope
) -> None:
    session, (east, west) = county.session, county.communities
    facts, was = Facts("public_welfare", west.id, "91610998MA70XXXX1Q"), seen(firm)
    here, there = (county.scope("employment", place) for place in (east, west))
    county.vacancy(firm, community=1)
    with pytest.raises(PostingWrong, match="那边的就业服务站"):
        put_right(session, there, firm.id, was, facts, NOW)
    with pytest.raises(PostingWrong) as refusal:
        put_right(session, here, firm.id, was, facts, NOW)
    assert refusal.value.field == "place_id"
    put_right(session, staff, firm.id, was, facts, NOW)
    assert (firm.kind, firm.place_id, firm.credit_code) == tuple(vars(facts).values())
    line = session.scalars(select(TrailEntry).where(TrailEntry.action == "employer.change")).one()
    assert line.detail == {
        "before": {"kind": "factory", "credit_code": None, "place_id": str(east.id)}
    }
    nowhere = county.vacancy(county.employer(), community=1).employer_id
    loose = employer_in(session, there, nowhere)
    assert may_put_right(there, loose)
    boss = county.scope("employer", employer_id=nowhere)
    assert not may_put_right(boss, loose)
    with pytest.raises(PostingWrong):
        put_right(session, boss, nowhere, was, facts, NOW)


@pytest.mark.slow
def test_many_words_for_one_day_leave_one(engine: Engine) -> None:
    with transaction(engine) as session:
        county = County(session)
        firm, staff = county.vacancy().employer_id, county.scope("employment")

    def say(people: int) -> object:
        with transaction(engine) as session:
            return reports.report(session, staff, firm, TODAY, people, 0, today=TODAY, now=NOW)

    assert all_at_once([lambda n=n: say(n) for n in range(1, 9)]) == ["done"] * 8
    with Session(engine) as session:
        kept = session.scalars(select(Headcount)).one()
        lines = session.scalars(select(TrailEntry).order_by(TrailEntry.number)).all()
        assert [line.action for line in lines[1:]] == ["headcount.correct"] * 7
        assert lines[-1].detail["people"] == kept.people
