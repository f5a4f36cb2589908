"""A new key while everybody works: gunicorn as in the field, phones read and written meanwhile."""

import http.client
import json
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Semaphore

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.keys import rotate
from models.database.engine import transaction
from models.database.resealing import behind, sealed_tables
from models.people.tables import Person
from models.places.tables import Place
from models.registry import metadata
from models.requests.tables import Request
from models.settings import Settings
from tests.county import NOW
from tests.web.care.rush import served
from tests.web.conftest import EAST, People
from web.api.idempotency import HEADER

pytestmark = pytest.mark.slow

WORKERS = 6
PEOPLE = 1500


@pytest.fixture(scope="module")
def port(settings: Settings, redis_url: str) -> Iterator[int]:
    with served(settings, redis_url) as number:
        yield number


@dataclass
class Work:
    """What one clerk does over and over; ``statuses`` and the phones of the requests he entered."""

    port: int
    bearer: dict[str, str]
    number: int
    round_done: Semaphore
    statuses: list[int] = field(default_factory=list)
    entered: dict[str, str] = field(default_factory=dict)

    def until(self, over: Event) -> None:
        while not over.is_set():
            self._round()
            self.round_done.release()

    def _round(self) -> None:
        """A request with a phone is entered, sent again, read; people's phones are read."""
        phone = f"139{self.number}{len(self.entered):07}"
        asked = {"words": "楼道灯不亮", "place": EAST, "name": "王大爷", "phone": phone}
        key = uuid.uuid4().hex
        first = self._call("POST", "/requests", asked | {"kind": "property"}, key)
        again = self._call("POST", "/requests", asked | {"kind": "property"}, key)
        assert first == again
        self.entered[first["id"]] = phone
        read = self._call("GET", f"/requests/{first['id']}")
        assert read["phone"] == f"139****{phone[-4:]}"
        seen = self._call("GET", "/accounts")
        assert all(one["phone"].startswith("138****") for one in seen["items"])

    def _call(
        self, method: str, path: str, body: object = None, key: str | None = None
    ) -> dict[str, object]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {**self.bearer, "Content-Type": "application/json"}
        if key is not None:
            headers[HEADER] = key
        text = None if body is None else json.dumps(body)
        connection.request(method, f"/api/v1{path}", text, headers)
        answer = connection.getresponse()
        said = answer.read().decode()
        connection.close()
        self.statuses.append(answer.status)
        assert answer.status in (200, 201), said
        found: dict[str, object] = json.loads(said)
        return found


def test_no_request_fails_and_nothing_is_left_under_the_old_key(
    port: int, engine: Engine, owner: Engine, county: dict[str, Place], person: People
) -> None:
    phones = _people(engine, county[EAST])
    rounds, over = Semaphore(0), Event()
    crew = [
        Work(port, person("community").bearer, number, rounds) for number in range(1, WORKERS + 1)
    ]
    with ThreadPoolExecutor(WORKERS) as pool:
        at_work = [pool.submit(one.until, over) for one in crew]
        try:
            _wait_for(rounds, WORKERS, at_work)
            number = rotate(owner, "aes", lambda stage, share: None)
            _wait_for(rounds, 2 * WORKERS, at_work)
        finally:
            over.set()
        for one in at_work:
            one.result()
    assert {status for one in crew for status in one.statuses} <= {200, 201}
    with owner.connect() as connection:
        assert behind(connection, sealed_tables(metadata), number) == 0
    entered = {key: phone for one in crew for key, phone in one.entered.items()}
    assert len(entered) >= 3 * WORKERS
    with Session(engine) as session:
        asked = session.execute(select(Request.id, Request.phone)).all()
        assert {str(key): phone for key, phone in asked} == entered
        assert sorted(session.scalars(select(Person.phone))) == sorted(phones)


def _wait_for(rounds: Semaphore, many: int, at_work: Sequence[Future[None]]) -> None:
    """Until the crew has done so many rounds; whoever has failed is heard."""
    for _ in range(many):
        while not rounds.acquire(timeout=1):
            for one in at_work:
                if one.done():
                    one.result()


def _people(engine: Engine, place: Place) -> list[str]:
    phones = [f"15400{number:06}" for number in range(PEOPLE)]
    with transaction(engine) as session:
        session.add_all(
            Person(name="居民", place_id=place.id, phone=phone, created_at=NOW) for phone in phones
        )
    return phones
