"""The job of lines and asks to take over: twice is once, and what waited for it is not lost."""

import datetime as dt
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from redis import Redis
from rq import Queue, SimpleWorker
from sqlalchemy import Engine, select

from jobs import queues
from jobs.care.waiting.due import step
from jobs.clock import now, today
from models.care.handing.tables import Handing
from models.care.tables import Claim, Visit, Waiting
from models.care.waiting.tables import Reconfirm
from models.database.engine import transaction
from models.notices.tables import Notice
from tests.models.care.village import Village

HOURS = dt.timedelta(hours=3)


def soon(days: int) -> dt.date:
    return today(now()) + dt.timedelta(days=days)


def full(village: Village, *, offered: int = 0, waiting: int = 0, taken: bool = False) -> Visit:
    """A visit in five days with its line; offers ran out three hours ago. Everybody has a login."""
    window = {"window_from": soon(0), "window_to": soon(9)}
    visit = village.visit(**window)
    if taken:
        village.claim(village.volunteer(), visit, day=soon(5))
    for turn in range(1, offered + waiting + 1):
        helper = village.volunteer()
        village.login("volunteer", helper.person_id)
        facts: dict[str, Any] = {"state": "waiting"}
        if turn <= offered:
            gone = {"offered_at": now() - 2 * HOURS, "confirm_by": now() - HOURS}
            facts = {"state": "offered", **gone}
        entry = {"visit_id": visit.id, "helper_id": helper.id, "turn": turn, "day": soon(5)}
        village.add(Waiting(**entry, part=0, joined_at=now() - 3 * HOURS, **facts))
    return visit


def states(engine: Engine, visit_id: uuid.UUID) -> list[str]:
    with transaction(engine) as session:
        line = select(Waiting.state).where(Waiting.visit_id == visit_id).order_by(Waiting.turn)
        return list(session.scalars(line))


def notices(engine: Engine) -> int:
    with transaction(engine) as session:
        return len(session.scalars(select(Notice.id)).all())


def build(engine: Engine, **line: Any) -> uuid.UUID:
    with transaction(engine) as session:
        return full(Village(session), **line).id


def test_an_offer_that_ran_out_goes_to_the_next_once(standing: Engine) -> None:
    visit_id = build(standing, offered=1, waiting=2)
    step()
    assert states(standing, visit_id) == ["lapsed", "offered", "waiting"]
    told = notices(standing)
    assert told == 2
    step()
    assert states(standing, visit_id) == ["lapsed", "offered", "waiting"]
    assert notices(standing) == told


def test_who_waited_while_no_worker_ran_gets_his_full_time(
    standing: Engine, queue_redis: Redis
) -> None:
    """The schedule went on asking; nobody worked; then somebody does."""
    visit_id = build(standing, offered=1, waiting=1)
    for _ in range(3):
        queues.enqueue(queues.STEP_WAITING, queue=queues.CHORES)
    assert states(standing, visit_id) == ["offered", "waiting"]
    SimpleWorker([queues.CHORES], connection=queue_redis).work(burst=True)
    assert states(standing, visit_id) == ["lapsed", "offered"]
    with transaction(standing) as session:
        (held,) = session.scalars(select(Waiting).where(Waiting.state == "offered"))
        assert held.confirm_by is not None and held.confirm_by > now()
    assert notices(standing) == 2


def test_a_step_that_broke_off_is_taken_up_where_it_stood(standing: Engine) -> None:
    """Each line is a transaction of its own: one that cannot be worked holds up no other."""
    with transaction(standing) as session:
        village = Village(session)
        first, second = sorted(full(village, offered=1, waiting=1).id for _ in range(2))
    with transaction(standing) as elsewhere:
        elsewhere.scalars(select(Visit.id).where(Visit.id == second).with_for_update()).one()
        with ThreadPoolExecutor(1) as pool:
            stuck = pool.submit(step)
            while states(standing, first)[0] != "lapsed":
                time.sleep(0.02)
            assert states(standing, second) == ["offered", "waiting"]
            elsewhere.rollback()
            stuck.result(timeout=30)
    assert states(standing, second) == ["lapsed", "offered"]
    assert notices(standing) == 4


def test_a_place_nobody_in_line_wants_is_matched_again(
    standing: Engine, queue_redis: Redis
) -> None:
    build(standing, offered=1)
    step()
    waiting = Queue(queues.INTERACTIVE, connection=queue_redis).get_jobs()
    assert [job.func_name for job in waiting] == [queues.MATCH_AGAIN]
    step()
    assert Queue(queues.INTERACTIVE, connection=queue_redis).count == 1


def test_a_place_that_goes_to_the_next_changes_nothing_for_the_plan(
    standing: Engine, queue_redis: Redis
) -> None:
    build(standing, offered=1, waiting=1)
    step()
    assert Queue(queues.INTERACTIVE, connection=queue_redis).count == 0


def test_an_ask_to_take_over_that_nobody_answered_ends_once(standing: Engine) -> None:
    with transaction(standing) as session:
        village = Village(session)
        giver, taker = village.volunteer(), village.volunteer()
        village.login("volunteer", giver.person_id)
        window = {"window_from": soon(0), "window_to": soon(9)}
        held = village.claim(giver, village.visit(**window), day=soon(5))
        by = village.login("community").id
        asked = {"offered_at": now() - 2 * HOURS, "answer_by": now() - HOURS, "offered_by": by}
        village.add(Handing(claim_id=held.id, helper_id=taker.id, state="offered", **asked))
    step()
    step()
    with transaction(standing) as session:
        assert session.scalars(select(Handing.state)).all() == ["lapsed"]
        assert session.scalars(select(Claim.state)).all() == ["claimed"]
    assert notices(standing) == 1


def test_staff_hear_of_each_claim_at_risk_once(standing: Engine) -> None:
    with transaction(standing) as session:
        village = Village(session)
        village.login("community")
        window = {"window_from": soon(0), "window_to": soon(9)}
        held = village.claim(village.volunteer(), village.visit(**window), day=soon(1))
        asked = {"asked_at": now() - 2 * HOURS, "answer_by": now() - HOURS}
        village.add(Reconfirm(claim_id=held.id, **asked))
    for _ in range(2):
        step()
    assert notices(standing) == 1
