"""Asked at the door by somebody who cannot hear: typed in for him, and his no brought twice.

He has no telephone. A grid worker writes down what he writes on paper, another handles it, a third
looks at it, a fourth brings his word; in the end somebody of the community sits down with him.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.web.conftest import served
from tests.web.requests.conftest import Town
from tests.web.test_look import enter, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORDS = "耳朵听不见，门铃响了看不到，想装一个闪光的门铃"


@pytest.fixture
def on_phone(town: Town, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Somebody's telephone, 390 px wide, signed in; each has his own."""
    pages: dict[str, Page] = {}
    with served(town.app) as live:

        def phone(who: str) -> Page:
            if who not in pages:
                pages[who], _ = enter(browser, live, town.phones[who], 390)
            return pages[who]

        yield phone
        for page in pages.values():
            page.context.close()


def take(page: Page, url: str, button: str, **filled: str) -> None:
    """Open a request, press a button, fill in what it asks for."""
    page.goto(url)
    ending = page.locator("details", has=page.locator(f"text={button}"))
    if ending.count():
        ending.locator("summary").first.click()
    page.click(f".actions >> text='{button}'")
    if filled:
        assert violations(page) == []
        for name, value in filled.items():
            field = page.locator(f"#{name}")
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)
        page.click("main button[type=submit]")
    page.wait_for_selector(".flash")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def handled_by_others(on_phone: Callable[[str], Page], url: str) -> None:
    take(on_phone("clerk"), url, "我来受理")
    take(on_phone("clerk"), url, "记下怎么回应的", remark="写在纸上：明天来装")
    take(on_phone("clerk"), url, "交给谁办", to="post")
    take(on_phone("post"), url, "办好了", remark="装了门铃")
    take(on_phone("lead"), url, "看过，确实办了")


def test_his_no_opens_it_twice_and_then_somebody_sits_down_with_him(
    on_phone: Callable[[str], Page], town: Town
) -> None:
    worker = on_phone("worker")
    worker.goto("/requests/new")
    assert violations(worker) == []
    worker.fill("#words", WORDS)
    worker.select_option("#kind", label="照料、陪伴、跑腿")
    worker.check("input[name=source][value=door]")
    worker.fill("#name", "听不见的老周")
    worker.fill("#spot", "2单元401")
    worker.locator("main button[type=submit]:has-text('录入')").last.click()
    worker.wait_for_selector("text=已录入")
    url = worker.url
    assert WORDS in worker.inner_text("main") and "2单元401" not in worker.inner_text("main")
    for number in (1, 2, 3):
        handled_by_others(on_phone, url)
        post = on_phone("post")
        post.goto(url)
        assert post.locator("text='没有办好'").count() == 0, "who handled brings no word"
        take(on_phone("mate"), url, "没有办好", reason="办了，没有办好", remark="闪光看不清")
        if number < 3:
            assert f"不认可 {number} 次" in on_phone("mate").inner_text("main")
    take(on_phone("clerk"), url, "当面谈过，办结", reason="谈妥了", remark="换成枕边震动的")
    assert "当面谈后办结" in on_phone("clerk").inner_text("main")
