"""A person in front of a browser: what he presses, and what is asked of every page he sees.

On a wide page he has a keyboard and no mouse, on a narrow one a thumb and no keyboard.
"""

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Locator, Page, Request, Response

from tests.conftest import ROOT

AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CATALOGUE = ROOT / "web/translations/en/LC_MESSAGES/messages.po"
MOST_TABS = 600
NARROW = 390
# Words of other scripts that Chinese offices use as they are; "English" leads to the other side.
FOREIGN = {"xlsx", "csv", "GB", "UTF", "MB", "API", "ID", "WGS", "English"}
# Chrome of the page only: what stands in a ledger's cell is the county's own, file names as well.
SEEN = """() => {
  const page = document.body.cloneNode(true);
  const notOurs = '.sample, .file-name, kbd, code, .secret, noscript';
  page.querySelectorAll(notOurs).forEach(one => one.remove());
  const said = [...page.querySelectorAll('[aria-label], [title], [placeholder], [alt]')].flatMap(
    one => ['aria-label', 'title', 'placeholder', 'alt'].map(name => one.getAttribute(name)));
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT), texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode.data);
  return [document.title, ...texts, ...said].filter(Boolean).map(text => text.trim());
}"""
WIDER = """width => [...document.querySelectorAll('body *')]
  .filter(one => !one.closest('.rooms') && one.getBoundingClientRect().right > width + 1)
  .slice(0, 3).map(one => one.outerHTML.slice(0, 120))"""
FOCUS_SEEN = """one => {
  const style = getComputedStyle(one), label = getComputedStyle(one.closest('label') ?? one);
  return [style, label].some(found =>
    (found.outlineStyle !== 'none' && parseFloat(found.outlineWidth) > 0)
    || found.boxShadow !== 'none');
}"""
HERE = "one => one === document.activeElement"


class Visitor:
    """One window; ``look`` after each step keeps what was wrong in ``faults``."""

    def __init__(self, browser: Browser, address: str, width: int, folder: Path) -> None:
        self.width, self.folder, self.address = width, folder, address
        self.thumb = width <= NARROW
        self._browser = browser
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            base_url=address,
            has_touch=self.thumb,
            is_mobile=self.thumb,
            reduced_motion="reduce",
        )
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda message: self._wrong("console", message.text))
        self.page.on("pageerror", lambda error: self._wrong("script", str(error)))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def weight(self, url: str) -> int:
        """Bytes that came over the wire for a first look at a page, nothing kept from before."""
        state = self.page.context.storage_state()
        context = self._browser.new_context(base_url=self.address, storage_state=state)
        page = context.new_page()
        wire = context.new_cdp_session(page)
        sizes: list[int] = []
        wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        wire.send("Network.enable")
        page.goto(url, wait_until="networkidle")
        context.close()
        assert len(sizes) > 3
        return sum(sizes)

    def in_english(self, *urls: str) -> None:
        """Switch over, read the pages, switch back."""
        self._switch("English", "en")
        for url in urls:
            self.page.goto(url)
            number = len([*self.folder.glob("english_*.png")])
            picture = self.folder / f"english_{number}_{self.width}.png"
            self.page.screenshot(path=picture, full_page=True)
            self._fits(" in English")
            if chinese := left_in_chinese(self.page):
                self._wrong("not in English", ", ".join(chinese))
        self._switch("中文", "zh-CN")

    def _switch(self, button: str, language: str) -> None:
        self.press(self.page.get_by_role("button", name=button))
        self.page.locator(f"html[lang={language}]").wait_for()

    def _wrong(self, kind: str, what: str) -> None:
        self.faults.append(f"{kind} at {self.page.url.removeprefix(self.address)}: {what}")

    def _failed(self, request: Request) -> None:
        # A poll that the next page cuts short is no failure.
        if request.failure != "net::ERR_ABORTED":
            self._wrong("request", f"{request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._wrong("answer", f"{response.url} {response.status}")

    def close(self) -> None:
        self.page.context.close()

    def open(self, url: str, name: str) -> None:
        self.page.goto(url)
        self.look(name)

    def press(self, what: Locator | str) -> None:
        """Do what a button, link, box or summary does."""
        target = self._one(what)
        if self.thumb:
            target.tap()
        elif target.get_attribute("type") == "radio":
            self._choose(target)
        else:
            self._tab_to(target)
            box = target.get_attribute("type") == "checkbox"
            self.page.keyboard.press("Space" if box else "Enter")

    def follow(self, what: Locator | str, name: str) -> None:
        """Go where a link or a form leads, and look at it."""
        with self.page.expect_navigation():
            self.press(what)
        self.look(name)

    def write(self, what: Locator | str, text: str) -> None:
        target = self._one(what)
        if not self.thumb:
            self._tab_to(target)
        target.fill(text)

    def pick(self, what: Locator | str, value: str) -> None:
        target = self._one(what)
        if not self.thumb:
            self._tab_to(target)
        target.select_option(value)

    def _one(self, what: Locator | str) -> Locator:
        return self.page.locator(what) if isinstance(what, str) else what

    def _tab_to(self, target: Locator, reached: str = HERE) -> None:
        target.wait_for()
        for _ in range(MOST_TABS):
            if target.evaluate(reached):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"no way to it by keyboard: {target}")
        focused = self.page.locator(":focus")
        if not focused.evaluate(FOCUS_SEEN):
            self._wrong("focus", str(focused.evaluate("one => one.outerHTML.slice(0, 120)")))

    def _choose(self, radio: Locator) -> None:
        """The keyboard enters a group of radio buttons once and goes on with the arrows."""
        self._tab_to(radio, "one => one.name && one.name === document.activeElement.name")
        for _ in range(20):
            if radio.evaluate(HERE):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        assert radio.is_checked()

    def look(self, name: str) -> None:
        """Ask of a page, once, what is asked of all: readable, in Chinese, for everybody."""
        picture = self.folder / f"{name}_{self.width}.png"
        if picture.exists():
            return
        self.page.wait_for_load_state()
        self.page.screenshot(path=picture, full_page=True)
        self._fits("")
        for found in self._axe():
            self._wrong("axe", found)
        if foreign := foreign_words(self.page):
            self._wrong("words", ", ".join(foreign))
        self.page.evaluate("document.documentElement.style.fontSize = '200%'")
        self._fits(" with twice the text")
        self.page.evaluate("document.documentElement.style.fontSize = ''")

    def _fits(self, how: str) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.width:
            self._wrong("width", f"{wide} px{how}: {self.page.evaluate(WIDER, self.width)}")

    def _axe(self) -> list[str]:
        self.page.evaluate(AXE.read_text("utf-8"))
        found: dict[str, Any] = self.page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
        return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


def foreign_words(page: Page) -> list[str]:
    """Latin words on a Chinese page that no Chinese office would write."""
    words = re.findall(r"[A-Za-z][A-Za-z0-9]+", "\n".join(page.evaluate(SEEN)))
    # With a figure in it, it is the number of a firm or an order.
    return sorted({word for word in words if word.isalpha()} - FOREIGN)


def left_in_chinese(page: Page) -> list[str]:
    """Sentences of ours that an English page still says in Chinese; the county's words may."""
    said = {" ".join(text.split()) for text in page.evaluate(SEEN)}
    return sorted(text for text in said if any(one.fullmatch(text) for one in _sentences()))


@cache
def _sentences() -> list[re.Pattern[str]]:
    """What our catalogue translates: each Chinese sentence, with anything where facts stand."""
    catalogue = read_po(BytesIO(CATALOGUE.read_bytes()), locale="en")
    ids = [message.id for message in catalogue if isinstance(message.id, str)]
    return [
        re.compile(re.sub(r"%\\\(\w+\\\)(\\\.\d)?\w", ".+", re.escape(one)).replace("%%", "%"))
        for one in ids
        if len(re.findall(r"[\u4e00-\u9fff]", re.sub(r"%\(\w+\)", "", one))) >= 4
    ]
