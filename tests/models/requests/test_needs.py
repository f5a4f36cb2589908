"""A request becomes a need of the care market and takes it along when it ends; a risk a request."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.care import service_kinds
from models.care.owed.flags import SEVERE, SIGNS
from models.care.owed.tables import RiskFlag
from models.care.refusals import CareUnknown
from models.care.tables import Claim, Need, Visit
from models.notices.tables import Notice
from models.people.tables import Person, Resident
from models.requests import life
from models.requests.asking.ending import end_over
from models.requests.asking.flags import from_flag, requests_of, severe_of
from models.requests.asking.needs import Wanted, become, need_of
from models.requests.asking.refusals import NotANeed, NotARequest
from models.requests.life import Asked, Entry
from models.requests.refusals import RequestUnknown
from models.requests.tables import Request
from models.requests.who import BY_CODE, actor
from tests.county import NOW, TODAY, County

WORDS = "妈妈腿脚不好，想请人陪她去医院"
WEEK = dt.timedelta(days=7)


@pytest.fixture
def county(session: Session) -> County:
    service_kinds.seed(session)
    return County(session)


def asked(session: Session, county: County, **more: object) -> uuid.UUID:
    given = {"kind": "care", "place_id": county.grids[0].id, "words": WORDS} | more
    return life.enter(session, Entry(**given), source="qr", now=NOW).id


def take(session: Session, request_id: uuid.UUID, scope: Scope, name: str, **more: object) -> None:
    found = life.loaded(session, request_id, lock=True)
    assert found is not None
    life.step(session, found, actor(session, scope, found), Asked(name, **more), NOW)


def wanted(name: str | None = "李桂花", consent: str = "own", kind: str = "company") -> Wanted:
    return Wanted(kind, TODAY, TODAY + WEEK, consent, name)


def visits(session: Session, resident: Resident) -> list[Visit]:
    return list(session.scalars(select(Visit).where(Visit.resident_id == resident.id)))


def test_it_is_opened_and_a_visit_waits_for_a_helper(session: Session, county: County) -> None:
    mother, clerk = county.resident("李桂花"), county.scope("community")
    request_id = asked(session, county)
    take(session, request_id, clerk, "accept")
    assert become(session, clerk, request_id, wanted(), TODAY, NOW) == county.place.id
    made = need_of(session, request_id)
    assert made is not None
    assert (made.need.resident_id, made.need.kind, made.need.source) == (
        mother.id,
        "company",
        "request",
    )
    (visit,) = (one for one in visits(session, mother) if "company" in one.kinds)
    assert (visit.state, visit.window_to) == ("open", TODAY + WEEK)


def test_once_and_not_after_it_is_over(session: Session, county: County) -> None:
    county.resident("李桂花")
    clerk, request_id = county.scope("community"), asked(session, county)
    over = asked(session, county)
    take(session, over, clerk, "withdraw", reason="mistake", remark="打错了")
    with pytest.raises(NotANeed):
        become(session, clerk, over, wanted(), TODAY, NOW)
    become(session, clerk, request_id, wanted(), TODAY, NOW)
    with pytest.raises(NotANeed):
        become(session, clerk, request_id, wanted(kind="errands"), TODAY, NOW)
    assert len(session.scalars(select(Need).where(Need.source == "request")).all()) == 1


def test_who_asks_and_who_looks_after_elsewhere_cannot(session: Session, county: County) -> None:
    asker = county.scope("community")
    county.resident("李桂花")
    request_id = asked(session, county, requester_id=asker.account_id)
    elsewhere = county.scope("community", county.communities[1])
    for scope in (asker, elsewhere, county.scope("volunteer")):
        with pytest.raises(RequestUnknown):
            become(session, scope, request_id, wanted(), TODAY, NOW)


def test_it_is_somebody_served_here_who_said_yes(session: Session, county: County) -> None:
    child = county.person("小明", born_on=dt.date(2015, 1, 1))
    county.add(Resident(person_id=child.id, categories=["留守儿童"], week=1))
    county.resident("王远", grid=2)
    for _ in range(2):
        county.resident("张重名")
    hidden = county.resident("赵隐")
    session.get_one(type(child), hidden.person_id).address_suppressed = True
    session.flush()
    clerk, request_id = county.scope("community"), asked(session, county)
    take(session, request_id, clerk, "accept")
    for name, consent in (
        ("没有人", "own"),
        ("王远", "own"),
        ("张重名", "own"),
        ("赵隐", "own"),
        ("小明", "own"),
        ("小明", "nobody"),
        (None, "own"),
    ):
        with pytest.raises(NotANeed):
            become(session, clerk, request_id, wanted(name, consent), TODAY, NOW)
    become(session, clerk, request_id, wanted("小明", "guardian", "love"), TODAY, NOW)


def test_who_is_served_in_the_next_grid_is_not_learnt(session: Session, county: County) -> None:
    county.resident("王远", grid=1)
    lead, request_id = county.scope("unit_lead", county.grids[0]), asked(session, county)
    for name in ("王远", "没有人"):
        with pytest.raises(NotANeed, match="本社区没有这位服务对象"):
            become(session, lead, request_id, wanted(name), TODAY, NOW)
    county.resident("王远", grid=0)
    become(session, lead, request_id, wanted("王远"), TODAY, NOW)


@pytest.mark.parametrize("how", ["withdrawn", "done"])
def test_the_need_ends_with_the_request(session: Session, county: County, how: str) -> None:
    mother, clerk = county.resident("李桂花"), county.scope("community")
    request_id = asked(session, county)
    take(session, request_id, clerk, "accept")
    become(session, clerk, request_id, wanted(), TODAY, NOW)
    assert end_over(session, TODAY, NOW) == set()
    found = life.loaded(session, request_id, lock=True)
    assert found is not None
    if how == "withdrawn":
        life.step(session, found, BY_CODE, Asked("withdraw", "solved"), NOW)
    else:
        worker = county.scope("grid_worker")
        take(session, request_id, clerk, "send", to=worker.account_id)
        take(session, request_id, worker, "handle", remark="志愿者陪去了")
        take(session, request_id, clerk, "supervise")
        life.step(session, found, BY_CODE, Asked("resident_yes", "satisfied"), NOW)
    assert end_over(session, TODAY, NOW) == {county.place.id}
    assert end_over(session, TODAY, NOW) == set()
    made = need_of(session, request_id)
    assert made is not None and made.need.closed_on == TODAY
    assert not [
        one for one in visits(session, mother) if one.state == "open" and "company" in one.kinds
    ]


def test_a_risk_becomes_an_urgent_request_once(session: Session, county: County) -> None:
    resident, clerk = county.resident("李桂花"), county.scope("grid_worker")
    noted = {"resident_id": resident.id, "raised_at": NOW, "raised_by": clerk.account_id}
    flag = county.add(RiskFlag(signs=["fall", "alone"], note="门牌 301", **noted))
    with pytest.raises(CareUnknown):
        from_flag(session, county.scope("community", county.communities[1]), flag.id, NOW)
    made = from_flag(session, clerk, flag.id, NOW)
    assert (made.kind, made.urgency, made.source) == ("care", "urgent", "visit")
    assert (made.person_id, made.recorder_id) == (resident.person_id, clerk.account_id)
    assert "摔倒" in made.words and "301" not in made.words
    assert requests_of(session, [flag.id]) == {flag.id: made.id}
    with pytest.raises(NotARequest):
        from_flag(session, clerk, flag.id, NOW)
    place = county.add(RiskFlag(signs=["danger"], **noted))
    assert from_flag(session, clerk, place.id, NOW).kind == "safety"
    assert len(session.scalars(select(Request)).all()) == 2


def test_the_risk_of_somebody_kept_back_does_not_say_where(
    session: Session, county: County
) -> None:
    resident, clerk = county.resident("赵隐"), county.scope("community")
    session.get_one(Person, resident.person_id).address_suppressed = True
    noted = {"resident_id": resident.id, "raised_at": NOW, "raised_by": clerk.account_id}
    flag = county.add(RiskFlag(signs=["fall"], **noted))
    made = from_flag(session, clerk, flag.id, NOW)
    assert (made.place, made.spot) == (county.communities[0], None)


def test_a_severe_sign_becomes_a_request_by_itself_and_once(
    session: Session, county: County
) -> None:
    resident, clerk = county.resident("李桂花"), county.scope("community")
    helper = county.helper("volunteer")
    slot = {"day": TODAY, "part": 0, "seat": 0, "claimed_at": NOW}
    held = county.add(Claim(visit_id=county.visit(resident).id, helper_id=helper.id, **slot))
    by = county.account("volunteer", county.grids[0])
    noted = {"resident_id": resident.id, "claim_id": held.id, "raised_at": NOW, "raised_by": by.id}
    county.add(RiskFlag(signs=["ill", "hungry", "alone"], **noted))
    assert severe_of(session, held.id, NOW) == []
    flag = county.add(RiskFlag(signs=["ill", "despair"], note="门牌 301", **noted))
    (made,) = severe_of(session, held.id, NOW)
    assert (made.kind, made.urgency, made.recorder_id) == ("care", "urgent", by.id)
    assert made.person_id == resident.person_id and "301" not in made.words
    assert requests_of(session, [flag.id]) == {flag.id: made.id}
    told = select(Notice.account_id).where(Notice.link == f"/requests/{made.id}")
    assert set(session.scalars(told)) == {clerk.account_id}
    assert severe_of(session, held.id, NOW) == []
    with pytest.raises(NotARequest):
        from_flag(session, clerk, flag.id, NOW)


def test_each_sign_is_severe_or_a_tap() -> None:
    assert set(SIGNS) - SEVERE == {"ill", "hungry", "alone"}
