"""People and a flood on real sockets, each from an address of its own in 127.0.0.0/8."""

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from web.requests.asking.gate import ONES, TENS

SUM = re.compile(r"(\w+)加(\w+)等于多少")
VALUES = {str(word): 10 * number for number, word in enumerate(TENS, 1)}
VALUES |= {str(word): number for number, word in enumerate(ONES, 1)}


@dataclass
class Caller:
    """A browser without script at one address; it keeps its cookies."""

    live: str
    address: str
    cookie: str = ""

    def send(
        self, url: str, form: dict[str, str] | None = None, **headers: str
    ) -> tuple[int, str, str]:
        """(status, text, where to go on)."""
        host = urlsplit(self.live)
        line = http.client.HTTPConnection(
            str(host.hostname), host.port, timeout=30, source_address=(self.address, 0)
        )
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        body = None if form is None else urlencode(form)
        line.request("GET" if form is None else "POST", url, body, sent | headers)
        answer = line.getresponse()
        text = answer.read().decode()
        given = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or ()]
        jar = dict(one.split("=", 1) for one in (*self.cookie.split("; "), *given) if one)
        self.cookie = "; ".join("=".join(one) for one in jar.items())
        line.close()
        return answer.status, text, answer.getheader("Location") or ""


def filled(page: str, words: str) -> dict[str, str]:
    """The form on a page as a person sends it, the sum reckoned if there is one."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    asked = SUM.search(page.split("<main", 1)[1])
    if asked:
        hidden["answer"] = str(VALUES[asked[1]] + VALUES[asked[2]])
    return hidden | {"words": words}


def get_in(caller: Caller, url: str, patience: float) -> bool:
    """Ask as a person does: read, send, and where a sum is asked for, take a moment over it."""
    until = time.monotonic() + patience
    _status, page, _on = caller.send(url)
    while time.monotonic() < until:
        status, text, on = caller.send(url, filled(page, "楼道灯不亮，请来修"))
        if status == 303 and on.startswith("/asked/"):
            return True
        page = text
        time.sleep(4)
    return False


@dataclass
class Flood:
    """So many forms a second from these addresses, sent by threads; ``answers`` by status."""

    live: str
    url: str
    addresses: Sequence[str]
    a_second: int
    answers: Counter[int] = field(default_factory=Counter)
    ended: threading.Event = field(default_factory=threading.Event)

    THREADS = 25

    def __enter__(self) -> "Flood":
        self._threads = [
            threading.Thread(target=self._pour, args=(number,), daemon=True)
            for number in range(self.THREADS)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        for thread in self._threads:
            thread.join()

    def _pour(self, number: int) -> None:
        """Every thread has its share of the addresses and of the forms of a second."""
        mine = [Caller(self.live, one) for one in self.addresses[number :: self.THREADS]]
        mine = mine or [Caller(self.live, self.addresses[0])]
        _status, page, _on = mine[0].send(self.url)
        turn, pause, began = 0, self.THREADS / self.a_second, time.monotonic()
        form = filled(page, "楼道灯不亮，垃圾广告")
        # By the clock, so that slow answers do not thin it out.
        while not self.ended.wait(max(0, began + turn * pause - time.monotonic())):
            caller = mine[turn % len(mine)]
            caller.cookie = mine[0].cookie
            key = f"{number:04}x{turn:020}"
            self.answers[caller.send(self.url, form | {"key": key})[0]] += 1
            turn += 1
