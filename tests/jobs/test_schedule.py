"""The schedule as RQ's scheduler sees it."""

import pytest
from redis import Redis
from rq import Queue

from jobs.schedule import SCHEDULE, scheduler


def test_everything_on_the_schedule_is_enqueued(queue_redis: Redis, redis_url: str) -> None:
    scheduler(redis_url).enqueue_jobs()
    waiting = {
        job.func_name
        for name in {e.queue for e in SCHEDULE}
        for job in Queue(name, connection=queue_redis).jobs
    }
    assert waiting == {entry.path for entry in SCHEDULE}


@pytest.mark.parametrize("entry", SCHEDULE, ids=lambda entry: entry.path)
def test_an_entry_says_why_and_does_not_race(entry: object) -> None:
    assert len(getattr(entry, "why", "")) > 20
    assert getattr(entry, "every", 0) >= 60
