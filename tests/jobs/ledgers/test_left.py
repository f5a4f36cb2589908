"""An upload whose work was never queued is taken up by the schedule, once."""

import datetime as dt

import pytest
from redis import Redis
from rq import Queue
from sqlalchemy import Engine

from jobs.clock import now
from jobs.ledgers.left import PATIENCE, behind
from jobs.queues import BRING_IN_UPLOAD, INTERACTIVE, READ_UPLOAD
from models.database.engine import transaction
from models.ledgers.tables import Import
from models.ledgers.uploads import receive

LONG_AGO = PATIENCE + dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("state", "work"),
    [("waiting", READ_UPLOAD), ("reading", READ_UPLOAD), ("importing", BRING_IN_UPLOAD)],
)
def test_what_was_forgotten_is_queued_once(
    engine: Engine, queue_redis: Redis, state: str, work: str
) -> None:
    with transaction(engine) as session:
        receive(session, "台账.xlsx", b"anything", False, None, now() - LONG_AGO).state = state
        receive(session, "刚到.xlsx", b"anything", False, None, now())
    assert (behind(), behind()) == (1, 1)
    waiting = Queue(INTERACTIVE, connection=queue_redis).jobs
    assert [job.func_name for job in waiting] == [work]


def test_what_waits_for_a_person_is_left_alone(engine: Engine, queue_redis: Redis) -> None:
    with transaction(engine) as session:
        kept: Import = receive(session, "台账.xlsx", b"anything", False, None, now() - LONG_AGO)
        kept.state = "preview"
    assert behind() == 0
    assert Queue(INTERACTIVE, connection=queue_redis).jobs == []
