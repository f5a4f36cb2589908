"""Employers over HTTP: the board, the page of each, who tells how many people work there."""

import datetime as dt
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook
from redis import Redis
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs import queues
from models.accounts.manage import Links
from models.database.engine import transaction
from models.employment.headcounts.tables import Headcount
from models.employment.tables import Employer
from models.places.tables import Place
from tests.web.conftest import COUNTY, EAST, WEST, People, Visitor
from tests.web.employment.school import DAY, School, opened

ClientOf = Callable[..., Visitor]


@pytest.fixture
def school(engine: Engine, county: dict[str, Place], person: People) -> School:
    found = opened(engine, county, person)
    with transaction(engine) as session:
        session.get_one(Employer, found.employer).place_id = found.places[EAST]
    return found


@pytest.fixture
def firm(client_of: ClientOf, school: School) -> Visitor:
    return client_of("employer", EAST, Links(employer_id=school.employer))


@pytest.fixture
def station(client_of: ClientOf, school: School) -> Visitor:
    return client_of("employment", COUNTY)


def tell(browser: Visitor, school: School, people: object, hardship: object, **more: object):  # type: ignore[no-untyped-def]
    where = f"/employers/{school.employer}"
    form = {"day": DAY.isoformat(), "people": people, "hardship": hardship} | more
    return browser.send(where + "/headcount", form, on=where)


def sheet(answer: bytes) -> list[tuple[object, ...]]:
    return list(load_workbook(BytesIO(answer)).worksheets[0].iter_rows(values_only=True))


def test_an_employer_tells_its_own_and_sees_no_other(
    firm: Visitor, school: School, engine: Engine
) -> None:
    where = f"/employers/{school.employer}"
    assert firm.get("/employers").location == where
    assert 'href="/employers"' in firm.get("/all").text
    page = firm.get(where).text
    assert "没有报过" in page and "缝纫工" in page and "玩具工" not in page
    assert "改单位资料" not in page and "王" not in page
    assert tell(firm, school, 36, 7).status_code == 303
    page = firm.get(where).text
    assert "已登记：36 人在岗，其中困难家庭 7 人" in page and "单位自己" in page
    with Session(engine) as session:
        kept = session.scalars(select(Headcount)).one()
        assert (kept.people, kept.hardship, kept.day) == (36, 7, DAY)
        other = session.scalars(select(Employer).where(Employer.name == "河西玩具厂")).one().id
    for url in (f"/employers/{other}", f"{where}/change"):
        assert firm.get(url).status_code in (403, 404)
    form = {"day": DAY.isoformat(), "people": 1, "hardship": 0}
    assert firm.send(f"/employers/{other}/headcount", form, on=where).status_code == 404


@pytest.mark.parametrize(
    ("people", "hardship", "more", "said"),
    [
        ("3.5", "0", {}, "请填写整数"),
        ("-1", "0", {}, "超出了允许的范围"),
        ("3", "4", {}, "困难家庭的人不能多于"),
        ("3", "", {}, "请填写这一项"),
        ("3", "0", {"day": (DAY + dt.timedelta(1)).isoformat()}, "这一天还没有到"),
    ],
)
def test_what_cannot_be_comes_back_as_it_was_typed(
    station: Visitor, school: School, people: str, hardship: str, more: dict, said: str
) -> None:
    page = tell(station, school, people, hardship, **more)
    assert page.status_code == 422 and said in page.text and f'value="{people}"' in page.text


def test_the_board_is_searched_and_shows_who_is_silent(station: Visitor, school: School) -> None:
    page = station.get("/employers").text
    assert "锦程社区工厂" in page and "河西玩具厂" in page and "没有报过" in page
    tell(station, school, 36, 7)
    page = station.get("/employers?silent=1").text
    assert "锦程社区工厂" not in page and "河西玩具厂" in page
    page = station.get("/employers?q=锦程&kind=factory").text
    assert "锦程社区工厂" in page and "河西玩具厂" not in page and ">36<" in page
    assert "没有这样的单位" in station.get("/employers?kind=shop").text
    assert "河西玩具厂" in station.get("/employers?kind=nonsense").text
    assert 'href="/employers"' in station.get("/all").text
    assert f'href="/employers/{school.employer}"' in station.get(f"/orders/{school.order}").text


def test_staff_put_the_facts_right(
    station: Visitor, school: School, engine: Engine, redis_url: str
) -> None:
    where = f"/employers/{school.employer}/change"
    assert "selected>社区工厂" in station.get(where).text
    form = {"kind": "base", "place_id": str(school.places[WEST]), "credit_code": "9161"}
    page = station.send(where, form, on=where)
    assert page.status_code == 422 and "请填 18 位数字和大写字母" in page.text
    form["credit_code"] = "91610998ma70abcd1q"
    sent = station.send(where, form, on=where)
    assert sent.status_code == 303 and "就业帮扶基地" in station.get(sent.location).text
    with Session(engine) as session:
        found = session.get_one(Employer, school.employer)
        assert (found.kind, found.place_id) == ("base", school.places[WEST])
        assert found.credit_code == "91610998MA70ABCD1Q"
    with Redis.from_url(redis_url) as connection:
        jobs = queues.Queue(queues.INTERACTIVE, connection=connection).get_jobs()
        assert any(job.func_name == queues.MATCH_AGAIN for job in jobs)


def test_the_second_of_two_who_put_it_right_is_told(
    station: Visitor, client_of: ClientOf, school: School, engine: Engine
) -> None:
    other, where = client_of("employment", EAST), f"/employers/{school.employer}/change"
    seen = re.search(r'name="seen" value="([^"]+)"', other.get(where).text)
    assert seen is not None
    form = {"kind": "factory", "place_id": str(school.places[EAST])}
    known = form | {"credit_code": "91610998MA70ABCD1Q"}
    assert station.send(where, known, on=where).status_code == 303
    late = other.send(where, form | {"kind": "base", "seen": seen[1]}, on=where)
    assert late.status_code == 422 and "刚刚有人改过" in late.text
    with Session(engine) as session:
        assert session.get_one(Employer, school.employer).credit_code == known["credit_code"]


def test_a_station_that_does_not_know_it_finds_nothing(client_of: ClientOf, school: School) -> None:
    west = client_of("employment", WEST)
    assert "还没有用人单位" in west.get("/employers").text
    assert west.get(f"/employers/{school.employer}").status_code == 404
    form = {"day": DAY.isoformat(), "people": 1, "hardship": 0}
    where = f"/employers/{school.employer}/headcount"
    assert west.send(where, form, on="/orders/new").status_code == 404
    assert client_of("community").get("/employers").status_code == 403
    assert "还没有连到单位" in client_of("employer", EAST).get("/employers").text


def test_the_statistic_and_the_ledgers(station: Visitor, school: School) -> None:
    tell(station, school, 36, 7)
    page = station.get("/outcomes").text
    part = page[page.index("各类单位用了多少人") : page.index("导出台账")]
    cells = re.findall(r'<td[^>]*data-label="单位报的在岗（人）">([^<]*)</td>', part)
    assert cells == ["36", "—", "—", "—", "—", "36"] and "怎么算的" in part
    heads, *rows = sheet(station.send("/outcomes/employed.xlsx", on="/outcomes").data)
    told = dict(zip(heads, rows[0], strict=True))
    assert (told["单位类型"], told["单位（家）"], told["单位报的在岗（人）"]) == ("社区工厂", 2, 36)
    heads, *rows = sheet(station.send("/outcomes/employers.xlsx", on="/employers").data)
    told = {row[0]: dict(zip(heads, row, strict=True)) for row in rows}
    assert told["锦程社区工厂"]["其中困难家庭（人）"] == 7
    assert told["河西玩具厂"]["在岗（人）"] is None
    yesterday = {"day": (DAY - dt.timedelta(1)).isoformat()}
    heads, *rows = sheet(station.send("/outcomes/employed.xlsx", yesterday, on="/outcomes").data)
    assert rows[0][3] == 0


def test_boards_lead_to_their_ledgers(station: Visitor, firm: Visitor, school: School) -> None:
    boards = {
        "/employers": "employers",
        "/vacancies": "vacancies",
        "/orders": "orders",
        "/referrals": "referrals",
    }
    for board, ledger in boards.items():
        assert f'action="/outcomes/{ledger}.xlsx"' in station.get(board).text
        if board != "/employers":
            assert "/outcomes/" not in firm.get(board).text
        answer = station.send(f"/outcomes/{ledger}.xlsx", on=board)
        assert answer.status_code == 200 and len(sheet(answer.data)) >= 1
    assert 'action="/lists/seekers/export"' in station.get("/lists/seekers").text


def test_in_english_too(station: Visitor, school: School) -> None:
    tell(station, school, 36, 7)
    station.send("/language", {"language": "en"})
    page = station.get(f"/employers/{school.employer}").text + station.get("/employers").text
    assert "Report the headcount" in page and "Not reported for 3 months" in page
