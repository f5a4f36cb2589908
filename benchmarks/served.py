"""The product's own web server and workers for a benchmark, and somebody who signs in there."""

import re
import secrets
import socket
import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx

from jobs.clock import now
from jobs.ground import engine, settings
from jobs.services.product import product
from jobs.services.supervisor import stop_all
from models.accounts.manage import Links, open_account
from models.accounts.tables import Grant
from models.database.engine import transaction
from models.places.tables import Place

PHONE, PASSWORD = "19912345678", secrets.token_urlsafe(16)


@contextmanager
def served(parts: Collection[str]) -> Iterator[str]:
    """The parts of the product by name, on a port of their own; the address they answer at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    wanted = [
        one for one in product(replace(settings(), port=port), demo=True) if one.name in parts
    ]
    try:
        for one in wanted:
            one.ensure()
        address = f"http://127.0.0.1:{port}"
        _answering(address)
        yield address
    finally:
        stop_all(wanted)


def _answering(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{address}/readyz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("the web server did not answer")


def account_for(role: str, place_id: uuid.UUID) -> None:
    """The one account that signs in, for this run, as those of the demo do: by password alone."""
    with transaction(engine()) as session:
        account = open_account(
            session, name=role, phone=PHONE, password=PASSWORD, links=Links(), now=now()
        )
        account.demo = True
        account.grants.append(Grant(role=role, place=session.get_one(Place, place_id)))


class Browser:
    """A browser without script; ``source``: from which of this machine's addresses."""

    def __init__(self, address: str, source: str | None = None) -> None:
        transport = httpx.HTTPTransport(local_address=source)
        self.client = httpx.Client(base_url=address, timeout=30, transport=transport)

    def sign_in(self) -> None:
        form = {"phone": PHONE, "password": PASSWORD, "next": "/"}
        self.send("/sign-in", form, self.client.get("/sign-in").text)

    def send(self, url: str, form: dict[str, str], page: str) -> httpx.Response:
        """Post a form as ``page`` shows it, with its token and its key."""
        hidden = {"csrf_token": _first(r'name="csrf-token" content="([^"]+)"', page)}
        hidden["key"] = _first(r'name="key" value="([^"]+)"', page)
        answer = self.client.post(url, data={**hidden, **form})
        if answer.status_code != 303:
            raise SystemExit(f"{url}: {answer.status_code}")
        return answer


def _first(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    return found[1] if found else ""
