"""The dated tables an administrator edits: seen, foreseen, settled, in force from their day."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select

from models.care.days import civil_day
from models.care.hours.limits import Limits, limits_on
from models.care.hours.stars import USUAL, thresholds
from models.care.newcomers import Experience, wanted
from models.care.owed.festivals import coming
from models.care.posts.duties import duties
from models.care.school import school_holidays
from models.database.engine import transaction
from models.employment.codes import table
from models.people.tables import CodeTable
from models.trail.tables import TrailEntry
from tests.web.conftest import COUNTY, NOW, Visitor
from web.rules.pages import TABLES

ClientOf = Callable[..., Visitor]
TODAY = civil_day(NOW)
LATER = TODAY + dt.timedelta(days=40)


def form_on(browser: Visitor, name: str) -> dict[str, object]:
    """What the page would send if nothing were typed."""
    page = browser.get(f"/rules/{name}").text.split("<main", 1)[1]
    found: dict[str, object] = dict(
        re.findall(r'<input type="\w+"[^>]* name="(\w+)"[^>]* value="([^"]*)"', page)
    )
    found |= dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>([^<]*)<', page))
    found["seen"] = re.findall(r'name="seen" value="(\d+)"', page)[0]
    return found


def post(browser: Visitor, name: str, **more: object) -> int:
    url = f"/rules/{name}"
    return browser.send(url, form_on(browser, name) | more, on=url).status_code


@pytest.mark.parametrize("name", TABLES)
def test_each_table_is_shown_foreseen_and_settled(
    client_of: ClientOf, engine: Engine, name: str
) -> None:
    browser = client_of("administrator", COUNTY)
    assert f"/rules/{name}" in browser.get("/rules/").text
    url = f"/rules/{name}"
    preview = browser.send(url, form_on(browser, name), on=url)
    assert preview.status_code == 200 and "就这样定下" in preview.text
    with transaction(engine) as session:
        assert session.scalars(select(CodeTable).where(CodeTable.name == name)).all() == []
    assert post(browser, name, settled="true") == 303
    with transaction(engine) as session:
        (row,) = session.scalars(select(CodeTable).where(CodeTable.name == name))
        assert row.effective_from == TODAY
        (line,) = session.scalars(select(TrailEntry).where(TrailEntry.action == "rules.table"))
        assert line.detail["was"] == line.detail["is"] == row.values
    assert "执行中" in browser.get(url).text


def test_what_is_settled_holds_from_its_day_on(client_of: ClientOf, engine: Engine) -> None:
    browser = client_of("administrator", COUNTY)
    late = {"settled": "true", "effective_from": LATER.isoformat()}
    assert post(browser, "volunteer_stars", star1="50", **late) == 303
    assert post(browser, "hours_limits", visit_hours="4", **late) == 303
    assert post(browser, "minimum_wage", monthly="2160", **late) == 303
    assert post(browser, "hardship", order="残疾 70\n零就业家庭 60", **late) == 303
    assert post(browser, "post_duties", names="看水岗\n看山岗", **late) == 303
    assert post(browser, "newcomers", visits="0", **late) == 303
    with transaction(engine) as session:
        assert thresholds(session, TODAY) == USUAL
        assert thresholds(session, LATER) == (50, *USUAL[1:])
        assert limits_on(session, LATER) == Limits(visit_hours=4)
        assert limits_on(session, TODAY) == Limits()
        assert table(session, "minimum_wage", LATER) == {"monthly": 2160}
        assert table(session, "hardship", LATER) == {"残疾": 70, "零就业家庭": 60}
        assert duties(session, LATER) == ["看水岗", "看山岗"]
        assert wanted(session, LATER) == Experience(visits=0)


def test_the_day_of_a_festival_is_the_one_entered(client_of: ClientOf, engine: Engine) -> None:
    browser = client_of("administrator", COUNTY)
    day = TODAY + dt.timedelta(days=3)
    assert post(browser, "festivals", day1=day.isoformat(), settled="true") == 303
    with transaction(engine) as session:
        assert {str(one.name): one.day for one in coming(session, TODAY)}["中秋节"] == day


def test_school_is_out_on_the_days_entered(client_of: ClientOf, engine: Engine) -> None:
    browser = client_of("administrator", COUNTY)
    first, last = (TODAY + dt.timedelta(days=number) for number in (3, 4))
    winter = {"winter_from": first.isoformat(), "winter_to": last.isoformat()}
    summer = {"summer_from": "2030-07-10", "summer_to": "2030-08-31"}
    assert post(browser, "school_holidays", **winter, **summer, settled="true") == 303
    with transaction(engine) as session:
        assert school_holidays(session, TODAY, 6) == [False, False, False, True, True, False]
    assert "2030-08-31" in browser.get("/rules/school_holidays").text


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("school_holidays", {"winter_to": "2020-01-01"}),
        ("volunteer_stars", {"star2": "90"}),
        ("hours_limits", {"day_hours": "0"}),
        ("minimum_wage", {"monthly": "x"}),
        ("minimum_wage", {"effective_from": "2020-01-01"}),
        ("hardship", {"order": "残疾"}),
        ("post_duties", {"names": "看水岗\n看水岗"}),
    ],
)
def test_what_cannot_be_is_refused_and_kept_in_the_form(
    client_of: ClientOf, engine: Engine, name: str, wrong: dict[str, object]
) -> None:
    browser = client_of("administrator", COUNTY)
    url = f"/rules/{name}"
    answer = browser.send(url, form_on(browser, name) | {"settled": "true"} | wrong, on=url)
    assert answer.status_code == 422
    assert str(next(iter(wrong.values()))).split("\n", maxsplit=1)[0] in answer.text
    with transaction(engine) as session:
        assert session.scalars(select(CodeTable)).all() == []


def test_of_two_who_change_it_at_once_the_second_is_told(client_of: ClientOf) -> None:
    browser = client_of("administrator", COUNTY)
    seen = form_on(browser, "minimum_wage")
    assert post(browser, "minimum_wage", monthly="2000", settled="true") == 303
    late = browser.send(
        "/rules/minimum_wage", seen | {"monthly": "2100", "settled": "true"}, on="/rules/"
    )
    assert late.status_code == 422 and "有人刚改过" in late.text


def test_a_correction_on_the_same_day_and_a_later_one_that_never_holds(
    client_of: ClientOf, engine: Engine
) -> None:
    browser = client_of("administrator", COUNTY)
    for monthly, day in (("2100", LATER), ("2200", LATER), ("2300", TODAY)):
        more = {"monthly": monthly, "effective_from": day.isoformat(), "settled": "true"}
        assert post(browser, "minimum_wage", **more) == 303
    with transaction(engine) as session:
        assert table(session, "minimum_wage", LATER) == {"monthly": 2300}
    assert "没有执行" in browser.get("/rules/minimum_wage").text


def test_nobody_else_edits_them(client_of: ClientOf) -> None:
    assert client_of("county", COUNTY).get("/rules/").status_code == 403
