"""``python -m benchmarks.offers``: from a request for help to the moment a helper is asked.

The product's own web server and its worker for those who wait stand on the county in
``LIANXIN_VAR``; without, on a fresh one with the demo county or with ``--ledgers FOLDER``. Every
helper is given an account. Half of the requests are typed in by staff, half come by the public
form. Helpers are asked from 8 to 20 o'clock in China: at night run it under a moved clock.
``--write`` keeps the figures and makes ``docs/benchmarks.md`` anew.
"""

import argparse
import datetime as dt
import sys
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, joinedload

from benchmarks.county import county
from benchmarks.page import keep
from benchmarks.served import Browser, account_for, served
from jobs.clock import now, today
from jobs.ground import engine
from jobs.matching import nightly
from models.accounts.tables import Account
from models.care.asking.askable import askable, fit, free_to_ask
from models.care.asking.params import AskParams
from models.care.asking.tables import Asking
from models.care.owed.tables import Obligation
from models.database.engine import transaction
from models.people.tables import Helper, Person, Resident
from models.places.tables import Place
from models.requests.asking.at_once import SERVICES
from models.requests.asking.places import code_of
from models.requests.asking.tables import RequestNeed
from models.requests.tables import Request

PARTS = ("worker-interactive", "web")
PROMISED = 60.0
LOOK_AGAIN = 0.2
ADULT = dt.timedelta(days=18 * 366)


@dataclass(frozen=True)
class Asks:
    """A resident for whom something is asked: who he is, where, and what."""

    name: str
    phone: str
    place_id: str
    code: str
    service: str


def main() -> None:
    given = _arguments(sys.argv[1:])
    if not AskParams().day_from <= _clock() < AskParams().day_to:
        raise SystemExit("no helper is asked at this hour in China")
    with county(given.ledgers) as county_id:
        day = today(now())
        _helpers_with_accounts()
        nightly.run(county_id, day, day)
        account_for("community", county_id)
        with served(PARTS) as address:
            begun = _ask(address, _drawn(given.requests, given.seed), 60 / given.rate)
            took = _offered(begun, county_id)
        found = _figures(took, given.rate) | {"left": _left(county_id)}
    for name, value in found.items():
        print(f"{name:20}{value:.3f}" if isinstance(value, float) else f"{name:20}{value}")
    if given.write:
        keep({"offers": found})


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.offers", description=__doc__)
    parser.add_argument("--ledgers", type=Path, help="fill an empty county from this folder")
    parser.add_argument("--requests", type=int, default=50)
    parser.add_argument("--rate", type=float, default=10, help="requests a minute")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="keep the figures in docs/")
    return parser.parse_args(words)


def _clock() -> dt.time:
    return now().astimezone(dt.timezone(dt.timedelta(hours=8))).time()


def _helpers_with_accounts() -> None:
    with transaction(engine()) as session:
        have = select(Account.person_id).where(Account.person_id.is_not(None))
        without = select(Helper.person_id).where(Helper.person_id.not_in(have))
        rows = [
            {
                "name": "helper",
                "phone": "1",
                "phone_hash": uuid.uuid4().bytes,
                "password_hash": "!",
                "person_id": person_id,
                "created_at": now(),
            }
            for person_id in session.scalars(without)
        ]
        if rows:
            session.execute(insert(Account), rows)


def _drawn(count: int, seed: int) -> Sequence[Asks]:
    """Adults known by a name of their own in their community, each asked for once."""
    r = Random(seed)
    wanted = (
        select(Resident)
        .join(Resident.person)
        .where(Resident.active, ~Person.address_suppressed, Person.phone_hash.is_not(None))
        .options(joinedload(Resident.person).joinedload(Person.place))
        .order_by(Resident.id)
    )
    with Session(engine()) as session:
        everybody = session.scalars(wanted).all()
        names = Counter((_community(one), one.person.name) for one in everybody)
        eldest = today(now()) - ADULT
        fitting = [
            one
            for one in everybody
            if names[_community(one), one.person.name] == 1
            and one.person.born_on is not None
            and one.person.born_on < eldest
            and len(one.person.place.path.split("/")) > len(("county", "town", "community"))
        ]
        return [
            Asks(
                one.person.name,
                str(one.person.phone),
                str(one.person.place_id),
                code_of(one.person.place),
                r.choice([service for service in SERVICES if service != "tutoring"]),
            )
            for one in r.sample(fitting, count)
        ]


def _community(resident: Resident) -> str:
    return "/".join(resident.person.place.path.split("/")[:3])


def _ask(address: str, asks: Sequence[Asks], pause: float) -> dict[int, float]:
    """Send one after another; request number -> when it was sent, on the wall clock."""
    clerk, begun = Browser(address), {}
    clerk.sign_in()
    first = time.monotonic()
    for number, one in enumerate(asks):
        time.sleep(max(0.0, first + number * pause - time.monotonic()))
        sent = time.time()
        if number % 2:
            _by_form(Browser(address, f"127.0.{number // 200}.{number % 200 + 1}"), one)
        else:
            _by_staff(clerk, one)
        with Session(engine()) as session:
            newest = select(Request.number).order_by(Request.number.desc()).limit(1)
            begun[session.scalars(newest).one()] = sent
    return begun


def _by_staff(clerk: Browser, one: Asks) -> None:
    form = _form(one) | {"kind": "care", "place_id": one.place_id, "source": "door"}
    clerk.send("/requests/new", form, clerk.client.get("/requests/new").text)


def _by_form(family: Browser, one: Asks) -> None:
    url = f"/ask/{one.code}"
    family.send(url, _form(one) | {"phone": one.phone}, family.client.get(url).text)


def _form(one: Asks) -> dict[str, str]:
    words = "家里老人想请人帮一下忙"
    return {"words": words, "service": one.service, "who": one.name, "consent": "own"}


def _offered(begun: dict[int, float], county_id: uuid.UUID) -> list[float | None]:
    """Seconds until a helper was asked; None where none was, without those nobody could serve."""
    until = time.monotonic() + PROMISED
    while time.monotonic() < until and len(_asked_at()) < len(begun):
        time.sleep(LOOK_AGAIN)
    asked = _asked_at()
    hopeless = _hopeless(county_id)
    return [
        asked[number] - sent if number in asked else None
        for number, sent in begun.items()
        if number in asked or number not in hopeless
    ]


def _asked_at() -> dict[int, float]:
    """Request number -> the moment the first helper was asked for its visit."""
    rows = (
        select(Request.number, Asking.asked_at)
        .join(RequestNeed, RequestNeed.request_id == Request.id)
        .join(Obligation, Obligation.need_id == RequestNeed.need_id)
        .join(Asking, Asking.visit_id == Obligation.visit_id)
        .where(Asking.asked_at >= Request.at)
        .order_by(Asking.asked_at.desc())
    )
    with Session(engine()) as session:
        return {number: at.timestamp() for number, at in session.execute(rows)}


def _hopeless(county_id: uuid.UUID) -> set[int]:
    """Requests whose visit no helper may make who could still be asked this week."""
    rows = (
        select(Request.number, Obligation.visit_id)
        .join(RequestNeed, RequestNeed.request_id == Request.id)
        .join(Obligation, Obligation.need_id == RequestNeed.need_id)
        .where(Obligation.visit_id.is_not(None))
    )
    with Session(engine()) as session:
        visits = {number: visit for number, visit in session.execute(rows) if visit is not None}
        pairs = fit(session, county_id, now(), list(visits.values()), ())
        people = askable(session, now(), {one for some in pairs.values() for one in some})
        free = {one for one in people if free_to_ask(people[one], AskParams(), asked=True)}
    return {number for number, visit in visits.items() if free.isdisjoint(pairs.get(visit, ()))}


def _left(county_id: uuid.UUID) -> int:
    """Requests that no visit came of."""
    opened = select(RequestNeed.request_id)
    with Session(engine()) as session:
        wanted = select(Request.id).join(Place, Place.id == Request.place_id)
        path = session.get_one(Place, county_id).path
        none = wanted.where(Place.path.startswith(path), Request.id.not_in(opened))
        return len(session.scalars(none).all())


def _figures(took: list[float | None], rate: float) -> dict[str, Any]:
    offered = [one for one in took if one is not None]
    within = sum(one <= PROMISED for one in offered)
    return {
        "a_minute": rate,
        "servable": len(took),
        "offered": len(offered),
        "within": within / max(1, len(took)),
        "seconds": median(offered),
        "seconds_p95": quantiles(offered, n=20)[-1],
    }


if __name__ == "__main__":
    main()
