"""The pages of changes and worth in a real browser: nothing sticks out, axe finds nothing."""

from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from matcher.said import Said
from tests.web.conftest import Silent
from tests.web.matching.conftest import Desk
from tests.web.matching.test_changes import changed
from tests.web.matching.test_runs import change_run
from tests.web.matching.test_worth import DONE
from tests.web.test_look import SMALL, enter, violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 1280])
def test_they_fit_are_large_enough_and_accessible(
    desk: Desk, app: Flask, browser: Browser, width: int
) -> None:
    better = Said("有更合适的人选，高 %(points).2f 分", points=3.5)
    changed(desk, "first", "better", better, before_id=desk.openings["cleaning"])
    change_run(desk, worth=DONE)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    desk.staff("county")
    live = f"http://127.0.0.1:{server.server_port}"
    page, heard = enter(browser, live, f"1370000{desk.opened:04}", width)
    for url in ("", "/changes?market=employment", "/changes?market=care", "/worth"):
        page.goto(f"/runs/{desk.run_id}{url}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
        assert page.evaluate(SMALL) == []
    assert heard == []
    page.context.close()
    server.shutdown()
    thread.join()
