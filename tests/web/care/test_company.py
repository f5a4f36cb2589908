"""Going together, from the seats of a newcomer, of whoever takes him along, and of the staff."""

from itertools import count

from redis import Redis
from rq import Queue

from jobs.queues import INTERACTIVE, MATCH_AGAIN
from models.care.tables import Claim, Visit
from models.database.engine import transaction
from models.people.tables import Helper, Resident
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, Hamlet, due, from_today

SLOT = f"{from_today(3).isoformat()}.0"
KEYS = count()


def keyed(**more: str) -> dict[str, object]:
    return {"key": f"a-key-of-its-own-{next(KEYS)}", **more}


def test_a_newcomer_goes_with_whoever_takes_him_along(hamlet: Hamlet, queue_redis: Redis) -> None:
    def make(village: Village) -> tuple[Visit, list[str]]:
        old, fresh = village.volunteer("孟琴"), village.volunteer("侯涛", ledger_hours=0.5)
        people = [village.login("volunteer", h.person_id, password_hash=HASH) for h in (old, fresh)]
        return due(village), [one.phone for one in people]

    visit, (old_phone, fresh_phone) = hamlet.build(make)
    old, fresh = hamlet.sign_in(old_phone), hamlet.sign_in(fresh_phone)
    page = fresh.get("/care/").text
    assert "再去 3 次" in page and f"/care/visits/{visit.id}/claim" not in page
    url = f"/care/visits/{visit.id}/claim"
    refused = fresh.send(url, keyed(slot=SLOT), on="/care/")
    assert refused.status_code == 409 and "新志愿者先和有经验的志愿者同去" in refused.text
    own = old.send(url, keyed(slot=SLOT), on="/care/").location
    assert "带一位新志愿者同去" in old.get(own).text
    queue = Queue(INTERACTIVE, connection=queue_redis)
    queue.empty()
    assert old.send(f"{own}/along", keyed(), on=own).status_code == 303
    assert [job.func_name for job in queue.get_jobs()] == [MATCH_AGAIN], (
        "a place is free for others"
    )
    assert "还没有人答应" in old.get(own).text
    page = fresh.get("/care/").text
    assert "有经验的志愿者同去" in page and url in page
    joined = fresh.send(url, keyed(slot=SLOT), on="/care/")
    assert joined.status_code == 303
    assert "侯*" in old.get(own).text and "孟*" in fresh.get(joined.location).text
    alone = old.send(f"{own}/alone", keyed(), on=own)
    assert alone.status_code == 409 and "已经有人答应" in alone.text


def test_nobody_goes_alone_where_two_are_wanted(hamlet: Hamlet) -> None:
    def make(village: Village) -> tuple[Claim, str]:
        helper = village.volunteer()
        held = village.claim(helper, due(village, helpers_wanted=2), day=from_today(3))
        return held, village.login("volunteer", helper.person_id, password_hash=HASH).phone

    held, phone = hamlet.build(make)
    assert "请不要单独上门" in hamlet.sign_in(phone).get(f"/care/visits/{held.id}").text


def test_staff_say_that_one_visitor_is_enough(hamlet: Hamlet) -> None:
    def make(village: Village) -> tuple[Resident, str]:
        elder = village.elder(last_visit_on=None)
        return elder, village.login("grid_worker", password_hash=HASH).phone

    elder, phone = hamlet.build(make)
    staff, page = hamlet.sign_in(phone), f"/care/residents/{elder.id}"
    assert "第一次由两个人去" in staff.get(page).text
    assert staff.send(f"{page}/known", on=page).status_code == 303
    assert "有人认识他" in staff.get(page).text
    assert staff.send(f"{page}/known", {"known": "false"}, on=page).status_code == 303
    assert "第一次由两个人去" in staff.get(page).text


def test_staff_vouch_on_the_helpers_page(hamlet: Hamlet) -> None:
    def make(village: Village) -> tuple[Helper, str]:
        helper = village.volunteer(ledger_hours=None)
        return helper, village.login("grid_worker", password_hash=HASH).phone

    helper, phone = hamlet.build(make)
    staff, page = hamlet.sign_in(phone), f"/care/helpers/{helper.id}"
    assert "还要和有经验的人同去 3 次" in staff.get(page).text
    assert staff.send(f"{page}/vouch", {"known": "true"}, on=page).status_code == 303
    assert "有人担保" in staff.get(page).text
    with transaction(hamlet.engine) as session:
        assert session.get_one(Helper, helper.id).vouched_on == from_today(0)
    assert staff.send(f"{page}/vouch", {"known": "false"}, on=page).status_code == 303
    assert "为他担保" in staff.get(page).text


def test_staff_vouch_for_several_they_know(hamlet: Hamlet) -> None:
    def make(village: Village) -> tuple[list[Helper], str]:
        fresh = [village.volunteer(ledger_hours=None) for _ in range(3)]
        village.volunteer(ledger_hours=None, grid=2)
        village.volunteer()
        return fresh, village.login("grid_worker", password_hash=HASH).phone

    fresh, phone = hamlet.build(make)
    staff, page = hamlet.sign_in(phone), "/care/newcomers"
    assert "等人带或担保" in staff.get("/care/owed").text
    assert staff.get(page).text.count('name="helper"') == 3
    none = staff.send(page, {}, on=page)
    assert none.status_code == 303 and "请先勾选" in staff.get(page).text
    known = {"helper": [str(one.id) for one in fresh[:2]]}
    assert staff.send(page, known, on=page).status_code == 303
    assert staff.get(page).text.count('name="helper"') == 1
