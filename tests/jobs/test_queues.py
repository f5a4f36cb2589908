"""Work on the queues: once while it waits, again after it ended."""

import datetime as dt
import uuid
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue, SimpleWorker

from jobs.queues import (
    CHORES,
    INTERACTIVE,
    QUEUES,
    TRIES,
    Answer,
    answer,
    enqueue,
    match_again_soon,
)

PROBE = "tests.jobs.probes.mark"


def test_a_job_of_one_id_waits_once(queue_redis: Redis, tmp_path: Path) -> None:
    first = enqueue(PROBE, str(tmp_path), "one", 0, queue=CHORES, job_id="the-one")
    second = enqueue(PROBE, str(tmp_path), "two", 0, queue=CHORES, job_id="the-one")
    assert first.id == second.id
    assert second.args[1] == "one"
    assert Queue(CHORES, connection=queue_redis).count == 1


def test_a_job_that_ended_may_come_again(queue_redis: Redis, tmp_path: Path) -> None:
    for name in ("one", "two"):
        enqueue(PROBE, str(tmp_path), name, 0, queue=CHORES, job_id="the-one")
        SimpleWorker([CHORES], connection=queue_redis).work(burst=True)
    assert (tmp_path / "marks").read_text().count("ended") == 2


def test_without_an_id_every_call_is_a_job(queue_redis: Redis, tmp_path: Path) -> None:
    for _ in range(3):
        enqueue(PROBE, str(tmp_path), "each", 0, queue=INTERACTIVE)
    assert Queue(INTERACTIVE, connection=queue_redis).count == 3


def test_a_job_carries_its_queues_limits(queue_redis: Redis, tmp_path: Path) -> None:
    job = enqueue(PROBE, str(tmp_path), "one", 0, queue=INTERACTIVE)
    assert job.timeout == QUEUES[INTERACTIVE].seconds
    assert job.retries_left == TRIES


def test_an_unknown_queue_is_a_mistake(queue_redis: Redis) -> None:
    with pytest.raises(KeyError):
        enqueue(PROBE, queue="elsewhere")


def test_events_that_wait_for_the_same_are_one_piece_of_work(queue_redis: Redis) -> None:
    county_id, day = uuid.uuid4(), dt.date(2026, 11, 20)
    first = match_again_soon(county_id, "care", day)
    assert first is not None
    assert {match_again_soon(county_id, "care", day) for _ in range(50)} == {first}
    assert match_again_soon(county_id, "employment", day) != first
    assert match_again_soon(uuid.uuid4(), "care", day) != first
    assert Queue(INTERACTIVE, connection=queue_redis).count == 3
    assert answer(first) == Answer(False)


def test_work_already_begun_is_not_joined(queue_redis: Redis) -> None:
    county_id, day = uuid.uuid4(), dt.date(2026, 11, 20)
    first = match_again_soon(county_id, "care", day)
    assert Queue(INTERACTIVE, connection=queue_redis).pop_job_id() == first
    assert match_again_soon(county_id, "care", day) != first


def test_only_answers_to_events_are_told(queue_redis: Redis, tmp_path: Path) -> None:
    other = enqueue(PROBE, str(tmp_path), "one", 0, queue=CHORES)
    assert answer(other.id) == Answer(True)
    assert answer(str(uuid.uuid4()), patience=1.0) == Answer(True)
