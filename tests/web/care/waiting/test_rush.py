"""A thousand requests at once on a hundred visits with lines, over HTTP, round after round.

Nobody is booked twice, no place is lost, nobody is passed over: looked at after every round.
"""

import random
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from models.accounts.tokens import make_token
from models.care.tables import Claim, Visit, Waiting
from models.database.engine import transaction
from models.settings import Settings
from tests.models.care.village import Village
from tests.web.care.conftest import NOW, due, from_today
from tests.web.care.rush import Call, Passport, all_at_once, passport, served

pytestmark = pytest.mark.slow

VISITS = HELPERS = 100
# Each helper is after the ten visits that begin with his own number; no two of them at one time.
AFTER = 10
REQUESTS = 1000
THREADS = 100
HALF_DAYS = 27
KEYS = count()


@dataclass(frozen=True)
class Field:
    """The helpers with what they send along, the visits with how many each wants."""

    port: int
    engine: Engine
    helpers: list[uuid.UUID]
    passports: list[Passport]
    visits: list[uuid.UUID]
    wanted: list[int]

    def call(self, helper: int, path: str, **form: str) -> Call:
        mine = self.passports[helper]
        body = urlencode({"csrf_token": mine.csrf, "key": f"rush-key-{next(KEYS)}", **form})
        headers = {"Cookie": mine.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        return Call(f"/care/{path}", headers, body)

    def about(self, verb: str, helper: int, visit: int) -> Call:
        """A claim, or a place in the line."""
        day = from_today(2 + visit % HALF_DAYS // 3).isoformat()
        slot = f"{day}.{visit % 3}"
        return self.call(helper, f"visits/{self.visits[visit]}/{verb}", slot=slot)


@dataclass(frozen=True)
class State:
    """What stands in the tables: (helper, visit) -> id of the claim, of the place in line."""

    claims: dict[tuple[int, int], uuid.UUID]
    offered: dict[tuple[int, int], uuid.UUID]
    waiting: dict[tuple[int, int], uuid.UUID]


@pytest.fixture
def field(
    settings: Settings, redis_url: str, queue_redis: object, engine: Engine, app: Flask
) -> Iterator[Field]:
    wanted = [1 + visit % 2 for visit in range(VISITS)]
    with transaction(engine) as db:
        village = Village(db, "610997")
        helpers = [village.volunteer(monthly_visits=50) for _ in range(HELPERS)]
        accounts = [village.login("volunteer", helper.person_id) for helper in helpers]
        tokens = [make_token(db, account.id, "rush", ("claim",), 1, NOW)[1] for account in accounts]
        visits = [due(village, helpers_wanted=places).id for places in wanted]
        ids = [helper.id for helper in helpers]
    passports = [passport(app, a, t) for a, t in zip(accounts, tokens, strict=True)]
    with served(settings, redis_url) as port:
        yield Field(port, engine, ids, passports, visits, wanted)


def pairs() -> list[tuple[int, int]]:
    return [(h, (h + step) % VISITS) for h in range(HELPERS) for step in range(AFTER)]


def looked_at(field: Field) -> State:
    """The state, once every invariant has been found to hold."""
    helper_of = {one: number for number, one in enumerate(field.helpers)}
    visit_of = {one: number for number, one in enumerate(field.visits)}
    with transaction(field.engine) as db:
        held = db.scalars(select(Claim).where(Claim.state == "claimed")).all()
        line = db.scalars(select(Waiting)).all()
        assert set(db.scalars(select(Visit.state))) == {"open"}
    state = State({}, {}, {})
    for claim in held:
        state.claims[helper_of[claim.helper_id], visit_of[claim.visit_id]] = claim.id
    for entry in line:
        pair = helper_of[entry.helper_id], visit_of[entry.visit_id]
        if entry.state in ("offered", "waiting"):
            (state.offered if entry.state == "offered" else state.waiting)[pair] = entry.id
    # No double booking: of a seat, of a helper's half-day, of one place to two people.
    assert len({(claim.visit_id, claim.seat) for claim in held}) == len(held)
    assert len({(claim.helper_id, claim.day, claim.part) for claim in held}) == len(held)
    assert len(state.claims) == len(held)
    assert not state.claims.keys() & (state.offered.keys() | state.waiting.keys())
    taken = Counter(v for _, v in [*state.claims, *state.offered])
    queued = Counter(v for _, v in state.waiting)
    for visit, places in enumerate(field.wanted):
        assert taken[visit] <= places
        # No lost place: what is free while somebody waits has been offered.
        assert taken[visit] == places or not queued[visit], visit
        # The order kept: nobody who still waits stood before somebody who was offered a place.
        mine = [entry for entry in line if entry.visit_id == field.visits[visit]]
        assert [e.turn for e in sorted(mine, key=lambda e: e.turn)] == list(range(1, len(mine) + 1))
        first_waiting = min((e.turn for e in mine if e.state == "waiting"), default=len(mine) + 1)
        assert all(e.turn < first_waiting for e in mine if e.offered_at is not None), visit
    return state


def sent(field: Field, calls: list[Call]) -> Counter[str]:
    """Send them all; how many of each verb were done. Everything else was refused in words."""
    statuses = all_at_once(field.port, calls, THREADS)
    assert set(statuses) <= {303, 404, 409}, Counter(statuses)
    return Counter(
        call.path.rsplit("/", 1)[1]
        for call, status in zip(calls, statuses, strict=True)
        if status == 303
    )


def mixed(field: Field, state: State, dice: random.Random) -> list[Call]:
    """What a thousand people might do next, all at once; several want the same."""
    calls = [
        field.call(h, f"visits/{claim}/withdraw", reason="busy")
        for (h, _), claim in state.claims.items()
        if dice.random() < 0.7
    ]
    calls += [field.call(h, f"waiting/{e}/confirm") for (h, _), e in state.offered.items()]
    calls += [
        field.call(h, f"waiting/{entry}/leave")
        for (h, _), entry in [*state.waiting.items(), *state.offered.items()]
        if dice.random() < 0.15
    ]
    free = [pair for pair in pairs() if pair not in state.claims]
    while len(calls) < REQUESTS:
        verb = "claim" if dice.random() < 0.6 else "wait"
        calls.append(field.about(verb, *dice.choice(free)))
    dice.shuffle(calls)
    return calls


def test_a_thousand_claims_and_withdrawals_on_a_hundred_visits_with_lines(field: Field) -> None:
    dice = random.Random(20261126)
    places = sum(field.wanted)
    claims = [field.about("claim", *pair) for pair in pairs()]
    assert len(claims) == REQUESTS
    assert sent(field, claims) == {"claim": places}
    state = looked_at(field)
    assert len(state.claims) == places

    waits = [field.about("wait", *pair) for pair in pairs() if pair not in state.claims]
    assert sent(field, waits) == {"wait": REQUESTS - places}
    state = looked_at(field)
    assert len(state.waiting) == REQUESTS - places

    for _ in range(3):
        before = len(state.claims)
        done = sent(field, mixed(field, state, dice))
        assert done["withdraw"] and done["confirm"] + done["claim"] + done["leave"] + done["wait"]
        state = looked_at(field)
        assert len(state.claims) == before + done["claim"] + done["confirm"] - done["withdraw"]
