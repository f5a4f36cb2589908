"""Notices that did not get through, and the groups, over HTTP."""

import re

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from matcher.said import Said
from models.database.engine import transaction
from models.notices.outbox import tell
from models.notices.tables import Delivery, Notice, StaffGroup
from tests.web.conftest import COUNTY, NOW, People, Visitor
from tests.web.notices.test_choices import browser_of, connected

__all__ = ["connected"]
URL = "/notices/undelivered"
GROUPS = "/notices/groups"


@pytest.fixture
def stuck(engine: Engine, person: People) -> str:
    """The phone of a volunteer whose SMS may not have arrived."""
    someone = person("volunteer")
    with transaction(engine) as session:
        tell(session, [someone.id], "k", Said("有一条消息"), None, NOW)  # type: ignore[list-item]
        notice = session.scalars(select(Notice)).one()
        notice.delivered_at = NOW
        session.add(Delivery(notice_id=notice.id, channel="sms", state="unsure", next_try_at=NOW))
    return someone.phone


def press(browser: Visitor, action: str) -> int:
    page = browser.get(URL).text
    url = re.search(rf'action="({URL}/[^"]+/{action})"', page)
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert url is not None and key is not None
    return browser.send(url[1], {"key": key[1]}, on=URL).status_code


def test_staff_are_led_to_it_call_and_settle_it(
    app: Flask, person: People, engine: Engine, queue_redis: object, stuck: str
) -> None:
    browser = browser_of(app, person("community"))
    assert URL in browser.get("/").text
    page = browser.get(URL).text
    assert "可能没收到" in page and stuck not in page
    url = re.search(rf'action="({URL}/[^"]+/phone)"', page)
    assert url is not None
    assert stuck in browser.send(url[1], on=URL).text
    assert press(browser, "again") == 303
    assert "没有没送到的通知" in browser.get(URL).text
    with transaction(engine) as session:
        session.scalars(select(Delivery)).one().state = "given_up"
    assert "已经再发过一次" in browser.get(URL).text
    assert press(browser, "settled") == 303
    assert URL not in browser.get("/").text


def test_an_administrator_gives_a_place_its_group(
    connected: Flask, person: People, engine: Engine, queue_redis: object
) -> None:
    browser = browser_of(connected, person("administrator", COUNTY))
    page = browser.get(GROUPS).text
    place = re.search(r'<option value="([^"]+)">城东社区', page)
    assert place is not None
    refused = browser.send(GROUPS, {"place_id": place[1], "address": "https://a.b/c"}, on=GROUPS)
    assert refused.status_code == 422 and "https://robot.example/" in refused.text
    form = {"place_id": place[1], "address": "https://robot.example/send?key=geheim"}
    for _ in range(2):
        assert browser.send(GROUPS, form, on=GROUPS).status_code == 303
    with transaction(engine) as session:
        found = session.scalars(select(StaffGroup).where(StaffGroup.until.is_(None))).all()
        assert [group.address for group in found] == [form["address"]]
    page = browser.get(GROUPS).text
    assert "城东社区" in page and "geheim" not in page
    url, key = (
        re.search(p, page)
        for p in (r'action="(/notices/groups/[^"]+)"', r'name="key" value="([^"]+)"')
    )
    assert url is not None and key is not None
    assert browser.send(url[1], {"key": key[1]}, on=GROUPS).status_code == 303
    assert "还没有单独的群" in browser.get(GROUPS).text


def test_without_a_robot_the_page_says_what_to_do(
    app: Flask, person: People, queue_redis: object
) -> None:
    assert "还没有接通企业微信" in browser_of(app, person("administrator", COUNTY)).get(GROUPS).text
