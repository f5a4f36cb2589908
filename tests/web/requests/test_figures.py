"""The figures as a page and a file: what staff see, each with its definition."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from models.database.engine import transaction
from models.requests.tables import SOURCES
from models.trail.tables import TrailEntry
from tests.web.requests.conftest import Town
from web.clock import now, today
from web.requests.figure_words import MEASURES


def test_every_figure_says_how_it_is_worked_out(town: Town) -> None:
    page = town.as_("town").get("/requests/figures").text
    assert page.count("怎么算的</summary>") == len(MEASURES)
    assert all(str(one.label) in page and str(one.meaning) in page for one in MEASURES.values())
    assert "新城社区" in page and "城关镇" in page and "房屋、水电、物业、停车" in page
    assert "clerk" not in page and "worker" not in page
    assert "新城社区" not in town.as_("stranger").get("/requests/figures").text
    assert "这些天没有人提诉求" in town.as_("stranger").get("/requests/figures").text


@pytest.mark.parametrize("query", ["first=x&last=y", "first=2026-02-30", "first=2000-01-01", ""])
def test_days_that_cannot_be_are_the_usual_ones(town: Town, query: str) -> None:
    answer = town.as_("clerk").get(f"/requests/figures?{query}")
    assert answer.status_code == 200 and f'value="{today(now())}"' in answer.text


@pytest.mark.parametrize(("who", "status"), [("post", 403), ("asker", 403), ("worker", 200)])
def test_only_who_looks_after_a_place_has_figures(town: Town, who: str, status: int) -> None:
    assert town.as_(who).get("/requests/figures").status_code == status
    file = town.as_(who).send("/requests/figures.xlsx", on="/requests/figures")
    assert file.status_code == status


def test_the_file_has_every_line_and_leaves_a_line(town: Town) -> None:
    clerk = town.as_("clerk")
    file = clerk.send("/requests/figures.xlsx", on="/requests/figures")
    sheet = load_workbook(io.BytesIO(file.data)).active
    assert sheet is not None
    head, whole, *rest = [list(row) for row in sheet.iter_rows(values_only=True)]
    shares = sum(one.share for one in MEASURES.values())
    assert len(head) == len(set(head)) == 2 + len(MEASURES) + shares + len(SOURCES) + 7
    assert (whole[0], whole[2]) == ("合计", 1)
    assert {row[1] for row in rest} >= {"新城社区", "房屋、水电、物业、停车"}
    assert "东门社区" not in str(rest)
    with transaction(town.engine) as session:
        taken = session.scalars(select(TrailEntry).where(TrailEntry.action == "list.export")).one()
    assert (taken.subject, taken.detail["rows"]) == ("requests", 1 + len(rest))


def test_what_waits_for_me_is_found_on_the_board(town: Town) -> None:
    assert "第 " in town.as_("unit").get("/requests/?mine=1").text
    clerk = town.as_("clerk")
    assert "现在没有等您办的诉求" in clerk.get("/requests/?mine=1").text
    clerk.send(f"{town.url}/accept", on=town.url)
    clerk.send(f"{town.url}/send", {"to": town.ids["worker"]}, f"{town.url}/send")
    page = town.as_("worker").get("/requests/?mine=1").text
    assert "共 1 件" in page and "checked" in page
    assert "现在没有等您办的诉求" in town.as_("unit").get("/requests/?mine=1").text
