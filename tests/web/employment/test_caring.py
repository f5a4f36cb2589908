"""Whom a seeker cares for, over HTTP: on the seeker's page, to the care market and back."""

import uuid
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.bridge.tables import CareDuty
from models.care.service_kinds import seed
from models.care.tables import Claim, Need, Visit
from models.database.engine import transaction
from models.people.tables import Helper, Person, Resident, Seeker
from tests.county import EVERY_HALF_DAY
from tests.web.conftest import COUNTY, EAST, NOW, Visitor
from tests.web.employment.sent import Sent, sent
from tests.web.employment.test_vacancies import DAY, ClientOf, Shops, shops, station

__all__ = ["sent", "shops", "station"]
DAYTIME = ["weekday-0", "weekday-1"]


@dataclass(frozen=True)
class Home:
    """王小丽 can work in the evening only; her mother is a resident behind the same door."""

    sent: Sent
    mother: uuid.UUID

    @property
    def page(self) -> str:
        return f"/seekers/{self.sent.seeker}"

    def filled(self, **more: object) -> dict[str, object]:
        facts = {"whom": str(self.mother), "service": "daily_care", "parts": DAYTIME}
        return facts | {"every_days": "1"} | more


@pytest.fixture
def home(engine: Engine, shops: Shops, sent: Sent) -> Home:
    with transaction(engine) as session:
        seed(session)
        daughter = session.scalars(select(Person).where(Person.name == "王小丽")).one()
        place = shops.places[EAST]
        mother = Person(name="王奶奶", place_id=place, created_at=NOW, household=b"one door")
        daughter.household = b"one door"
        session.add(mother)
        session.flush()
        cared = Resident(person_id=mother.id, categories=["失能老人"], week=EVERY_HALF_DAY)
        session.add(cared)
        session.flush()
        from_seeker = session.get_one(Seeker, sent.seeker)
        from_seeker.hours = "晚上 19:00-22:00"
        return Home(sent, cared.id)


def duty(engine: Engine) -> CareDuty:
    with Session(engine) as session:
        return session.scalars(select(CareDuty)).one()


def asked(station: Visitor, home: Home, engine: Engine, **form: object):
    station.send(f"{home.page}/duties", home.filled(), on=home.page)
    there = f"{home.page}/duties/{duty(engine).id}"
    return station.send(f"{there}/ask", {"consent": "own"} | form, on=home.page)


def test_noted_on_the_seekers_page_with_what_would_be_open_then(
    station: Visitor, home: Home
) -> None:
    assert "没有登记。因为要照顾人" in station.get(home.page).text
    assert "王*奶" in station.get(home.page).text
    done = station.send(f"{home.page}/duties", home.filled(), on=home.page)
    assert done.status_code == 303
    page = station.get(home.page).text
    for said in ("还没有提出", "周一到周五 上午、周一到周五 下午", "生活照料", "多 2 个", "缝纫工"):
        assert said in page
    assert "王奶奶" not in page


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    station: Visitor, home: Home
) -> None:
    form = home.filled(parts=[], until="2099-01-01")
    wrong = station.send(f"{home.page}/duties", form, on=home.page)
    assert wrong.status_code == 422 and "请至少选一个要有人替的时段" in wrong.text
    assert 'value="2099-01-01"' in wrong.text and "<details open" in wrong.text
    short = station.send(f"{home.page}/duties", home.filled(parts=["sunday-9"]), on=home.page)
    assert short.status_code == 422


def test_the_care_market_is_asked_and_does_not_hear_why(
    engine: Engine, station: Visitor, client_of: ClientOf, home: Home
) -> None:
    assert asked(station, home, engine).status_code == 303
    assert "已提出，等人认领" in station.get(home.page).text
    clerk = client_of("community", EAST)
    for where in (f"/care/residents/{home.mother}", f"/care/residents/{home.mother}/plan"):
        page = clerk.get(where).text
        assert "就业服务站提出" in page
        for hidden in ("王小丽", "王*丽", "求职", "缝纫"):
            assert hidden not in page
    with Session(engine) as session:
        need = session.scalars(select(Need)).one()
        visit = session.scalars(select(Visit)).one()
        assert (need.source, visit.kinds, visit.state) == ("station", ["daily_care"], "open")


def test_without_a_word_of_the_one_cared_for_it_is_refused(
    engine: Engine, station: Visitor, home: Home
) -> None:
    refused = asked(station, home, engine, consent="")
    assert refused.status_code == 422 and "请先问过被照顾的人" in refused.text
    with Session(engine) as session:
        assert session.scalars(select(Need)).all() == []


def test_claimed_is_seen_and_ending_closes_what_was_asked(
    engine: Engine, station: Visitor, home: Home, shops: Shops
) -> None:
    asked(station, home, engine)
    with transaction(engine) as session:
        who = Person(name="周志愿", place_id=shops.places[EAST], created_at=NOW)
        session.add(who)
        session.flush()
        helper = Helper(person_id=who.id, skills=[], dialects=[])
        session.add(helper)
        session.flush()
        visit = session.scalars(select(Visit)).one()
        facts = {"seat": 0, "day": DAY, "part": 0, "claimed_at": NOW}
        session.add(Claim(visit_id=visit.id, helper_id=helper.id, **facts))
    page = station.get(home.page).text
    assert "有人认领了" in page and "周志愿" not in page
    there = f"{home.page}/duties/{duty(engine).id}"
    assert station.send(f"{there}/end", {}, on=home.page).status_code == 303
    assert "没有登记。因为要照顾人" in station.get(home.page).text
    with Session(engine) as session:
        assert session.scalars(select(Need)).one().closed_on == DAY
    assert station.send(f"{there}/end", {}, on=home.page).status_code == 404


def test_another_place_and_another_role_stay_outside(
    client_of: ClientOf, engine: Engine, station: Visitor, home: Home
) -> None:
    far = client_of("employment", "610998/002/")
    form = home.filled()
    assert far.send(f"{home.page}/duties", form, on="/").status_code == 404
    assert (
        client_of("community", COUNTY).send(f"{home.page}/duties", form, on="/").status_code == 403
    )
    with Session(engine) as session:
        assert session.scalars(select(CareDuty)).all() == []
