"""Which nights are put on the queue, and that asking again does no harm."""

import datetime as dt
import uuid

import pytest
from redis import Redis
from rq import Queue
from sqlalchemy import Engine

from jobs.clock import now
from jobs.ground import settings
from jobs.matching import due
from jobs.queues import NIGHT, use_redis
from models.database.engine import transaction
from models.matching.tables import Run
from tests.county import NOW, TODAY, County

# 18:00 in UTC is two in the morning of the next day in the county.
TWO_O_CLOCK = dt.datetime(2026, 11, 19, 18, 0, tzinfo=dt.UTC)


@pytest.fixture
def counties(standing: Engine, redis_url: str) -> list[uuid.UUID]:
    use_redis(redis_url)
    with transaction(standing) as session:
        made = [County(session, f"61099{n}") for n in (7, 8)]
        for county in made:
            county.person("孟琴", created_at=TWO_O_CLOCK - dt.timedelta(hours=1))
        return [county.place.id for county in made]


def waiting(redis: Redis) -> set[str]:
    return set(Queue(NIGHT, connection=redis).job_ids)


def test_every_county_once(queue_redis: Redis, counties: list[uuid.UUID]) -> None:
    for _ in range(2):
        for county in counties:
            due.start(county, TODAY, TODAY)
    assert waiting(queue_redis) == {f"night-{county}-{TODAY}" for county in counties}


def test_check_asks_for_what_is_missing_now(
    queue_redis: Redis, counties: list[uuid.UUID], standing: Engine
) -> None:
    expected = due.missing(now(), settings().night_hour)
    assert due.check() == len(expected) == len(waiting(queue_redis))


def test_not_before_its_hour(counties: list[uuid.UUID]) -> None:
    assert due.missing(TWO_O_CLOCK, 2) == counties
    assert due.missing(TWO_O_CLOCK - dt.timedelta(minutes=1), 2) == []


def test_a_county_whose_ledgers_come_in_by_day_waits_for_the_next_hour(
    standing: Engine, counties: list[uuid.UUID]
) -> None:
    with transaction(standing) as session:
        fresh = County(session, "610999")
        fresh.person("邓有平", created_at=TWO_O_CLOCK + dt.timedelta(hours=8))
        added = fresh.place.id
    assert due.missing(TWO_O_CLOCK + dt.timedelta(hours=9), 2) == counties
    assert due.missing(TWO_O_CLOCK + dt.timedelta(days=1), 2) == [*counties, added]


@pytest.mark.parametrize(
    ("state", "attempt", "again"),
    [
        ("published", 1, False),
        ("held", 1, False),
        ("running", 1, True),
        ("failed", 1, True),
        ("failed", due.MOST_ATTEMPTS, False),
    ],
)
def test_what_is_left_alone(
    standing: Engine, counties: list[uuid.UUID], state: str, attempt: int, again: bool
) -> None:
    given = {"params": {}, "report": {}, "started_at": NOW, "night": TODAY}
    with transaction(standing) as session:
        session.add(Run(county_id=counties[0], state=state, attempt=attempt, **given))
    left = counties if again else counties[1:]
    assert due.missing(NOW + dt.timedelta(hours=3), 2) == left
