"""The pages of rights in a real browser: they fit, read, and pass axe, at every width."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.rights.tables import RightsAsk
from tests.web.care.looking import WIDTHS, faults_seen
from tests.web.conftest import served
from tests.web.rights.conftest import Town

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_and_passes(
    town: Town, browser: Browser, tmp_path: Path, width: int
) -> None:
    elder = town.sign_in("elder")
    elder.send("/rights/asks", {"asked_for": "correction", "words": "电话错了"}, on="/rights")
    elder.send("/rights/consent", {"purpose": "sharing", "agreed": "false"}, on="/rights")
    with Session(town.hamlet.engine) as session:
        ask_id = session.scalars(select(RightsAsk.id).order_by(RightsAsk.id)).first()
    pages = {
        "elder": ["/rights", "/privacy"],
        "clerk": ["/rights/asks", f"/rights/asks/{ask_id}", f"/rights/persons/{town.person_id}"],
        "other": ["/rights/impact"],
    }
    with served(town.hamlet.app) as live:
        for who, urls in pages.items():
            faults = faults_seen(browser, live, width, tmp_path, town.phones[who], urls)
            assert faults == []
