"""A quarter that lost something owed, or let somebody go round a rule, is found out."""

import datetime as dt

import pytest
from sqlalchemy import Engine, delete, update
from sqlalchemy.orm import Session

from benchmarks.dice import Dice
from benchmarks.quarter.counted import Lost, counted
from benchmarks.quarter.ground import Roster
from benchmarks.quarter.life import Life, at
from benchmarks.quarter.rules import broken
from models.care import claims, service_kinds
from models.care.owed import policies
from models.care.owed.tables import Obligation
from models.care.tables import Claim, Visit
from models.care.visits import open_due
from models.database.engine import transaction
from tests.county import NOW, TODAY, County

LAST = TODAY + dt.timedelta(days=6)


@pytest.fixture
def life(engine: Engine) -> Life:
    """Somebody visited every month by a helper who has just been there, and somebody who waits."""
    with transaction(engine) as session:
        county = County(session)
        service_kinds.seed(session)
        policies.seed(session)
        staff, helper = county.scope("administrator"), county.helper()
        late = TODAY - dt.timedelta(days=60)
        ids = [county.resident(last_visit_on=late).id for _ in range(2)]
        open_due(session, county.place.id, TODAY, NOW)
        visit = session.query(Visit).filter_by(resident_id=ids[0]).one()
        given = claims.claim(session, helper.id, visit.id, TODAY, 1, NOW, by=staff.account_id)
        times = at(TODAY, 14), at(TODAY, 15)
        claims.finish(session, given.id, "done", None, *times, at(TODAY, 16), by=staff.account_id)
        owed = {one.id for one in session.query(Obligation)}
        roster = Roster(
            county_id=county.place.id,
            county_path=county.place.path,
            staff=staff,
            account={helper.id: staff.account_id},
            number={},
            residents=ids,
        )
    return Life(engine, roster, Dice(1), owed=owed)


def _altered(life: Life, change: object) -> None:
    with transaction(life.engine) as session:
        session.execute(change)


def test_what_was_done_is_counted(life: Life) -> None:
    found = counted(life, TODAY, LAST)
    assert (found["visits"], found["filled"], found["asks"]) == (1, 1, 0)
    assert found["obligations"]["discharged"] == 1
    assert found["gini"] == 0


@pytest.mark.parametrize(
    ("state", "facts", "said"),
    [
        ("discharged", {"done_on": TODAY}, "discharged without a visit made"),
        ("carried", {"reason": "not_made"}, "carried into nothing"),
    ],
)
def test_an_obligation_that_ended_as_none_can_is_found(
    life: Life, state: str, facts: dict[str, object], said: str
) -> None:
    waits = Obligation.state == "open", Obligation.resident_id == life.roster.residents[1]
    _altered(life, update(Obligation).where(*waits).values(state=state, **facts))
    with pytest.raises(Lost, match=said):
        counted(life, TODAY, LAST)


def test_an_obligation_that_is_gone_is_missed(life: Life) -> None:
    _altered(life, delete(Obligation).where(Obligation.state == "open"))
    with pytest.raises(Lost, match="opened once and gone"):
        counted(life, TODAY, LAST)


def test_a_promise_against_a_rule_is_found(session: Session) -> None:
    county = County(session)
    helper = county.helper(monthly_visits=1)
    for number, skill in enumerate(("护理", None)):
        county.kind(f"kind{number}", skill=skill)
        visit = county.visit(kinds=[f"kind{number}"])
        county.add(
            Claim(
                visit_id=visit.id,
                helper_id=helper.id,
                seat=0,
                day=TODAY,
                part=number,
                claimed_at=NOW,
            )
        )
    assert broken(session) == {"skill": 1, "capacity": 1}
