"""Every page of requests in a real browser: fits, reads, passes axe, in both languages."""

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from models.accounts.scope import scope_of
from models.database.engine import transaction
from models.requests import duty
from tests.models.requests.hall import Hall
from tests.models.requests.units import Units
from tests.web.care.conftest import NOW, TODAY
from tests.web.care.looking import WIDTHS, faults_seen
from tests.web.conftest import served
from tests.web.requests.conftest import signs_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MINUTE = dt.timedelta(minutes=1)


def populated(hall: Hall) -> dict[str, list[str]]:
    """Requests at different points of their way; the pages there are for each telephone."""
    for account, name in zip(hall.accounts.values(), "甲乙丙丁戊己庚辛壬癸", strict=True):
        account.name = f"{name}大明"
    clerk = hall.accounts["clerk"]
    one, two, three = on_their_way(hall)
    hours, days = (dt.time(18), dt.time(8)), (TODAY, None)
    place = clerk.grants[0].place_id
    boss = scope_of(clerk)
    duty.set_shift(hall.session, boss, place, clerk.id, 31, hours, days, NOW)
    asked, taken = offered(hall)
    return {
        clerk.phone: [
            "/",
            "/requests/",
            "/requests/?level=county",
            "/requests/?mine=1",
            "/requests/figures",
            "/requests/figures?first=2020-01-01&last=2020-01-02",
            "/requests/new",
            one,
            two,
            three,
            f"{two}/refer",
            f"{two}/withdraw",
            asked,
            f"{asked}/offer",
            "/accounts/invite",
            "/requests/duty",
            f"/requests/duty/{place}",
        ],
        hall.accounts["post"].phone: ["/requests/"],
        hall.accounts["firm"].phone: [
            "/",
            "/requests/offers",
            f"{asked}/decline",
            taken,
            f"{taken}/give_back",
        ],
        hall.accounts["club"].phone: ["/requests/offers"],
    }


def on_their_way(hall: Hall) -> list[str]:
    """One whose clock stands, one that is late, and one that was not done well."""
    hall.takes("unit", "accept", NOW)
    hall.takes("unit", "send", NOW, to="worker")
    hall.takes("mate", "pause", NOW, reason="weather", remark="下大雪")
    stopped = hall.request
    # Enough in one week for a bar in the figures.
    for _ in range(5):
        hall.enter(NOW - 30 * MINUTE)
    late = hall.enter(NOW - 20 * MINUTE, kind="safety", words="井盖没了", urgency="danger")
    hall.request = hall.enter(NOW - 2 * MINUTE, kind="care", name="张小三", phone="13812341234")
    hall.handled(now=NOW)
    hall.takes("lead", "supervise", NOW)
    hall.takes("code", "resident_no", NOW, reason="not_well")
    return [f"/requests/{one.id}" for one in (stopped, late, hall.request)]


def offered(hall: Hall) -> list[str]:
    """One that organisations have to answer, and one that the firm has taken."""
    units = Units(hall, **{name: signs_in(50 + n) for n, name in enumerate(("firm", "club"))})
    for name, unit in (("office", "县农业农村局"), ("firm", "县供电公司"), ("club", "老街志愿队")):
        units.units[name].name = unit
    for name, number in zip(
        ("office", "deskmate", "firm", "hand", "club"), "子丑寅卯辰", strict=True
    ):
        hall.accounts[name].name = f"{number}小明"
    found = []
    for words, urgency in (
        ("楼道灯坏了，老人不敢下楼", "urgent"),
        ("院里的树压着电线", "ordinary"),
    ):
        hall.request = hall.enter(NOW, words=words, urgency=urgency)
        hall.takes("clerk", "accept", NOW)
        units.offers("office", "firm", now=NOW)
        hall.takes("deskmate", "decline", NOW, reason="busy")
        found.append(f"/requests/{hall.request.id}")
    hall.takes("firm", "take", NOW)
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_they_fit_read_and_pass_axe(
    engine: object,
    app: object,
    queue_redis: object,
    browser: Browser,
    tmp_path: Path,
    width: int,
) -> None:
    with transaction(engine) as session:
        pages = populated(Hall(session, NOW, signs_in, name="王大妈", spot="3栋401"))
    with served(app) as live:
        faults = [
            fault
            for phone, urls in pages.items()
            for fault in faults_seen(browser, live, width, tmp_path, phone, urls)
        ]
    assert faults == []
