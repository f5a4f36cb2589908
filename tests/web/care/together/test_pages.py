"""Stations and activities over HTTP: a day at the station, a queue for a place."""

import datetime as dt
import re
import uuid

import pytest
from sqlalchemy import select, update

from models.care.days import SHANGHAI
from models.care.together.tables import (
    Activity,
    Attendance,
    Enrolment,
    PickupPerson,
    Shift,
    Signup,
    StationDay,
)
from models.database.engine import transaction
from models.trail.tables import TrailEntry
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, TODAY, Hamlet, from_today
from tests.web.conftest import Visitor

GUARDIAN = {"guardian": "王秀兰", "phone": "13800001111", "relation": "母亲"}


class Scene:
    """A keeper and two checked volunteers, signed in; a child of the community."""

    def __init__(self, hamlet: Hamlet) -> None:
        def make(village: Village) -> tuple[list[str], uuid.UUID, uuid.UUID]:
            place = village.communities[0]
            phones = [village.login("community", place=place, password_hash=HASH).phone]
            for _ in range(2):
                helper = village.volunteer(child_check_until=from_today(900))
                account = village.login("volunteer", helper.person_id, password_hash=HASH)
                phones.append(account.phone)
            born = from_today(-3000)
            child = village.elder("诸葛小明", born_on=born, categories=["少年儿童"])
            return phones, place.id, child.person_id

        self.hamlet = hamlet
        phones, self.place, self.child = hamlet.build(make)
        self.keeper, self.one, self.two = map(hamlet.sign_in, phones)

    def station(self) -> str:
        form = {
            "place_id": str(self.place),
            "name": "四点半辅导站",
            "spot": "活动室",
            "opens": "16:30",
            "closes": "18:00",
            "places": 20,
            "adults": 2,
            "minors": 0,
            "begins_on": TODAY.isoformat(),
            "key": "a-new-station",
        }
        answer = self.keeper.send("/care/stations/new", form)
        assert answer.status_code == 303, answer.text
        return answer.location

    def enrol(self, station: str) -> None:
        page = self.keeper.get(f"{station}/enrol?q=诸葛").text
        assert str(self.child) in page and "诸葛小明" not in page.replace("value=", "")
        form = GUARDIAN | {"person_id": str(self.child), "given_on": TODAY.isoformat()}
        answer = self.keeper.send(f"{station}/enrol", form | {"key": "enrol-the-child"})
        assert answer.status_code == 303, answer.text

    def today(self) -> uuid.UUID:
        """A day of the station moved onto this very moment, whatever the calendar says."""
        with transaction(self.hamlet.engine) as session:
            day = session.scalars(select(StationDay).order_by(StationDay.day)).first()
            assert day is not None
            session.execute(
                update(StationDay)
                .where(StationDay.id == day.id)
                .values(
                    day=TODAY,
                    opens_at=NOW - dt.timedelta(hours=1),
                    closes_at=NOW + dt.timedelta(hours=1),
                )
            )
            return day.id

    def one_row(self, table: type, *conditions: object) -> object:
        with transaction(self.hamlet.engine) as session:
            return session.scalars(select(table).where(*conditions)).one()


@pytest.fixture
def scene(hamlet: Hamlet) -> Scene:
    return Scene(hamlet)


def shifts_of(scene: Scene) -> list[uuid.UUID]:
    with transaction(scene.hamlet.engine) as session:
        return list(session.scalars(select(Shift.id)))


def test_a_day_at_the_station(scene: Scene) -> None:
    station = scene.station()
    scene.enrol(station)
    day = f"/care/station-days/{scene.today()}"
    assert scene.one.get(day).status_code == 404
    for number, visitor in enumerate((scene.one, scene.two)):
        assert visitor.send(f"{day}/take", {"key": f"take-it-{number}"}).status_code == 303
    place = scene.one_row(Enrolment)
    arrived = f"{day}/arrived/{place.id}"  # type: ignore[attr-defined]
    early = scene.one.send(arrived)
    assert early.status_code == 409 and "成年人" in early.text
    for shift in shifts_of(scene):
        assert scene.one.send(f"/care/station-shifts/{shift}/present").status_code == 303
    assert scene.one.send(arrived).status_code == 303
    page = scene.one.get(day).text
    assert "诸葛小明" in page and "王秀兰（母亲）" in page
    fetched = re.search(r"/care/attendances/[^/]+/fetched", page)
    assert fetched is not None
    stranger = scene.one.send(fetched[0], {"who": str(uuid.uuid4())})
    assert stranger.status_code == 409 and "不能把孩子交给他" in stranger.text
    assert scene.one.send(f"{day}/close").status_code == 409
    mother = scene.one_row(PickupPerson)
    assert scene.one.send(fetched[0], {"who": str(mother.id)}).status_code == 303  # type: ignore[attr-defined]
    assert scene.two.send(f"{day}/close").status_code == 303
    assert scene.one_row(Attendance).picked_up_at is not None  # type: ignore[attr-defined]
    with transaction(scene.hamlet.engine) as session:
        looks = session.scalars(
            select(TrailEntry.number).where(TrailEntry.action == "station.look")
        )
        assert len(looks.all()) >= 1


def test_the_station_page_shows_days_and_masks_the_children(scene: Scene) -> None:
    station = scene.station()
    scene.enrol(station)
    page = scene.keeper.get(station).text
    assert "诸葛小明" not in page and "诸**明" in page and "138****1111" in page
    assert scene.one.get(station).status_code == 403
    assert "四点半辅导站" in scene.one.get("/care/shifts").text


def test_the_guardian_takes_the_word_back(scene: Scene) -> None:
    station = scene.station()
    scene.enrol(station)
    place = scene.one_row(Enrolment)
    form = {"withdrawn": "true"}
    assert scene.keeper.send(f"/care/enrolments/{place.id}/leave", form).status_code == 303  # type: ignore[attr-defined]
    assert scene.one_row(Enrolment).ended_for == "consent"  # type: ignore[attr-defined]
    assert "还没有孩子报名" in scene.keeper.get(station).text


def publish(scene: Scene, by: Visitor | None = None) -> str:
    begins = dt.datetime.now(SHANGHAI) + dt.timedelta(days=2)
    form = {
        "place_id": str(scene.place),
        "title": "清洁河道",
        "what": "捡垃圾",
        "spot": "河边",
        "day": begins.date().isoformat(),
        "begins": "09:00",
        "ends": "11:00",
        "places": 1,
        "audience": "everyone",
        "key": "a-new-activity",
    }
    answer = (by or scene.keeper).send("/care/activities/new", form)
    assert answer.status_code == 303, answer.text
    return answer.location


def test_a_place_a_queue_and_who_came(scene: Scene) -> None:
    where = publish(scene)
    for number, visitor in enumerate((scene.one, scene.two)):
        form = {"key": f"sign-me-up-{number}"}
        assert visitor.send(f"{where}/sign-up", form).status_code == 303
    assert "您已报上" in scene.one.get("/care/activities").text
    assert "您在排队" in scene.two.get("/care/activities").text
    for _ in range(2):
        cancelled = scene.one.send(f"{where}/cancel", {"key": "sorry-not-me"})
        assert cancelled.status_code == 303, "a double tap is one"
    assert "您已报上" in scene.two.get("/care/activities").text
    with transaction(scene.hamlet.engine) as session:
        past = {"begins_at": NOW - dt.timedelta(hours=3), "ends_at": NOW - dt.timedelta(hours=1)}
        session.execute(update(Activity).values(**past))
    seated = scene.one_row(Signup, Signup.state == "seated")
    came = {"came": str(seated.id)}  # type: ignore[attr-defined]
    assert scene.keeper.send(f"{where}/attended", came).status_code == 303
    assert scene.one_row(Signup, Signup.state == "came").id == seated.id  # type: ignore[attr-defined]
    assert "来了" in scene.keeper.get(where).text


def test_volunteers_keep_no_activities(scene: Scene) -> None:
    where = publish(scene)
    assert scene.one.get(where).status_code == 403
    assert scene.one.get("/care/activities/kept").status_code == 403
    assert "清洁河道" in scene.keeper.get("/care/activities/kept").text
