"""The page of holidays: entered, refused, taken back by an administrator; nobody else."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import Engine, select

from models.care.days import civil_day
from models.database.engine import transaction
from models.places.tables import Holiday
from models.trail.tables import TrailEntry
from tests.web.conftest import COUNTY, NOW, Visitor

PAGE = "/rules/holidays"
FIRST = civil_day(NOW) + dt.timedelta(days=100)
RUN = {"first": FIRST.isoformat(), "last": (FIRST + dt.timedelta(days=2)).isoformat()}
ClientOf = Callable[..., Visitor]


def test_days_are_entered_shown_and_taken_back(client_of: ClientOf, engine: Engine) -> None:
    browser = client_of("administrator", COUNTY)
    assert PAGE in browser.get("/rules/").text
    assert PAGE in browser.get("/all").text
    entered = {**RUN, "working": "false", "name": "开渠节"}
    assert browser.send(PAGE, entered, on=PAGE).status_code == 303
    page = browser.get(PAGE).text
    assert "已填上" in page and "开渠节" in page and "本县填的" in page
    again = browser.send(PAGE, entered, on=PAGE)
    assert again.status_code == 422 and "已经填过，请先收回" in again.text
    back = f"{PAGE}/take-back"
    assert browser.send(back, dict(RUN), on=PAGE).status_code == 303
    assert "已收回" in browser.get(PAGE).text
    with transaction(engine) as session:
        assert session.scalars(select(Holiday)).all() == []
        about = select(TrailEntry).where(TrailEntry.subject == "holiday")
        lines = session.scalars(about.order_by(TrailEntry.number)).all()
    assert [line.action for line in lines] == ["rules.holiday", "rules.holiday_back"]
    assert lines[0].detail == {**RUN, "working": False, "name": "开渠节"}
    gone = browser.send(back, dict(RUN), on=PAGE)
    assert gone.status_code == 422 and "已经收回" in gone.text


def test_one_day_needs_no_last_and_every_day_a_name(client_of: ClientOf, engine: Engine) -> None:
    browser = client_of("administrator", COUNTY)
    one = {"first": FIRST.isoformat(), "working": "true"}
    assert browser.send(PAGE, dict(one), on=PAGE).status_code == 422
    assert browser.send(PAGE, one | {"name": "补班"}, on=PAGE).status_code == 303
    with transaction(engine) as session:
        (row,) = session.scalars(select(Holiday))
        assert (row.day, row.working, row.name) == (FIRST, True, "补班")


def test_nobody_else_enters_them(client_of: ClientOf) -> None:
    assert client_of("county", COUNTY).get(PAGE).status_code == 403
