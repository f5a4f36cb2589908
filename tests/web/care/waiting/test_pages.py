"""The pages of lines, reconfirming and handing on, each from the seat of the one who uses it."""

import datetime as dt
import re
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.care.handing.tables import Handing
from models.care.tables import Claim, Visit, Waiting
from models.care.waiting import lapsing
from models.care.waiting.tables import Reconfirm
from models.database.engine import transaction
from models.people.identity import person_phone_hash
from models.people.tables import Person
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, Hamlet, Signed, due, from_today

ON = from_today(6)
SLOT = f"{ON.isoformat()}.0"
EARLIER = NOW - dt.timedelta(days=1)


def helper(hamlet: Hamlet, phone: str | None = None) -> Signed:
    def make(village: Village) -> tuple[Any, str]:
        one = village.volunteer()
        if phone is not None:
            village.session.get_one(Person, one.person_id).phone_hash = person_phone_hash(phone)
        account = village.login("volunteer", one.person_id, password_hash=HASH)
        return one, account.phone

    one, phone = hamlet.build(make)
    return Signed(one, hamlet.sign_in(phone))


def full(hamlet: Hamlet, on: dt.date = ON) -> tuple[Visit, Claim]:
    def make(village: Village) -> tuple[Visit, Claim]:
        visit = due(village)
        held = village.claim(village.volunteer(), visit, day=on, claimed_at=EARLIER)
        return visit, held

    found: tuple[Visit, Claim] = hamlet.build(make)
    return found


def keyed(**more: str) -> dict[str, object]:
    return {"key": f"key-{NOW.timestamp()}", **more}


def test_who_finds_no_place_waits_and_confirms_with_one_tap(hamlet: Hamlet) -> None:
    visit, held = full(hamlet)
    one = helper(hamlet)
    refused = one.browser.send(f"/care/visits/{visit.id}/claim", keyed(slot=SLOT), on="/care/")
    assert refused.status_code == 409 and "排队" in refused.text
    joined = one.browser.send(f"/care/visits/{visit.id}/wait", keyed(slot=SLOT), on="/care/")
    assert joined.status_code == 303
    assert "排第 1 位" in one.browser.get("/care/waiting").text
    with transaction(hamlet.engine) as session:
        session.execute(update(Claim).where(Claim.id == held.id).values(state="not_done"))
        lapsing.bring_up_to_date(session, visit.id, NOW)
    page = one.browser.get("/care/").text
    assert "名额给您留着" in page
    confirm = re.search(r'action="(/care/waiting/[^"]+/confirm)"', page)
    assert confirm is not None
    won = one.browser.send(confirm[1], keyed(), on="/care/")
    assert won.status_code == 303 and "/care/visits/" in won.location
    with transaction(hamlet.engine) as session:
        assert session.scalars(select(Waiting.state)).all() == ["taken"]
    again = one.browser.send(confirm[1], keyed(other="1"), on="/care/")
    assert again.status_code in (404, 422)


def test_leaving_the_line(hamlet: Hamlet) -> None:
    visit, _ = full(hamlet)
    one = helper(hamlet)
    one.browser.send(f"/care/visits/{visit.id}/wait", keyed(slot=SLOT), on="/care/")
    leave = re.search(
        r'action="(/care/waiting/[^"]+/leave)"', one.browser.get("/care/waiting").text
    )
    assert leave is not None
    assert one.browser.send(leave[1], keyed(), on="/care/waiting").status_code == 303
    assert "没有在排队" in one.browser.get("/care/waiting").text


def asked(session: Session, held: Claim, late: bool = False) -> None:
    gone = NOW - dt.timedelta(minutes=1)
    answer_by = gone if late else NOW + dt.timedelta(hours=3)
    session.add(Reconfirm(claim_id=held.id, asked_at=EARLIER, answer_by=answer_by))


def test_a_helper_says_the_day_before_that_he_comes(hamlet: Hamlet) -> None:
    one = helper(hamlet)

    def make(village: Village) -> Claim:
        held = village.claim(one.helper, due(village), day=from_today(1), claimed_at=EARLIER)
        asked(village.session, held)
        return held

    held = hamlet.build(make)
    assert "明天还能去吗" in one.browser.get("/care/").text
    assert "明天还能去吗" in one.browser.get(f"/care/visits/{held.id}").text
    said = one.browser.send(f"/care/visits/{held.id}/still", keyed(), on="/care/")
    assert said.status_code == 303
    assert "明天还能去吗" not in one.browser.get("/care/").text


def test_staff_see_who_has_not_answered_and_release_the_place(hamlet: Hamlet) -> None:
    visit, held = full(hamlet, from_today(1))
    waiter = helper(hamlet)

    def make(village: Village) -> str:
        asked(village.session, held, late=True)
        entry = {"helper_id": waiter.helper.id, "visit_id": visit.id, "turn": 1}
        village.add(Waiting(**entry, day=from_today(2), part=0, joined_at=EARLIER))
        return village.login("community", password_hash=HASH).phone

    staff = hamlet.sign_in(hamlet.build(make))
    assert "1 次探访可能落空" in staff.get("/care/owed").text
    page = staff.get("/care/waiting/at-risk").text
    assert "没有回音" in page and "1 人在排队" in page
    released = staff.send(f"/care/at-risk/{held.id}/release", on="/care/waiting/at-risk")
    assert released.status_code == 303
    assert "没有可能落空的探访" in staff.get("/care/waiting/at-risk").text
    with transaction(hamlet.engine) as session:
        given = session.get_one(Claim, held.id)
        assert (given.state, given.withdrawn_for) == ("withdrawn", "no_answer")
        assert session.scalars(select(Waiting.state)).all() == ["offered"]


def test_staff_enter_that_he_comes(hamlet: Hamlet) -> None:
    _, held = full(hamlet, from_today(1))

    def make(village: Village) -> str:
        asked(village.session, held, late=True)
        return village.login("grid_worker", password_hash=HASH).phone

    staff = hamlet.sign_in(hamlet.build(make))
    said = staff.send(f"/care/at-risk/{held.id}/comes", on="/care/waiting/at-risk")
    assert said.status_code == 303
    with transaction(hamlet.engine) as session:
        assert session.get_one(Reconfirm, held.id).answered_at is not None


def test_a_claim_is_handed_on_to_whoever_says_yes(hamlet: Hamlet) -> None:
    giver, taker = helper(hamlet), helper(hamlet, phone="13912345678")
    held = hamlet.build(
        lambda village: village.claim(giver.helper, due(village), day=ON, claimed_at=EARLIER)
    )
    url = f"/care/visits/{held.id}"
    assert giver.browser.send(f"{url}/hand-on", keyed(phone="13900000000")).status_code == 422
    given = giver.browser.send(f"{url}/hand-on", keyed(phone="139 1234 5678"))
    assert given.status_code == 303
    assert "等他在" in giver.browser.get(url).text
    page = taker.browser.get("/care/").text
    assert "请您接手一次探访" in page
    accept = re.search(r'action="(/care/handings/[^"]+/accept)"', page)
    assert accept is not None
    stranger = helper(hamlet)
    assert stranger.browser.send(accept[1], keyed()).status_code == 409
    assert taker.browser.send(accept[1], keyed()).status_code == 303
    with transaction(hamlet.engine) as session:
        claims = session.scalars(select(Claim).order_by(Claim.claimed_at)).all()
        assert [(one.helper_id, one.state) for one in claims] == [
            (giver.helper.id, "withdrawn"),
            (taker.helper.id, "claimed"),
        ]
        assert session.scalars(select(Handing.state)).all() == ["taken"]


def test_a_no_leaves_the_claim_where_it_is(hamlet: Hamlet) -> None:
    giver, taker = helper(hamlet), helper(hamlet, phone="13912345678")
    held = hamlet.build(
        lambda village: village.claim(giver.helper, due(village), day=ON, claimed_at=EARLIER)
    )
    giver.browser.send(f"/care/visits/{held.id}/hand-on", keyed(phone="13912345678"))
    page = taker.browser.get("/care/").text
    decline = re.search(r'action="(/care/handings/[^"]+/decline)"', page)
    assert decline is not None
    assert taker.browser.send(decline[1], keyed()).status_code == 303
    with transaction(hamlet.engine) as session:
        assert session.get_one(Claim, held.id).state == "claimed"
        assert session.scalars(select(Handing.state)).all() == ["declined"]
