"""The pages of lines, reconfirming and handing on, each from the seat of the one who uses it."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.care.handing.tables import Handing
from models.care.tables import Claim, Waiting
from models.care.waiting import lapsing
from models.care.waiting.tables import Reconfirm
from models.database.engine import transaction
from models.people.identity import person_phone_hash
from models.people.tables import Helper, Person
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, Hamlet, Signed, due, from_today
from tests.web.conftest import Visitor

ON = from_today(6)
SLOT = f"{ON.isoformat()}.0"
PHONE = "13912345678"
KEYS = count()
EARLIER = NOW - dt.timedelta(days=1)


@dataclass(frozen=True)
class Scene:
    """Three helpers, the staff of their community, and what the test has set up."""

    helpers: tuple[Signed, ...]
    staff: Visitor
    held: Claim


def scene(hamlet: Hamlet, make: Callable[[Village, list[Helper]], Claim]) -> Scene:
    def build(village: Village) -> tuple[list[Helper], list[str], str, Claim]:
        helpers = [village.volunteer() for _ in range(3)]
        taker = village.session.get_one(Person, helpers[1].person_id)
        taker.phone_hash = person_phone_hash(PHONE)
        people = [village.login("volunteer", h.person_id, password_hash=HASH) for h in helpers]
        staff = village.login("community", password_hash=HASH)
        return helpers, [one.phone for one in people], staff.phone, make(village, helpers)

    helpers, phones, staff, held = hamlet.build(build)
    signed = [Signed(h, hamlet.sign_in(p)) for h, p in zip(helpers, phones, strict=True)]
    return Scene(tuple(signed), hamlet.sign_in(staff), held)


def held_by_first(village: Village, helpers: list[Helper], on: dt.date = ON) -> Claim:
    return village.claim(helpers[0], due(village), day=on, claimed_at=EARLIER)


def keyed(**more: str) -> dict[str, object]:
    return {"key": f"a-key-of-its-own-{next(KEYS)}", **more}


def test_who_finds_no_place_waits_and_confirms_with_one_tap(hamlet: Hamlet) -> None:
    set_up = scene(hamlet, held_by_first)
    visit_id, held, one = set_up.held.visit_id, set_up.held, set_up.helpers[1]
    refused = one.browser.send(f"/care/visits/{visit_id}/claim", keyed(slot=SLOT), on="/care/")
    assert refused.status_code == 409 and "排队" in refused.text
    joined = one.browser.send(f"/care/visits/{visit_id}/wait", keyed(slot=SLOT), on="/care/")
    assert joined.status_code == 303
    assert "排第 1 位" in one.browser.get("/care/waiting").text
    with transaction(hamlet.engine) as session:
        session.execute(update(Claim).where(Claim.id == held.id).values(state="not_done"))
        lapsing.bring_up_to_date(session, visit_id, NOW)
    page = one.browser.get("/care/").text
    assert "名额给您留着" in page
    confirm = re.search(r'action="(/care/waiting/[^"]+/confirm)"', page)
    assert confirm is not None
    won = one.browser.send(confirm[1], keyed(), on="/care/")
    assert won.status_code == 303 and "/care/visits/" in won.location
    with transaction(hamlet.engine) as session:
        assert session.scalars(select(Waiting.state)).all() == ["taken"]
    again = one.browser.send(confirm[1], keyed(), on="/care/")
    assert again.status_code == 404


def test_leaving_the_line(hamlet: Hamlet) -> None:
    set_up = scene(hamlet, held_by_first)
    visit_id, one = set_up.held.visit_id, set_up.helpers[1]
    one.browser.send(f"/care/visits/{visit_id}/wait", keyed(slot=SLOT), on="/care/")
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
    def make(village: Village, helpers: list[Helper]) -> Claim:
        held = held_by_first(village, helpers, from_today(1))
        asked(village.session, held)
        return held

    set_up = scene(hamlet, make)
    held, one = set_up.held, set_up.helpers[0]
    assert "明天还能去吗" in one.browser.get("/care/").text
    assert "明天还能去吗" in one.browser.get(f"/care/visits/{held.id}").text
    said = one.browser.send(f"/care/visits/{held.id}/still", keyed(), on="/care/")
    assert said.status_code == 303
    assert "明天还能去吗" not in one.browser.get("/care/").text


def test_staff_see_who_has_not_answered_and_release_the_place(hamlet: Hamlet) -> None:
    def make(village: Village, helpers: list[Helper]) -> Claim:
        held = held_by_first(village, helpers, from_today(1))
        asked(village.session, held, late=True)
        entry = {"helper_id": helpers[1].id, "visit_id": held.visit_id, "turn": 1}
        village.add(Waiting(**entry, day=from_today(2), part=0, joined_at=EARLIER))
        return held

    set_up = scene(hamlet, make)
    held, staff = set_up.held, set_up.staff
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
    def make(village: Village, helpers: list[Helper]) -> Claim:
        held = held_by_first(village, helpers, from_today(1))
        asked(village.session, held, late=True)
        return held

    set_up = scene(hamlet, make)
    held, staff = set_up.held, set_up.staff
    said = staff.send(f"/care/at-risk/{held.id}/comes", on="/care/waiting/at-risk")
    assert said.status_code == 303
    with transaction(hamlet.engine) as session:
        assert session.get_one(Reconfirm, held.id).answered_at is not None


def test_a_claim_is_handed_on_to_whoever_says_yes(hamlet: Hamlet) -> None:
    set_up = scene(hamlet, held_by_first)
    held, (giver, taker, stranger) = set_up.held, set_up.helpers
    url = f"/care/visits/{held.id}"
    assert giver.browser.send(f"{url}/hand-on", keyed(phone="13900000000")).status_code == 422
    given = giver.browser.send(f"{url}/hand-on", keyed(phone="139 1234 5678"))
    assert given.status_code == 303
    assert "等他在" in giver.browser.get(url).text
    page = taker.browser.get("/care/").text
    assert "请您接手一次探访" in page
    accept = re.search(r'action="(/care/handings/[^"]+/accept)"', page)
    assert accept is not None
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
    set_up = scene(hamlet, held_by_first)
    held, (giver, taker, _) = set_up.held, set_up.helpers
    giver.browser.send(f"/care/visits/{held.id}/hand-on", keyed(phone=PHONE))
    page = taker.browser.get("/care/").text
    decline = re.search(r'action="(/care/handings/[^"]+/decline)"', page)
    assert decline is not None
    assert taker.browser.send(decline[1], keyed()).status_code == 303
    with transaction(hamlet.engine) as session:
        assert session.get_one(Claim, held.id).state == "claimed"
        assert session.scalars(select(Handing.state)).all() == ["declined"]
