"""Registering a seeker on a page: shown first if known, refused at 15, changed by one at a time."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from redis import Redis
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs import queues
from models.database.engine import transaction
from models.employment.seeking.tables import SeekerConsent
from models.people.identity import check_digit
from models.people.registering import phone_columns
from models.people.tables import Person, Seeker
from models.places.tables import Place
from models.trail.tables import TrailEntry
from tests.web.conftest import EAST, NOW, WEST, Visitor
from web.clock import today

ClientOf = Callable[..., Visitor]
DAY = today(NOW)
PHONE = "19912345678"


def number(born: dt.date) -> str:
    """An invented ID number of a woman born that day."""
    first = f"610998{born:%Y%m%d}002"
    return first + check_digit(first)


ADULT = number(dt.date(1985, 7, 7))


@pytest.fixture
def clerk(client_of: ClientOf) -> Visitor:
    return client_of("employment")


@pytest.fixture
def typed(county: dict[str, Place]) -> dict[str, object]:
    """A whole form as it is typed at the counter."""
    return {
        "name": "王小芳",
        "id_number": ADULT,
        "phone": PHONE,
        "place_id": str(county[EAST].id),
        "door": "2 号楼 301",
        "education": "初中",
        "wishes": "缝纫工、保洁员",
        "hours": "9:00-16:00 接送孩子",
        "wage_wish": 2800,
        "commute_km": 5,
        "skill_1": "缝纫工",
        "level_1": "初级",
        "paper_1": "true",
        "skill_2": "保洁员",
        "paper_2": "false",
        "training": "愿意",
        "limits": ["1", "2"],
        "hardship": ["残疾"],
        "agreed": ["seeking", "sensitive"],
        "automated": "true",
    }


def seekers(engine: Engine) -> list[Seeker]:
    with Session(engine) as session:
        return list(session.scalars(select(Seeker).order_by(Seeker.id)))


def lines(engine: Engine, action: str) -> list[TrailEntry]:
    with Session(engine) as session:
        return list(session.scalars(select(TrailEntry).where(TrailEntry.action == action)))


def known(engine: Engine, county: dict[str, Place], **more: object) -> Person:
    with transaction(engine) as session:
        given = {"name": "王小芳", "place_id": county[EAST].id, "created_at": NOW}
        person = Person(**(given | phone_columns(PHONE) | more))
        session.add(person)
        session.flush()
        return person


def test_a_stranger_is_registered_in_one_go(
    clerk: Visitor, typed: dict[str, object], engine: Engine, redis_url: str
) -> None:
    answer = clerk.send("/seekers/new", typed, on="/seekers/new")
    assert answer.status_code == 303, answer.text
    page = clerk.get(answer.location).text
    assert "王*芳" in page and "缝纫工初级证书、保洁员（无证书）" in page
    assert "不能久站、不能搬重物" in page and "接送孩子" in page
    with Session(engine) as session:
        seeker = session.scalars(select(Seeker)).one()
        person = session.get_one(Person, seeker.person_id)
        assert (person.born_on, person.sex) == (dt.date(1985, 7, 7), 2)
        assert (person.door, seeker.hardship, seeker.automated) == ("2 号楼 301", ["残疾"], True)
        given = select(SeekerConsent.purpose, SeekerConsent.text_version)
        assert set(session.execute(given).all()) == {
            ("seeking", "2026-11"),
            ("sensitive", "2026-11"),
        }
    assert [line.whose for line in lines(engine, "seeker.register")] == [person.id]
    with Redis.from_url(redis_url) as connection:
        jobs = queues.Queue(queues.INTERACTIVE, connection=connection).get_jobs()
        assert [job.func_name for job in jobs] == [queues.MATCH_AGAIN]


def test_whoever_is_known_is_shown_before_anything_is_saved(
    clerk: Visitor, typed: dict[str, object], engine: Engine, county: dict[str, Place]
) -> None:
    person = known(engine, county)
    shown = clerk.send("/seekers/new", typed, on="/seekers/new")
    assert shown.status_code == 200 and "系统里已有这个人" in shown.text
    assert seekers(engine) == []
    typed["person_id"] = re.search(r'name="person_id" value="([^"]+)"', shown.text)[1]  # type: ignore[index]
    assert clerk.send("/seekers/new", typed, on="/seekers/new").status_code == 303
    with Session(engine) as session:
        found = session.scalars(select(Person)).one()
        assert (found.id, found.id_number) == (person.id, ADULT)
    again = clerk.send("/seekers/new", typed, on="/seekers/new")
    assert again.status_code == 409
    assert f'href="/seekers/{seekers(engine)[0].id}"' in again.text
    assert len(seekers(engine)) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"id_number": number(DAY.replace(year=DAY.year - 15))}, "未满 16 周岁，不能登记求职"),
        ({"id_number": ADULT[:-1]}, "应为 18 位"),
        ({"id_number": "", "phone": PHONE}, "没带身份证的，填电话和出生日期"),
        ({"id_number": "", "born_on": f"{DAY.year - 15}-01-01"}, "未满 16 周岁，不能登记求职"),
        ({"agreed": []}, "本人同意了才能登记"),
        ({"agreed": ["seeking"]}, "要本人另外同意"),
        ({"hardship": ["懒"]}, "请从列表中选就业困难类别"),
        ({"place_id": ""}, "请选住在哪个社区或网格"),
        ({"phone": "12345678901"}, "手机号应是 11 位数字"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_lost(
    clerk: Visitor,
    typed: dict[str, object],
    engine: Engine,
    changes: dict[str, object],
    sentence: str,
) -> None:
    answer = clerk.send("/seekers/new", typed | changes, on="/seekers/new")
    assert answer.status_code == 422 and sentence in answer.text
    assert 'value="缝纫工、保洁员"' in answer.text
    assert seekers(engine) == []


def test_another_name_or_another_place_is_no_match(
    clerk: Visitor, client_of: ClientOf, typed: dict[str, object], county: dict[str, Place]
) -> None:
    assert clerk.send("/seekers/new", typed, on="/seekers/new").status_code == 303
    other = clerk.send("/seekers/new", typed | {"name": "李四"}, on="/seekers/new")
    assert other.status_code == 422 and "登记的是另一个姓名" in other.text
    west = client_of("employment", WEST)
    far = typed | {"place_id": str(county[WEST].id)}
    answer = west.send("/seekers/new", far, on="/seekers/new")
    assert answer.status_code == 422 and "管理范围以外" in answer.text


def test_a_known_child_is_not_made_older_by_typing(
    clerk: Visitor, typed: dict[str, object], engine: Engine, county: dict[str, Place]
) -> None:
    """The ID number alone puts the day of birth on record right."""
    child = DAY.replace(year=DAY.year - 13, day=1)
    typed["person_id"] = person_id = known(engine, county, born_on=child).id
    older = typed | {"id_number": "", "born_on": "1985-07-07"}
    answer = clerk.send("/seekers/new", older, on="/seekers/new")
    assert answer.status_code == 422 and "登记的是另一个出生日期" in answer.text
    assert seekers(engine) == []
    assert clerk.send("/seekers/new", typed, on="/seekers/new").status_code == 303
    with Session(engine) as session:
        assert session.get_one(Person, person_id).born_on == dt.date(1985, 7, 7)


def test_facts_change_later_and_the_second_of_two_is_told(
    clerk: Visitor, typed: dict[str, object], engine: Engine
) -> None:
    clerk.send("/seekers/new", typed, on="/seekers/new")
    where = f"/seekers/{seekers(engine)[0].id}/change"
    page = clerk.get(where).text
    assert "2 号楼" not in page and "残疾" in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]  # type: ignore[index]
    form = typed | {"seen": seen, "phone": "", "door": "", "hardship": []}
    assert clerk.send(where, form | {"wage_wish": 3000}, on=where).status_code == 303
    second = clerk.send(where, form | {"wage_wish": 3300}, on=where)
    assert second.status_code == 422 and "刚被别人改过" in second.text
    assert seekers(engine)[0].wage_wish == 3000
    assert seekers(engine)[0].hardship == ["残疾"]
    assert [line.detail for line in lines(engine, "seeker.change")] == [{"changed": ["wage_wish"]}]


def test_what_the_form_does_not_show_is_not_lost(
    clerk: Visitor, typed: dict[str, object], engine: Engine
) -> None:
    """Skills beyond its rows, a ledger's own word about training, health that names no limit."""
    clerk.send("/seekers/new", typed, on="/seekers/new")
    skills = [f"技能{number}" for number in "一二三四五六七八九十甲乙"]
    [seeker] = seekers(engine)
    with transaction(engine) as session:
        stored = session.get_one(Seeker, seeker.id)
        stored.skills, stored.training = skills, "可以"
        stored.health_limits = "对粉尘过敏，不能久站"
    where = f"/seekers/{seeker.id}/change"
    page = clerk.get(where).text
    assert '<option value="可以" selected>' in page and "粉尘" not in page
    form = dict(re.findall(r'name="(seen|skill_\d+)"[^>]*value="([^"]*)"', page))
    assert clerk.send(where, form | {"training": "可以", "limits": ["1", "2"]}).status_code == 303
    [seeker] = seekers(engine)
    assert (seeker.skills, seeker.training) == (skills, "可以")
    assert seeker.health_limits == "对粉尘过敏、不能久站、不能搬重物"


def test_only_stations_register(client_of: ClientOf) -> None:
    assert client_of("community").get("/seekers/new").status_code == 403
    assert client_of("employer").get("/seekers/new").status_code == 403
