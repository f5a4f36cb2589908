"""The job that reminds of checks and consents: twice is once, and late is not never."""

import datetime as dt
from typing import Any

from redis import Redis
from rq import SimpleWorker
from sqlalchemy import Engine, select

from jobs import queues
from jobs.care.vetting.reminding import remind_all
from jobs.clock import now, today
from models.care.together import consents
from models.care.together.consents import Guardian
from models.database.engine import transaction
from models.notices.tables import Notice
from models.people.tables import Person
from tests.models.care.village import Village


def in_days(days: int) -> dt.date:
    return today(now()) + dt.timedelta(days=days)


def build(engine: Engine, until: int, **more: Any) -> None:
    """A helper with a login whose check holds so long, and staff of his community."""
    with transaction(engine) as session:
        village = Village(session)
        helper = village.volunteer(child_check_until=in_days(until), **more)
        by = village.login("community")
        village.login("volunteer", helper.person_id)
        if more:
            person = session.get_one(Person, helper.person_id)
            guardian = Guardian("王秀兰", "13800001111", "母亲", in_days(-350))
            consents.give(session, person, "helping", guardian, now(), by=by.id)


def keys(engine: Engine) -> set[str]:
    with transaction(engine) as session:
        return {key.rsplit(":", 1)[-1] for key in session.scalars(select(Notice.key))}


def told(engine: Engine) -> int:
    with transaction(engine) as session:
        return len(session.scalars(select(Notice.id)).all())


def test_twice_is_once(standing: Engine) -> None:
    build(standing, until=50)
    assert (remind_all(), remind_all()) == (1, 1)
    assert told(standing) == 2


def test_what_came_due_while_no_worker_ran_is_told_when_one_is_back(
    standing: Engine, queue_redis: Redis
) -> None:
    """Two months went by unseen: the most pressing reminder comes, not three at once."""
    build(standing, until=5)
    for _ in range(3):
        queues.enqueue(queues.REMIND_CHECKS, queue=queues.CHORES)
    assert told(standing) == 0
    SimpleWorker([queues.CHORES], connection=queue_redis).work(burst=True)
    assert (told(standing), keys(standing)) == (2, {"7"})


def test_a_young_helper_is_reminded_of_his_guardians_word(standing: Engine) -> None:
    today_16 = in_days(0).replace(day=1)
    build(standing, until=300, born_on=today_16.replace(year=today_16.year - 16))
    assert (remind_all(), remind_all()) == (1, 1)
    assert told(standing) == 2


def test_nobody_to_remind(standing: Engine) -> None:
    assert remind_all() == 0
