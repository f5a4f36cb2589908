"""Training orders and classes over HTTP: posted, opened, attended, examined, closed."""

import datetime as dt
import re
import uuid
from collections.abc import Callable

import pytest
from redis import Redis
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs import queues
from models.accounts.manage import Links
from models.database.engine import transaction
from models.employment.openings import openings
from models.employment.tables import Cohort, Employer, Referral, ReferralStep, TrainingOrder
from models.employment.training.tables import ClassAttendance
from models.places.tables import Holiday, Place
from models.places.working_days import SATURDAY
from tests.web.conftest import COUNTY, EAST, WEST, People, Visitor
from tests.web.employment.school import BEGAN, BEGINS, DAY, School, opened

ClientOf = Callable[..., Visitor]


@pytest.fixture
def school(engine: Engine, county: dict[str, Place], person: People) -> School:
    return opened(engine, county, person)


@pytest.fixture
def firm(client_of: ClientOf, school: School) -> Visitor:
    return client_of("employer", EAST, Links(employer_id=school.employer))


@pytest.fixture
def station(client_of: ClientOf, school: School) -> Visitor:
    return client_of("employment", COUNTY)


def asked(school: School, **other: object) -> dict[str, object]:
    form: dict[str, object] = {
        "occupation": "绣花工",
        "headcount": 8,
        "place_id": str(school.places[EAST]),
        "pay_min": 2800,
        "pay_max": 3300,
        "subsidy": "免费",
    }
    return form | other


def planned(school: School, **other: object) -> dict[str, object]:
    form: dict[str, object] = {
        "provider": "巾帼家政学校",
        "seats": 6,
        "least": 3,
        "starts_on": BEGINS.isoformat(),
        "hours": 80,
        "timetable": "晚上 19:00-21:00",
        "place_id": str(school.places[EAST]),
    }
    return form | other


def states(engine: Engine, school: School) -> list[str]:
    with Session(engine) as session:
        return [session.get_one(Referral, one).state for one in school.pupils.values()]


def match_again_asked(redis_url: str) -> int:
    with Redis.from_url(redis_url) as connection:
        jobs = queues.Queue(queues.INTERACTIVE, connection=connection).get_jobs()
        return sum(job.func_name == queues.MATCH_AGAIN for job in jobs)


def test_an_employer_posts_an_order_and_changes_it(
    firm: Visitor, school: School, engine: Engine
) -> None:
    sent = firm.send("/orders/new", asked(school), on="/orders/new")
    assert sent.status_code == 303
    page = firm.get(sent.location).text
    number = f"LX{DAY.year}-0001"
    assert number in page and "还缺 8 人，没有班" in page and "2800–3300" in page
    assert "开一个班" not in page
    with Session(engine) as session:
        made = session.scalars(select(TrainingOrder).where(TrainingOrder.number == number)).one()
        assert made.employer_id == school.employer
    change = sent.location + "/change"
    assert 'value="绣花工"' in firm.get(change).text
    assert firm.send(change, asked(school, headcount=5), on=change).status_code == 303
    assert "还缺 5 人" in firm.get("/orders").text
    assert 'href="/orders"' in firm.get("/all").text


def test_an_order_is_refused_as_a_vacancy_is(firm: Visitor, school: School) -> None:
    wrong = asked(school, subsidy="免费，限女性", pay_min=1949, pay_max="")
    page = firm.send("/orders/new", wrong, on="/orders/new")
    assert page.status_code == 422 and "“限女性”不能写" in page.text
    assert "就业促进法第二十七条" in page.text and "免费，限女性" in page.text
    low = asked(school, pay_min=1949, pay_max="")
    page = firm.send("/orders/new", low, on="/orders/new")
    assert page.status_code == 422 and "低于最低工资标准：1950 元" in page.text
    change = f"/orders/{school.order}/change"
    page = firm.send(change, asked(school, headcount=2), on=change)
    assert page.status_code == 422 and "已经推荐了 3 人" in page.text


def test_a_public_welfare_unit_orders_no_class(
    firm: Visitor, station: Visitor, school: School, engine: Engine
) -> None:
    with transaction(engine) as session:
        session.get_one(Employer, school.employer).kind = "public_welfare"
    change = f"/orders/{school.order}/change"
    for where in ("/orders/new", change):
        page = firm.send(where, asked(school), on=where)
        assert page.status_code == 422 and "不办订单培训" in page.text
    new = asked(school, new_employer="河东保洁队", new_kind="public_welfare")
    page = station.send("/orders/new", new, on="/orders/new")
    assert page.status_code == 422 and "不办订单培训" in page.text
    where = f"/orders/{school.order}/class"
    page = station.send(where, planned(school), on=where)
    assert page.status_code == 422 and "不办订单培训" in page.text
    with Session(engine) as session:
        county = session.get_one(Place, school.places[COUNTY])
        offered = openings(session, county.path, DAY)
        assert not {school.coming, school.running} & {one.id for one in offered}


def test_an_employer_sees_its_own_orders_and_no_class(firm: Visitor, school: School) -> None:
    page = firm.get("/orders").text
    assert "缝纫工" in page and "玩具工" not in page
    own = firm.get(f"/orders/{school.order}").text
    assert "3 / 6" in own and "/orders/classes/" not in own and "王" not in own
    assert firm.get(f"/orders/{school.other}").status_code == 404
    change = f"/orders/{school.other}/change"
    assert firm.send(change, asked(school), on="/orders").status_code == 404
    for url in (f"/orders/classes/{school.running}", f"/orders/{school.order}/class"):
        assert firm.get(url).status_code == 403


def test_an_account_of_no_employer_is_told_whom_to_ask(client_of: ClientOf, school: School) -> None:
    loose = client_of("employer", EAST)
    assert "还没有连到单位" in loose.get("/orders").text
    sent = loose.send("/orders/new", asked(school), on="/orders/new")
    assert sent.status_code == 422 and "还没有连到单位" in sent.text


def test_a_station_posts_for_an_employer_it_did_not_know(
    station: Visitor, school: School, engine: Engine
) -> None:
    new = asked(school, new_employer="新来的基地", new_kind="base")
    assert station.send("/orders/new", new, on="/orders/new").status_code == 303
    with Session(engine) as session:
        made = session.scalars(select(TrainingOrder).order_by(TrainingOrder.id.desc())).first()
        assert made is not None
        assert session.get_one(Employer, made.employer_id).name == "新来的基地"


def test_a_class_is_opened_and_changed(
    station: Visitor, school: School, engine: Engine, redis_url: str
) -> None:
    assert "还缺 12 人，没有班" in station.get(f"/orders/{school.other}").text
    where = f"/orders/{school.other}/class"
    sent = station.send(where, planned(school), on=where)
    assert sent.status_code == 303 and match_again_asked(redis_url) == 1
    page = station.get(sent.location).text
    assert "巾帼家政学校" in page and "还差 3 人才能开班" in page
    change = sent.location + "/change"
    assert 'value="晚上 19:00-21:00"' in station.get(change).text
    changed = planned(school, provider="县技校", least=2)
    assert station.send(change, changed, on=change).status_code == 303
    assert "县技校" in station.get(sent.location).text
    assert "县技校" in station.get(f"/orders/{school.other}").text
    unread = station.send(where, planned(school, timetable="另行通知"), on=where)
    assert unread.status_code == 422 and "看不出几点上课" in unread.text
    assert "另行通知" in unread.text


def test_the_page_of_a_class_masks_and_says_who_could_be_asked(
    station: Visitor, school: School
) -> None:
    page = station.get(f"/orders/classes/{school.running}").text
    assert "王*芳" in page and "王小芳" not in page
    assert f"/seekers/{school.seekers['王小芳']}" in page
    assert "还没有答复" in page and "可以问谁" not in page
    page = station.get(f"/orders/classes/{school.coming}").text
    assert "还差 4 人才能开班" in page and "可以问谁" in page
    assert "赵*学" in page and f"/seekers/{school.seekers['赵想学']}" in page
    assert "王*芳" not in page
    assert (
        f"/orders/classes/{school.running}"
        in station.get(f"/seekers/{school.seekers['王小芳']}").text
    )
    assert f"/orders/classes/{school.running}" in station.get("/lists/orders").text


def test_who_was_asked_takes_a_seat(
    station: Visitor, school: School, engine: Engine, redis_url: str
) -> None:
    where = f"/orders/classes/{school.coming}"
    someone = {"seeker_id": str(school.seekers["赵想学"])}
    before = match_again_asked(redis_url)
    assert station.send(where + "/enrol", someone, on=where).status_code == 303
    assert match_again_asked(redis_url) == before + 1
    page = station.get(where).text
    assert "还差 3 人才能开班" in page and "愿意来上课" in page and "问过，本人愿意来" not in page
    again = station.send(where + "/enrol", someone | {"key": "another-showing"}, on=where)
    assert again.status_code == 409 and "已有一个推荐" in again.text
    assert station.send(where + "/enrol", {}, on=where).status_code == 404


def test_all_are_present_but_those_ticked(station: Visitor, school: School, engine: Engine) -> None:
    where = f"/orders/classes/{school.running}/attendance"
    page = station.get(where).text
    assert "王*芳" in page and "李*山" in page and "张**复" not in page
    away = str(school.pupils["李大山"])
    sent = station.send(where, {"day": BEGAN.isoformat(), "absent": [away]}, on=where)
    assert sent.status_code == 303
    page = station.get(sent.location).text
    assert "应到 2 人，实到 1 人" in page and "0 / 1 天" in page and "1 / 1 天" in page
    again = f"{where}?day={BEGAN.isoformat()}"
    assert re.search(rf'value="{away}" checked', station.get(again).text)
    with Session(engine) as session:
        rows = session.scalars(select(ClassAttendance)).all()
        assert sorted(row.present for row in rows) == [False, True]
    early = (BEGAN - dt.timedelta(1)).isoformat()
    wrong = station.send(where, {"day": early, "absent": [away]}, on=where)
    assert wrong.status_code == 422 and "还没有上课" in wrong.text


def test_a_day_beside_the_timetable_is_asked_back(
    station: Visitor, school: School, engine: Engine
) -> None:
    weekend = DAY.weekday() >= SATURDAY
    timetable = "周一至周五 14:00-17:00" if weekend else "周末全天"
    with transaction(engine) as session:
        session.get_one(Cohort, school.running).timetable = timetable
        session.add(Holiday(day=DAY, working=not weekend, name="平常"))
    where, away = f"/orders/classes/{school.running}/attendance", str(school.pupils["李大山"])
    form = {"day": DAY.isoformat(), "absent": [away]}
    page = station.send(where, form, on=where)
    assert page.status_code == 422 and f"上课时间是“{timetable}”" in page.text
    assert ("却是周末" if weekend else "却不是周末") in page.text
    assert re.search(rf'value="{away}" checked', page.text)
    with Session(engine) as session:
        assert session.scalars(select(ClassAttendance)).all() == []
    sent = station.send(where, form | {"anyway": "true"}, on=where)
    assert sent.status_code == 303 and "实到 1 人" in station.get(sent.location).text


def test_results_of_several_at_once(
    station: Visitor, school: School, engine: Engine, redis_url: str
) -> None:
    where = f"/orders/classes/{school.running}/results"
    good, bad = school.pupils["王小芳"], school.pupils["李大山"]
    empty = station.send(where, {"day": DAY.isoformat()}, on=where)
    assert empty.status_code == 422 and "还没有填谁的结果" in empty.text
    form = {
        "day": DAY.isoformat(),
        f"result-{good}": "passed",
        f"number-{good}": "证0001",
        f"result-{bad}": "absent",
    }
    before = match_again_asked(redis_url)
    assert station.send(where, form, on=where).status_code == 303
    assert states(engine, school) == ["passed", "failed", "approved"]
    assert match_again_asked(redis_url) == before + 1
    with Session(engine) as session:
        steps = session.scalars(select(ReferralStep).order_by(ReferralStep.step)).all()
        assert [(one.step, one.reason, one.remark) for one in steps] == [
            ("failed", "absent", None),
            ("passed", None, "证0001"),
        ]
    page = station.get(f"/orders/classes/{school.running}").text
    assert "退出的人" in page and "没有结业" in page and "培训合格" in page
    assert "没有等结果的人" in station.get(where).text


def test_one_who_cannot_stops_all_and_is_named(
    station: Visitor, school: School, engine: Engine
) -> None:
    where = f"/orders/classes/{school.running}/results"
    early = (BEGAN - dt.timedelta(1)).isoformat()
    form = {"day": early} | {f"result-{one}": "passed" for one in school.pupils.values()}
    page = station.send(where, form, on=where)
    assert page.status_code == 422
    assert "2 人登记不了，所以一个也没有登记" in page.text
    assert "王*芳 日期早于开始的那天" in page.text and "王小芳" not in page.text
    assert states(engine, school) == ["accepted", "accepted", "approved"]


def test_a_closed_class_says_who_has_to_be_told(
    station: Visitor, school: School, engine: Engine
) -> None:
    where = f"/orders/classes/{school.running}"
    assert "还要告诉的人" not in station.get(where).text
    nothing = station.send(where + "/close", {}, on=where)
    assert nothing.status_code == 422 and "请填写这一项" in nothing.text
    assert station.send(where + "/close", {"reason": "provider"}, on=where).status_code == 303
    page = station.get(where).text
    assert "培训机构开不了班" in page and "还要告诉的人" in page
    assert all(f'value="{one}"' in page for one in school.pupils.values())
    late = station.send(where + "/change", planned(school), on=where)
    assert late.status_code == 409 and "已经停办" in late.text
    first, *rest = (str(one) for one in school.pupils.values())
    assert station.send(where + "/told", {"told": [first]}, on=where).status_code == 303
    assert states(engine, school) == ["withdrawn", "accepted", "approved"]
    twice = station.send(where + "/told", {"told": [first, *rest]}, on=where)
    assert twice.status_code == 422 and "1 人登记不了，所以一个也没有登记" in twice.text
    assert "王*芳" in twice.text
    assert states(engine, school) == ["withdrawn", "accepted", "approved"]
    assert station.send(where + "/told", {"told": rest}, on=where).status_code == 303
    assert "还要告诉的人" not in station.get(where).text
    assert station.send(where + "/told", {}, on=where).status_code == 422


def test_a_station_keeps_to_its_places(client_of: ClientOf, school: School, engine: Engine) -> None:
    west = client_of("employment", WEST)
    assert "还没有培训订单" in west.get("/orders").text
    for url in (
        f"/orders/{school.order}",
        f"/orders/{school.order}/class",
        f"/orders/classes/{school.running}",
        f"/orders/classes/{school.running}/change",
        f"/orders/classes/{school.running}/attendance",
        f"/orders/classes/{school.running}/results",
    ):
        assert west.get(url).status_code == 404, url
    where = f"/orders/classes/{school.running}"
    form = {
        "day": DAY.isoformat(),
        "reason": "provider",
        "told": [str(uuid.uuid4())],
        "seeker_id": str(uuid.uuid4()),
    }
    form["key"] = "of-another-page"
    for url in ("/close", "/attendance", "/results", "/told", "/enrol"):
        sent = west.send(where + url, form, on="/orders")
        assert sent.status_code == 404, url
    # A class held here is this station's, though its people live elsewhere: no way to their pages.
    with transaction(engine) as session:
        session.get_one(Cohort, school.running).place_id = school.places[WEST]
    page = west.get(where).text
    assert "王*芳" in page and "/seekers/" not in page


@pytest.mark.parametrize("role", ["volunteer", "seeker", "community", "auditor"])
def test_others_have_no_business_here(client_of: ClientOf, school: School, role: str) -> None:
    browser = client_of(role)
    assert browser.get("/orders").status_code == 403
    assert browser.get(f"/orders/classes/{school.running}").status_code == 403
