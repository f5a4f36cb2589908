"""Vacancies over HTTP: an employer's own, the stations' list, texts and wage checked."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from redis import Redis
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs import queues
from models.accounts.manage import Links
from models.accounts.tables import Account
from models.database.engine import transaction
from models.employment.tables import Employer, Referral, Vacancy
from models.people.tables import CodeTable, Person, Seeker
from models.places.tables import Place
from models.trail.tables import TrailEntry
from tests.web.conftest import COUNTY, EAST, NOW, WEST, People, Visitor
from web.clock import today

ClientOf = Callable[..., Visitor]
DAY = today(NOW)
LATER = (DAY + dt.timedelta(60)).isoformat()


@dataclass(frozen=True)
class Shops:
    """Two employers, one vacancy each; places by path."""

    own: uuid.UUID
    other: uuid.UUID
    own_vacancy: uuid.UUID
    other_vacancy: uuid.UUID
    places: dict[str, uuid.UUID]


@pytest.fixture
def shops(engine: Engine, county: dict[str, Place]) -> Shops:
    with transaction(engine) as session:
        own = Employer(name="锦程社区工厂", kind="factory")
        other = Employer(name="河西便民超市", kind="shop")
        session.add_all([own, other])
        session.flush()
        made = [
            Vacancy(
                employer_id=employer.id,
                occupation=occupation,
                headcount=2,
                pay_min=2600,
                shift="白班 9:00-17:00",
                place_id=county[path].id,
                hazards=["久站"],
                valid_until=DAY + dt.timedelta(30),
                contact_phone="13911112222",
            )
            for employer, occupation, path in ((own, "缝纫工", EAST), (other, "营业员", WEST))
        ]
        session.add_all(made)
        session.flush()
        places = {path: place.id for path, place in county.items()}
        return Shops(own.id, other.id, made[0].id, made[1].id, places)


@pytest.fixture
def firm(client_of: ClientOf, shops: Shops) -> Visitor:
    return client_of("employer", EAST, Links(employer_id=shops.own))


@pytest.fixture
def station(client_of: ClientOf, shops: Shops) -> Visitor:
    return client_of("employment", COUNTY)


def filled(shops: Shops, **other: object) -> dict[str, object]:
    form: dict[str, object] = {
        "occupation": "绣花工",
        "work": "在车间绣花、剪线头",
        "conditions": "男女不限，年满18周岁",
        "headcount": 3,
        "employment_kind": "full_time",
        "pay_min": 2800,
        "pay_max": 3500,
        "shift": "白班 8:00-18:00",
        "place_id": str(shops.places[EAST]),
        "certificate": "false",
        "hazards": ["久站"],
        "insurance": "五险",
        "valid_until": LATER,
        "contact_name": "张厂长",
        "contact_phone": "13900001111",
    }
    return form | other


def newest(engine: Engine) -> Vacancy | None:
    with Session(engine) as session:
        posted = select(Vacancy).where(Vacancy.posted_at.is_not(None))
        return session.scalar(posted.order_by(Vacancy.posted_at.desc()).limit(1))


def actions(engine: Engine) -> list[str]:
    with Session(engine) as session:
        lines = select(TrailEntry).where(TrailEntry.action.like("vacancy.%"))
        found = session.scalars(lines.order_by(TrailEntry.number)).all()
        assert all("1390000" not in str(line.detail) for line in found)
        return [line.action for line in found]


def match_again_asked(redis_url: str) -> int:
    with Redis.from_url(redis_url) as connection:
        jobs = queues.Queue(queues.INTERACTIVE, connection=connection).get_jobs()
        return sum(job.func_name == queues.MATCH_AGAIN for job in jobs)


def test_an_employer_posts_changes_and_closes(
    firm: Visitor, shops: Shops, engine: Engine, redis_url: str
) -> None:
    sent = firm.send("/vacancies/new", filled(shops), on="/vacancies/new")
    made = newest(engine)
    assert sent.status_code == 303 and made is not None
    assert sent.location == f"/vacancies/{made.id}"
    assert (made.employer_id, made.employment_kind, made.hazards) == (
        shops.own,
        "full_time",
        ["久站"],
    )
    assert match_again_asked(redis_url) == 1
    page = firm.get(sent.location).text
    assert "在车间绣花" in page and "全日制" in page and "在招" in page
    assert "139****1111" in page and "13900001111" not in page

    change = sent.location + "/change"
    shown = firm.get(change).text
    assert 'value="绣花工"' in shown and "13900001111" not in shown
    changed = filled(shops, headcount=5, contact_phone="")
    assert firm.send(change, changed, on=change).status_code == 303
    made = newest(engine)
    assert made is not None and (made.headcount, made.contact_phone) == (5, "13900001111")

    assert firm.send(sent.location + "/close", on=sent.location).status_code == 303
    page = firm.get(sent.location).text
    assert "已停招" in page and change not in page
    late = firm.send(change, filled(shops, seen="before"), on="/vacancies")
    assert late.status_code == 409 and "已经停招" in late.text
    assert actions(engine) == ["vacancy.post", "vacancy.change", "vacancy.close"]


def test_a_text_that_demands_a_sex_is_refused_with_its_ground_and_nothing_lost(
    firm: Visitor, shops: Shops, engine: Engine
) -> None:
    wrong = filled(shops, work="限女性，交押金 200 元", conditions="四十五岁以下")
    page = firm.send("/vacancies/new", wrong, on="/vacancies/new")
    assert page.status_code == 422
    work = page.text[page.text.index('for="work"') : page.text.index("<textarea")]
    assert "“限女性”不能写" in work and "就业促进法第二十七条" in work
    assert "“押金”不能写" in work and "劳动合同法第九条" in work
    assert "“四十五岁以下”不能写" in page.text
    for kept in ("绣花工", "限女性，交押金 200 元", "四十五岁以下", "2800", "张厂长", LATER):
        assert kept in page.text
    assert re.search(r'value="久站" checked', page.text)
    assert newest(engine) is None
    assert firm.send("/vacancies/new", filled(shops), on="/vacancies/new").status_code == 303


def test_a_minor_is_not_asked_for_dangerous_work(firm: Visitor, shops: Shops) -> None:
    form = filled(shops, conditions="年满16周岁", hazards=["高处作业"])
    page = firm.send("/vacancies/new", form, on="/vacancies/new")
    assert page.status_code == 422 and "劳动法第六十四条" in page.text
    safe = filled(shops, conditions="年满16周岁", hazards=[])
    assert firm.send("/vacancies/new", safe, on="/vacancies/new").status_code == 303


def test_a_wage_below_the_table_in_force_says_how_much_and_since_when(
    firm: Visitor, shops: Shops, engine: Engine
) -> None:
    low = filled(shops, pay_min=1949, pay_max="")
    page = firm.send("/vacancies/new", low, on="/vacancies/new")
    assert page.status_code == 422 and newest(engine) is None
    assert "每月 1949 元低于最低工资标准：1950 元（2023年5月1日起执行）" in page.text
    with transaction(engine) as session:
        session.add(CodeTable(name="minimum_wage", effective_from=DAY, values={"monthly": 3000}))
    page = firm.send("/vacancies/new", filled(shops), on="/vacancies/new").text
    assert "2800 元低于最低工资标准：3000 元" in page


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"pay_max": 2700}, "最高月薪不能低于最低月薪"),
        ({"valid_until": (DAY - dt.timedelta(1)).isoformat()}, "有效期不能早于今天"),
        ({"place_id": str(uuid.UUID(int=1))}, "请从列表中选社区"),
        ({"contact_phone": ""}, "请填写联系电话"),
        ({"headcount": 0}, "超出了允许的范围"),
        ({"employment_kind": "slave"}, "请从列表中选择"),
        ({"work": ""}, "请填写这一项"),
    ],
)
def test_what_cannot_be_so_is_told(
    firm: Visitor, shops: Shops, engine: Engine, other: dict[str, object], words: str
) -> None:
    page = firm.send("/vacancies/new", filled(shops, **other), on="/vacancies/new")
    assert page.status_code == 422 and words in page.text and newest(engine) is None


def test_places_held_are_not_taken_away(
    firm: Visitor, shops: Shops, engine: Engine, person: People
) -> None:
    clerk = uuid.UUID(person("employment", COUNTY).id)
    with transaction(engine) as session:
        for name in ("甲", "乙"):
            someone = Person(name=name, place_id=shops.places[EAST], created_at=NOW)
            session.add(someone)
            session.flush()
            seeker = Seeker(
                person_id=someone.id, skills=[], wishes=[], hardship=[], training_wishes=[]
            )
            session.add(seeker)
            session.flush()
            session.add(
                Referral(
                    seeker_id=seeker.id,
                    vacancy_id=shops.own_vacancy,
                    decided_at=NOW,
                    decided_by=clerk,
                )
            )
    where = f"/vacancies/{shops.own_vacancy}"
    assert "推荐过 2 人，其中 2 人占着名额" in firm.get(where).text
    assert "已招满" in firm.get(where).text
    fewer = firm.send(where + "/change", filled(shops, headcount=1), on=where + "/change")
    assert fewer.status_code == 422 and "已经推荐了 2 人" in fewer.text


def test_an_employer_sees_its_own_only(firm: Visitor, shops: Shops) -> None:
    page = firm.get("/vacancies").text
    assert "缝纫工" in page and "营业员" not in page and "河西便民超市" not in page
    for url in ("", "/change"):
        assert firm.get(f"/vacancies/{shops.other_vacancy}{url}").status_code == 404
    for url, form in (("/change", filled(shops)), ("/close", {})):
        sent = firm.send(f"/vacancies/{shops.other_vacancy}{url}", form, on="/vacancies")
        assert sent.status_code == 404
    own = f"/vacancies/{shops.own_vacancy}"
    tie = firm.send(own + "/account", {"phone": "13800000000"}, on=own)
    assert tie.status_code == 403


def test_an_employer_cannot_post_for_another(firm: Visitor, shops: Shops, engine: Engine) -> None:
    form = filled(shops, employer_id=str(shops.other))
    firm.send("/vacancies/new", form, on="/vacancies/new")
    made = newest(engine)
    assert made is not None and made.employer_id == shops.own


def test_an_account_of_no_employer_is_told_whom_to_ask_and_then_tied(
    client_of: ClientOf, station: Visitor, person: People, shops: Shops, engine: Engine, app: object
) -> None:
    someone = person("employer", EAST)
    loose = client_of("employer", EAST)
    assert "还没有连到单位" in loose.get("/vacancies").text
    lost = loose.send("/vacancies/new", filled(shops), on="/vacancies/new")
    assert lost.status_code == 422 and "还没有连到单位" in lost.text
    where = f"/vacancies/{shops.own_vacancy}"
    unknown = station.send(where + "/account", {"phone": "13999999999"}, on=where)
    assert unknown.status_code == 422 and "没有这个号码的用人单位账号" in unknown.text
    volunteer = person("volunteer", EAST)
    assert station.send(where + "/account", {"phone": volunteer.phone}, on=where).status_code == 422
    assert station.send(where + "/account", {"phone": someone.phone}, on=where).status_code == 303
    with Session(engine) as session:
        assert session.get_one(Account, uuid.UUID(someone.id)).employer_id == shops.own
        assert session.get_one(Account, uuid.UUID(volunteer.id)).employer_id is None
    page = station.get(where).text
    assert "某employer" in page and someone.phone not in page


def test_a_station_lists_filters_and_posts_for_others(
    station: Visitor, client_of: ClientOf, shops: Shops, engine: Engine
) -> None:
    page = station.get("/vacancies").text
    assert "缝纫工" in page and "营业员" in page
    page = station.get("/vacancies?kind=shop").text
    assert "缝纫工" not in page and "营业员" in page
    assert "没有这样的岗位" in station.get("/vacancies?state=closed").text
    assert 'href="/vacancies"' in station.get("/all").text
    east = client_of("employment", EAST)
    assert "营业员" not in east.get("/vacancies").text
    assert east.get(f"/vacancies/{shops.other_vacancy}").status_code == 404
    elsewhere = filled(shops, employer_id=str(shops.own), place_id=str(shops.places[WEST]))
    assert east.send("/vacancies/new", elsewhere, on="/vacancies/new").status_code == 422

    nobody = station.send("/vacancies/new", filled(shops), on="/vacancies/new")
    assert nobody.status_code == 422 and "列表里没有的，写上名称和类型" in nobody.text
    known = filled(shops, employer_id=str(shops.other))
    assert station.send("/vacancies/new", known, on="/vacancies/new").status_code == 303
    made = newest(engine)
    assert made is not None and made.employer_id == shops.other
    new = filled(shops, new_employer="新来的基地", new_kind="base")
    station.send("/vacancies/new", new, on="/vacancies/new")
    station.send("/vacancies/new", new, on="/vacancies/new")
    with Session(engine) as session:
        found = session.scalars(select(Employer).where(Employer.name == "新来的基地")).all()
        assert [one.kind for one in found] == ["base"]
    where = f"/vacancies/{shops.other_vacancy}"
    assert station.send(where + "/close", on=where).status_code == 303
    assert "营业员" in station.get("/vacancies?state=closed").text


def test_a_vacancy_of_a_ledger_is_shown_and_changed(
    station: Visitor, shops: Shops, engine: Engine
) -> None:
    with transaction(engine) as session:
        session.get_one(Vacancy, shops.own_vacancy).occupation_code = "6-05-01-03"
    where = f"/vacancies/{shops.own_vacancy}"
    assert "没有登记" in station.get(where).text
    for occupation, code in (("缝纫工", "6-05-01-03"), ("裁剪工", None)):
        form = filled(shops, occupation=occupation)
        assert station.send(where + "/change", form, on=where + "/change").status_code == 303
        with Session(engine) as session:
            assert session.get_one(Vacancy, shops.own_vacancy).occupation_code == code
    assert "裁剪工" in station.get("/vacancies").text


@pytest.mark.parametrize("role", ["volunteer", "seeker", "community", "auditor"])
def test_others_have_no_business_here(client_of: ClientOf, role: str) -> None:
    assert client_of(role).get("/vacancies").status_code == 403


def test_the_first_page_counts_what_is_open_and_what_has_run_out(
    firm: Visitor, client_of: ClientOf, shops: Shops, engine: Engine
) -> None:
    with transaction(engine) as session:
        session.get_one(Vacancy, shops.own_vacancy).valid_until = DAY - dt.timedelta(1)
    own = firm.get("/").text
    assert "/vacancies?state=expired" in own and "/vacancies?state=open" not in own
    station = client_of("employment", COUNTY).get("/").text
    assert "/vacancies?state=expired" in station and "/vacancies?state=open" in station
    assert "缝纫工" in firm.get("/vacancies?state=expired").text
    assert (
        f'href="/vacancies/{shops.own_vacancy}"'
        in client_of("town", COUNTY).get("/lists/vacancies").text
    )
    assert 'href="/vacancies/' not in client_of("community", EAST).get("/lists/vacancies").text


def test_an_employer_elsewhere_is_not_taken_over_by_typing_its_name(
    client_of: ClientOf, person: People, shops: Shops, engine: Engine
) -> None:
    """A vacancy of its own in the west leads the west to it, but not to its accounts."""
    with transaction(engine) as session:
        session.get_one(Employer, shops.own).place_id = shops.places[EAST]
    west, employer = client_of("employment", WEST), f"/employers/{shops.own}"
    form = filled(shops, new_employer="锦程社区工厂", new_kind="shop", place_id=shops.places[WEST])
    refused = west.send("/vacancies/new", form, on="/vacancies/new")
    assert refused.status_code == 422 and "已在城东社区登记" in refused.text
    assert newest(engine) is None and west.get(employer).status_code == 404
    firm = client_of("employer", EAST, Links(employer_id=shops.own))
    posted = firm.send("/vacancies/new", form, on="/vacancies/new").location
    mine = person("employer", WEST)
    page = west.get(posted).text
    assert "单位的账号" in page and "连一个账号" not in page
    tied = west.send(f"{posted}/account", {"phone": mine.phone}, on=posted)
    assert tied.status_code == 422 and "请那边的就业服务站来连账号" in tied.text
    with Session(engine) as session:
        assert session.get_one(Account, uuid.UUID(mine.id)).employer_id is None
    again = west.send("/vacancies/new", form | {"occupation": "剪线工"}, on="/vacancies/new")
    assert again.status_code == 303, "known here by its vacancy, it is not entered twice"


def test_the_second_of_two_who_change_a_vacancy_is_told(
    firm: Visitor, station: Visitor, shops: Shops, engine: Engine
) -> None:
    where = f"/vacancies/{shops.own_vacancy}/change"
    seen = re.search(r'name="seen" value="([^"]+)"', firm.get(where).text)
    assert seen is not None
    entered = filled(shops, hazards=["高温"])
    assert station.send(where, entered, on=where).status_code == 303
    late = firm.send(where, filled(shops, hazards=[], seen=seen[1]), on=where)
    assert late.status_code == 422 and "刚刚有人改过" in late.text
    with Session(engine) as session:
        assert session.get_one(Vacancy, shops.own_vacancy).hazards == ["高温"]
    told = re.search(r'name="seen" value="([^"]+)"', late.text)
    assert told is not None
    assert firm.send(where, filled(shops, seen=told[1]), on=where).status_code == 303
