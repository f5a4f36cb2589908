"""The pages of changes and worth in a real browser: nothing sticks out, axe finds nothing."""

import pytest
from flask import Flask
from playwright.sync_api import Browser

from matcher.said import Said
from tests.web.conftest import served
from tests.web.matching.conftest import Desk
from tests.web.matching.test_changes import changed
from tests.web.matching.test_runs import change_run
from tests.web.matching.test_worth import DONE
from tests.web.test_look import enter, look_through

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 1280])
def test_they_fit_are_large_enough_and_accessible(
    desk: Desk, app: Flask, browser: Browser, width: int
) -> None:
    better = Said("有更合适的人选，高 %(points).2f 分", points=3.5)
    changed(desk, "first", "better", better, before_id=desk.openings["cleaning"])
    change_run(desk, worth=DONE)
    desk.staff("county")
    urls = ("", "/changes?market=employment", "/changes?market=care", "/worth")
    with served(app) as live:
        page, heard = enter(browser, live, f"1370000{desk.opened:04}", width)
        look_through(page, [f"/runs/{desk.run_id}{url}" for url in urls], width)
        page.context.close()
    assert heard == []
