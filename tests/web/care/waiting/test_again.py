"""What happens in lines and between helpers is worked into the plan in force at once."""

import datetime as dt
import uuid

import pytest
from redis import Redis
from rq import Queue

from jobs import queues
from models.care.tables import Claim, Waiting
from models.database.engine import transaction
from models.people.tables import Helper
from tests.models.care.village import Village
from tests.web.care.conftest import Hamlet, from_today
from tests.web.care.waiting.test_pages import (
    EARLIER,
    PHONE,
    asked,
    held_by_first,
    keyed,
    scene,
)


def matched(redis: Redis) -> bool:
    """Whether somebody asked for it since the last look."""
    queue = Queue(queues.INTERACTIVE, connection=redis)
    found = [job.func_name for job in queue.get_jobs()]
    queue.empty()
    return queues.MATCH_AGAIN in found


def offered(village: Village, helper: Helper, held: Claim) -> uuid.UUID:
    facts = {"offered_at": EARLIER, "confirm_by": EARLIER + dt.timedelta(days=300)}
    entry = {"helper_id": helper.id, "visit_id": held.visit_id, "turn": 1, "day": held.day}
    row: Waiting = village.add(
        Waiting(**entry, part=0, joined_at=EARLIER, state="offered", **facts)
    )
    return row.id


@pytest.mark.parametrize(("act", "state"), [("confirm", "taken"), ("leave", "left")])
def test_a_held_place(hamlet: Hamlet, queue_redis: Redis, act: str, state: str) -> None:
    entries: list[uuid.UUID] = []

    def make(village: Village, helpers: list[Helper]) -> Claim:
        held = held_by_first(village, helpers)
        held.state = "not_done"
        entries.append(offered(village, helpers[1], held))
        return held

    one = scene(hamlet, make).helpers[1]
    matched(queue_redis)
    url = f"/care/waiting/{entries[0]}/{act}"
    assert one.browser.send(url, keyed(), on="/care/waiting").status_code == 303
    assert matched(queue_redis)
    with transaction(hamlet.engine) as session:
        assert session.get_one(Waiting, entries[0]).state == state


def test_a_claim_taken_over(hamlet: Hamlet, queue_redis: Redis) -> None:
    set_up = scene(hamlet, held_by_first)
    giver, taker, _ = set_up.helpers
    giver.browser.send(f"/care/visits/{set_up.held.id}/hand-on", keyed(phone=PHONE))
    matched(queue_redis)
    page = taker.browser.get("/care/").text
    accept = page.split('action="/care/handings/')[1].split('/accept"')[0]
    assert taker.browser.send(f"/care/handings/{accept}/accept", keyed()).status_code == 303
    assert matched(queue_redis)


def test_a_claim_released_by_staff(hamlet: Hamlet, queue_redis: Redis) -> None:
    def make(village: Village, helpers: list[Helper]) -> Claim:
        held = held_by_first(village, helpers, from_today(1))
        asked(village.session, held, late=True)
        return held

    set_up = scene(hamlet, make)
    matched(queue_redis)
    url = f"/care/at-risk/{set_up.held.id}/release"
    assert set_up.staff.send(url, on="/care/waiting/at-risk").status_code == 303
    assert matched(queue_redis)
