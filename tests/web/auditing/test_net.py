"""No page and no answer of the API shows a sealed value in clear without a line in the trail.

Every route is opened by every kind of account, with the ids of one of everything; then every form
is sent with a purpose. What is sealed is looked for in whatever comes back, files included.
"""

import io
import uuid
import zipfile
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models.database.engine import transaction
from models.trail.tables import TrailEntry
from tests.web.auditing.filled import OVER, Filled, filled
from tests.web.conftest import PASSWORD
from web.auditing.words import LOOKS
from web.ledgers.columns import LISTS

pytestmark = pytest.mark.slow

# What shows something in clear, and of nobody who could be named to: see web.auditing.words.
SHOWS = {
    *LOOKS,
    "care.case.look",
    "conflict.look",
    "hours.export",
    "ledger.look",
    "ledger.returned",
    "notices.phone_seen",
}
# What fills the parts of an address that are no ids.
WORDS = {"kind": tuple(LISTS), "step": ("handle", "call"), "code": ("0000000000",)}
# Signing out in the middle would leave the others to a stranger; deeds that end what is looked at.
LEFT_OUT = {"accounts.sign_out", "accounts.status", "accounts.reset", "accounts.phone"}
PURPOSES = ("contact", "call", "answer")
FORMS = ("unmask", "look", "paper", "letter", "print", "phone", "returned", "export", "find")


@pytest.fixture(scope="module")
def bare(bare: Flask) -> Flask:
    """Without limits as well: every route is opened many times."""
    bare.config["RATELIMIT_ENABLED"] = False
    return bare


@pytest.fixture
def county(engine: Engine) -> Filled:
    with transaction(engine) as session:
        return filled(session)


def addresses(app: Flask, made: Filled, method: str) -> Iterator[tuple[str, str]]:
    """(endpoint, address) of every route that takes the method."""
    for route in app.url_map.iter_rules():
        if method not in (route.methods or set()) or route.endpoint in LEFT_OUT:
            continue
        filler = {
            name: (made.ids.get(name, uuid.UUID(int=0)),)
            if name.endswith("_id")
            else WORDS.get(name, ("0",))
            for name in route.arguments
        }
        longest = max((len(one) for one in filler.values()), default=1)
        for turn in range(longest):
            values = {name: one[turn % len(one)] for name, one in filler.items()}
            with app.test_request_context():
                built = route.build(values, append_unknown=False)
            if built is not None:
                yield route.endpoint, built[1]


def shown(response: TestResponse) -> str:
    """All the text of an answer; a file of Excel is unpacked."""
    if not response.data.startswith(b"PK"):
        return response.data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(response.data)) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


class Net:
    """Sends requests as one account and tells which of them showed something in silence."""

    def __init__(self, engine: Engine, app: Flask, made: Filled, role: str) -> None:
        self.engine, self.made, self.account = engine, made, made.accounts[role]
        self.client, self.bearer = app.test_client(), made.tokens[role]
        self.client.post("/sign-in", data={"phone": self.account.phone, "password": PASSWORD})
        self.caught: list[tuple[str, str, list[str]]] = []
        self.shows = 0

    def send(self, endpoint: str, url: str, method: str, data: dict[str, object]) -> None:
        headers = {"Authorization": f"Bearer {self.bearer}"} if url.startswith("/api/") else {}
        before = self._last()
        response = self.client.open(url, method=method, data=data or None, headers=headers)
        assert response.status_code < 500, (method, url)
        text = shown(response)
        own = self.account.person_id
        found = [
            value
            for value, whose in self.made.sealed.items()
            if value in text and (own is None or whose != own)
        ]
        if found:
            self.shows += 1
            if not self._looked(before):
                self.caught.append((method, endpoint, found))

    def _last(self) -> int:
        with Session(self.engine) as session:
            return session.scalar(select(func.max(TrailEntry.number))) or 0

    def _looked(self, before: int) -> bool:
        with Session(self.engine) as session:
            lines = session.scalars(select(TrailEntry).where(TrailEntry.number > before)).all()
        mine = [line for line in lines if line.account_id == self.account.id]
        return any(line.action in SHOWS and line.address == "127.0.0.1" for line in mine)


@pytest.mark.parametrize("role", [*OVER, "volunteer", "resident", "employer"])
def test_nothing_sealed_is_shown_in_silence(
    engine: Engine, bare: Flask, county: Filled, queue_redis: object, role: str
) -> None:
    net = Net(engine, bare, county, role)
    for endpoint, url in addresses(bare, county, "GET"):
        net.send(endpoint, url, "GET", {})
    forms = list(addresses(bare, county, "POST"))
    # First what is only looked at: other forms may end what it is about.
    looks = [one for one in forms if any(word in one[0] for word in FORMS)]
    for purpose in PURPOSES:
        for endpoint, url in looks if purpose != PURPOSES[-1] else [*looks, *forms]:
            form = {"purpose": purpose, "claim": county.ids["claim_id"], "what": "sheet"}
            net.send(endpoint, url, "POST", form)
    assert net.caught == []
    # The net holds something: these roles see somebody in clear somewhere.
    if role in ("community", "employment", "volunteer", "employer"):
        assert net.shows > 0
