"""Outcomes and fairness over HTTP: as of a day, masked ledgers, small groups hidden."""

import datetime as dt
import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.trail.tables import TrailEntry
from tests.models.employment.outcomes.market import days
from tests.web.conftest import Visitor
from tests.web.employment.outcomes.conftest import TODAY, Market


@pytest.fixture
def clerk(market: Market) -> Visitor:
    return market.staff()


def at_work(page: str) -> int:
    found = re.search(r'class="figure-number">(\d+)</p>\s*<p class="figure-label">在岗（人）', page)
    assert found is not None, page
    return int(found[1])


def test_the_figures_are_those_of_the_day_that_is_chosen(clerk: Visitor, market: Market) -> None:
    for back in (0, 6, 12):
        day = TODAY - days(30 * back)
        page = clerk.get(f"/outcomes?day={day}").text
        assert at_work(page) == sum(note.at_work(day) for note in market.notes) > 0
        assert f'value="{day}"' in page
    page = clerk.get("/outcomes").text
    assert at_work(page) == sum(note.at_work(TODAY) for note in market.notes)
    for word in ("社区工厂", "公益性岗位", "满 3 个月还在岗", "最近 12 个月离岗的原因", "甲校"):
        assert word in page


def test_a_day_that_cannot_be_is_today(clerk: Visitor) -> None:
    for text in ("tomorrow", "1999-01-01", "9999-12-31", ""):
        assert f'value="{TODAY}"' in clerk.get(f"/outcomes?day={text}").text
    assert "到这一天还没有成效可看" in clerk.get("/outcomes?day=2020-01-01").text


def test_each_sees_his_own_places(market: Market) -> None:
    here = market.staff(place="east").get("/outcomes").text
    assert 0 < at_work(here) <= at_work(market.staff().get("/outcomes").text)
    assert market.staff("community").get("/outcomes").status_code == 403
    assert market.staff("employer").get("/outcomes/fairness").status_code == 403


def sheet(answer: bytes) -> list[tuple[object, ...]]:
    book = load_workbook(BytesIO(answer))
    assert book.active is not None
    return list(book.active.iter_rows(values_only=True))


def test_the_ledger_of_referrals_is_masked_and_of_its_day(clerk: Visitor, market: Market) -> None:
    day = TODAY - days(180)
    answer = clerk.send("/outcomes/referrals.xlsx", {"day": day.isoformat()}, on="/outcomes")
    assert answer.status_code == 200
    heads, *rows = sheet(answer.data)
    sent = sorted(note.decided for note in market.notes if note.decided <= day)
    told = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [row["推荐日期"].date() for row in told] == sent  # type: ignore[attr-defined]
    assert {row["姓名"] for row in told} <= {f"欧**{name}" for name in "甲乙丙丁"}
    working = [row for row in told if row["情况"] == "在职"]
    assert len(working) == sum(note.at_work(day) for note in market.notes)
    dated = [cell for row in told for cell in row.values() if isinstance(cell, dt.datetime)]
    assert max(dated).date() <= day
    with Session(market.engine) as session:
        line = session.scalars(select(TrailEntry).where(TrailEntry.action == "list.export")).one()
        assert (line.subject, line.detail) == (
            "referrals",
            {"rows": len(rows), "masked": True, "day": day.isoformat()},
        )


def test_vacancies_and_orders_go_out_too(clerk: Visitor, market: Market) -> None:
    answer = clerk.send("/outcomes/vacancies.xlsx", {"day": TODAY.isoformat()}, on="/outcomes")
    heads, *rows = sheet(answer.data)
    working = sum(note.at_work(TODAY) for note in market.notes if note.cohort is None)
    assert sum(int(str(row[heads.index("现在在岗")])) for row in rows) == working
    assert len(rows) == 5
    answer = clerk.send("/outcomes/orders.xlsx", on="/outcomes")
    heads, *rows = sheet(answer.data)
    enrolled = sum(note.cohort is not None and note.yes is not None for note in market.notes)
    assert len(rows) == 3 and sum(int(str(row[heads.index("报名")])) for row in rows) <= enrolled
    assert clerk.send("/outcomes/people.xlsx", on="/outcomes").status_code == 404


def test_fairness_names_a_difference_and_hides_the_few(clerk: Visitor) -> None:
    page = clerk.get("/outcomes/fairness").text
    assert re.search(r"推荐过的占比：女比男高 \d+ 个百分点", page)
    assert "有差别，不等于不公平" in page and "从不用来匹配" in page
    disability = page[page.index("按残疾") : page.index("按易地搬迁")]
    assert "<table" not in disability and "2 组不显示" in disability


def test_few_people_are_not_compared(market: Market) -> None:
    nobody = market.staff("town", "empty")
    assert "人还太少" in nobody.get("/outcomes/fairness").text


def test_they_are_reached_from_all_places_and_the_vacancies(clerk: Visitor) -> None:
    for url in ("/all", "/vacancies"):
        assert 'href="/outcomes"' in clerk.get(url).text
    assert 'href="/outcomes/fairness"' in clerk.get("/outcomes").text


def test_in_english_too(clerk: Visitor) -> None:
    clerk.send("/language", {"language": "en"})
    page = clerk.get("/outcomes").text + clerk.get("/outcomes/fairness").text
    assert "Employment rate" in page and "A difference alone is no proof of unfairness" in page
    assert re.search(r"Share referred: Women \d+ points higher than Men", page)
