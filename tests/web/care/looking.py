"""Every page of a list looked at by whoever signs in with a phone: at 320, 390 and 1280 px."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.visitor import Visitor
from tests.web.conftest import PASSWORD

WIDTHS = (320, 390, 1280)


def faults_seen(
    browser: Browser, live: str, width: int, folder: Path, phone: str, pages: list[str]
) -> list[str]:
    """Sign in, open each page, on a wide screen in English too, and tell what was wrong with it.

    The narrowest of screens, or the largest of texts; nobody asks for both.
    """
    visitor = Visitor(browser, live, width, folder)
    visitor.page.goto("/sign-in")
    visitor.page.fill("#phone", phone)
    visitor.page.fill("#password", PASSWORD)
    visitor.page.click("main button[type=submit]")
    for number, url in enumerate(pages):
        visitor.open(url, f"{phone}-{number:02}")
    if width == max(WIDTHS):
        # What somebody is good at is the county's own word, and may be that of a service.
        visitor.in_english(*(url for url in pages if "/helpers/" not in url))
    visitor.close()
    both = "with twice the text" if width == min(WIDTHS) else None
    return [one for one in visitor.faults if both is None or both not in one]
