"""Three duties apart, and what takes two people."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.accounts import asks, factors
from models.accounts.manage import grant_role, invite
from models.accounts.refusals import AskRefused, GrantRefused, NotYours
from models.accounts.roles import DUTIES
from models.accounts.scope import scope_of
from models.accounts.sessions import begin, sessions_of
from models.accounts.tables import Account, AccountAsk, Grant
from models.database.engine import transaction
from tests.county import County

NOW = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


def one_ask(session: Session) -> AccountAsk:
    return session.scalars(select(AccountAsk).where(AccountAsk.answer.is_(None))).one()


@pytest.mark.parametrize("held", DUTIES)
@pytest.mark.parametrize("other", DUTIES)
def test_the_database_refuses_two_of_the_three(county: County, held: str, other: str) -> None:
    account = county.account(held)
    grant = Grant(account_id=account.id, role=other, place_id=county.town.id)
    if held == other:
        county.add(grant)
    else:
        with pytest.raises(IntegrityError, match="one of the three duties"):
            county.add(grant)


def test_a_duty_waits_for_a_second_administrator(session: Session, county: County) -> None:
    first, second = county.scope("administrator"), county.scope("administrator")
    clerk = county.account("community", county.communities[0])
    begin(session, clerk.id, NOW, device="other/other", address=None)
    assert not grant_role(session, first, clerk.id, "auditor", county.place.id, NOW)
    assert not scope_of(clerk).has("auditor")
    ask = one_ask(session)
    assert not asks.may_decide(first, ask)
    with pytest.raises(NotYours):
        asks.decide(session, first, ask.id, True, NOW)
    asks.decide(session, second, ask.id, True, NOW)
    assert scope_of(clerk).has("auditor")
    assert sessions_of(session, clerk.id, NOW) == [], "none outlives the rights it began with"
    with pytest.raises(AskRefused):
        asks.decide(session, second, ask.id, False, NOW)


def test_a_no_changes_nothing(session: Session, county: County) -> None:
    first, second = county.scope("administrator"), county.scope("administrator")
    clerk = county.account("community")
    grant_role(session, first, clerk.id, "auditor", county.place.id, NOW)
    asks.decide(session, second, one_ask(session).id, False, NOW)
    assert not scope_of(clerk).has("auditor")


def test_nobody_grants_himself_anything_or_agrees_for_himself(
    session: Session, county: County
) -> None:
    first, second = county.account("administrator"), county.account("administrator")
    with pytest.raises(NotYours):
        grant_role(session, scope_of(first), first.id, "county", county.place.id, NOW)
    # Asked by the other, for another place of the same duty: still not his own to decide.
    grant_role(session, scope_of(second), first.id, "administrator", county.town.id, NOW)
    with pytest.raises(NotYours):
        asks.decide(session, scope_of(first), one_ask(session).id, True, NOW)


def test_who_holds_one_is_asked_for_no_other(session: Session, county: County) -> None:
    officer = county.account("security_officer")
    with pytest.raises(GrantRefused, match="不同的人"):
        grant_role(
            session, county.scope("administrator"), officer.id, "auditor", county.place.id, NOW
        )


def test_one_invited_as_an_auditor_holds_nothing_yet(session: Session, county: County) -> None:
    first, second = county.scope("administrator"), county.scope("administrator")
    made = invite(
        session,
        first,
        name="钱审计",
        phone="13800009999",
        role="auditor",
        place_id=county.place.id,
        now=NOW,
    )
    assert made.account.grants == []
    asks.decide(session, second, one_ask(session).id, True, NOW)
    assert scope_of(made.account).roles == {"auditor"}


def test_a_factor_is_taken_away_by_two(session: Session, county: County) -> None:
    administrator, officer = county.scope("administrator"), county.scope("security_officer")
    clerk = county.account("community")
    with pytest.raises(AskRefused, match="没有开通"):
        asks.ask_reset(session, administrator, clerk, "手机丢了", NOW)
    clerk.second_factor_since = NOW
    with pytest.raises(AskRefused, match="为什么"):
        asks.ask_reset(session, administrator, clerk, " ", NOW)
    asks.ask_reset(session, administrator, clerk, "手机丢了，当面核对过身份证", NOW)
    with pytest.raises(AskRefused, match="已有一份"):
        asks.ask_reset(session, administrator, clerk, "手机丢了，再提一次", NOW)
    asks.decide(session, officer, one_ask(session).id, True, NOW)
    assert clerk.second_factor_since is None
    assert factors.must_have(clerk, demo=False), "he sets up another at the next sign-in"


def test_another_county_s_officer_decides_nothing_here(session: Session, county: County) -> None:
    clerk = county.account("community")
    clerk.second_factor_since = NOW
    asks.ask_reset(session, county.scope("administrator"), clerk, "手机丢了", NOW)
    stranger = County(session, "610997").scope("security_officer")
    assert asks.open_asks(session, stranger) == []
    with pytest.raises(AskRefused):
        asks.decide(session, stranger, one_ask(session).id, True, NOW)


def test_two_duties_at_once_leave_one(engine: Engine) -> None:
    with transaction(engine) as session:
        county = County(session)
        account_id, place_id = county.account("community").id, county.place.id
    gate = Barrier(2)

    def give(role: str) -> bool:
        gate.wait()
        try:
            with transaction(engine) as session:
                session.add(Grant(account_id=account_id, role=role, place_id=place_id))
        except IntegrityError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(give, ["auditor", "security_officer"])) == [False, True]
    with transaction(engine) as session:
        held = {grant.role for grant in session.get_one(Account, account_id).grants}
    assert len(held & set(DUTIES)) == 1
