"""Many at once, over HTTP, against gunicorn as it runs in the field and a real PostgreSQL."""

import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from models.accounts.tokens import make_token
from models.care.tables import Claim
from models.database.engine import transaction
from models.settings import Settings
from tests.models.care.village import Village
from tests.web.care.conftest import NOW, due, from_today
from tests.web.care.rush import Call, Passport, all_at_once, passport, served

pytestmark = pytest.mark.slow

VOLUNTEERS = 200
PLACES = 5
OVERLAPPING = 20
SLOT = (from_today(1).isoformat(), 1)


Door = Callable[[Passport, uuid.UUID, str], Call]


def by_form(volunteer: Passport, visit: uuid.UUID, key: str) -> Call:
    """The claim as the page sends it."""
    slot = f"{SLOT[0]}.{SLOT[1]}"
    body = urlencode({"csrf_token": volunteer.csrf, "slot": slot, "key": key})
    headers = {"Cookie": volunteer.cookie, "Content-Type": "application/x-www-form-urlencoded"}
    return Call(f"/care/visits/{visit}/claim", headers, body)


def by_api(volunteer: Passport, visit: uuid.UUID, key: str) -> Call:
    """The claim as a program sends it."""
    body = json.dumps({"visit_id": str(visit), "day": SLOT[0], "part": SLOT[1]})
    headers = {
        "Authorization": f"Bearer {volunteer.bearer}",
        "Content-Type": "application/json",
        "Idempotency-Key": key,
    }
    return Call("/api/v1/claims", headers, body)


# Every way in through which a place can be claimed, with the status of a place won.
DOORS: list[tuple[Door, int]] = [(by_form, 303), (by_api, 201)]


@pytest.fixture(scope="module")
def port(settings: Settings, redis_url: str) -> Iterator[int]:
    with served(settings, redis_url) as number:
        yield number


@dataclass(frozen=True)
class Rush:
    """Volunteers at the ready and the visits they go for."""

    volunteers: list[Passport]
    visits: list[uuid.UUID]


@pytest.fixture
def rush(engine: Engine, app: Flask) -> Callable[[int, int, int], Rush]:
    """``rush(volunteers, visits, places)``: all committed, everybody signed in."""

    def ready(volunteers: int, visits: int, places: int) -> Rush:
        with transaction(engine) as db:
            village = Village(db, "610997")
            accounts = []
            for _ in range(volunteers):
                helper = village.volunteer(monthly_visits=50)
                accounts.append(village.login("volunteer", helper.person_id))
            tokens = [make_token(db, a.id, "race", ("claim",), 1, NOW)[1] for a in accounts]
            owed = [due(village, helpers_wanted=places).id for _ in range(visits)]
        passports = [passport(app, a, t) for a, t in zip(accounts, tokens, strict=True)]
        return Rush(passports, owed)

    return ready


@pytest.mark.parametrize(("door", "won"), DOORS)
def test_two_hundred_claim_five_places(
    port: int, engine: Engine, rush: Callable[[int, int, int], Rush], door: Door, won: int
) -> None:
    ready = rush(VOLUNTEERS, 1, PLACES)
    visit = ready.visits[0]
    calls = [door(one, visit, "the-only-key") for one in ready.volunteers]
    statuses = all_at_once(port, calls)
    assert Counter(statuses) == {won: PLACES, 409: VOLUNTEERS - PLACES}
    with transaction(engine) as db:
        claims = db.scalars(select(Claim).where(Claim.visit_id == visit)).all()
        assert sorted(claim.seat for claim in claims) == list(range(PLACES))
        assert len({claim.helper_id for claim in claims}) == PLACES


@pytest.mark.parametrize(("door", "won"), DOORS)
def test_one_key_is_one_claim_however_often_it_is_sent(
    port: int, engine: Engine, rush: Callable[[int, int, int], Rush], door: Door, won: int
) -> None:
    ready = rush(1, 1, PLACES)
    call = door(ready.volunteers[0], ready.visits[0], "a-double-tap")
    assert all_at_once(port, [call] * 8) == [won] * 8
    with transaction(engine) as db:
        assert len(db.scalars(select(Claim)).all()) == 1


@pytest.mark.parametrize(("door", "won"), DOORS)
def test_one_helper_on_twenty_overlapping_visits_wins_one(
    port: int, engine: Engine, rush: Callable[[int, int, int], Rush], door: Door, won: int
) -> None:
    ready = rush(1, OVERLAPPING, 1)
    calls = [door(ready.volunteers[0], visit, f"key-of-{visit}") for visit in ready.visits]
    assert Counter(all_at_once(port, calls)) == {won: 1, 409: OVERLAPPING - 1}
    with transaction(engine) as db:
        assert len(db.scalars(select(Claim)).all()) == 1
