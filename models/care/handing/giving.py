"""Handing a claim on: offered to one person, taken over in one step, so the place is never free.

Taking over locks both helpers, in the order of their ids, then the visit: two that hand on to each
other wait for one another and never cross.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.phone import PhoneMalformed, plain_phone
from models.care.checks import check_own_time, lock_held, standing
from models.care.claims import claim
from models.care.days import civil_day
from models.care.handing.refusals import HandingOver, LineComesFirst, NobodyToTakeOver
from models.care.handing.tables import Handing
from models.care.pair import broken_rules
from models.care.pairing.standing import stand_in_of
from models.care.posts.holding import holds
from models.care.refusals import OwnTimeTaken
from models.care.tables import Claim, Visit, Waiting
from models.care.waiting.line import confirm_by
from models.care.waiting.params import PARAMS, WaitParams
from models.care.waiting.told import tell_helper
from models.database.last_line import insert
from models.people.identity import person_phone_hash
from models.people.tables import Helper, Person
from models.trail.log import record_row

NOBODY = Said("没有找到能接手这次探访的志愿者。请核对手机号，或换一位，也可以直接退出。")
OVER = Said("这次转交已经结束，或过了答复的时间。没有改动。")
ASKED = Said("有人想请您接手一次探访，请在“我的任务”里答复。")
TAKEN = Said("您转交的探访已有人接手，您不用去了。")
STAYS = Said("您转交的探访没有人接手，还在您名下。去不了请退出。")
TWICE = Said("这次探访已经请了一位接手，等他答复，或先收回。")


def by_phone(session: Session, phone: str) -> uuid.UUID:
    """The active helper who has this phone number; the same refusal whatever is missing."""
    try:
        wanted = person_phone_hash(plain_phone(phone))
    except PhoneMalformed as fault:
        raise NobodyToTakeOver(NOBODY) from fault
    found = session.scalars(
        select(Helper.id)
        .join(Person, Person.id == Helper.person_id)
        .where(Person.phone_hash == wanted, Helper.active)
        .order_by(Helper.id)
    ).first()
    if found is None:
        raise NobodyToTakeOver(NOBODY)
    return found


def offer(
    session: Session,
    claim_id: uuid.UUID,
    helper_id: uuid.UUID,
    now: dt.datetime,
    *,
    by: uuid.UUID,
    params: WaitParams = PARAMS,
) -> Handing:
    """Ask a helper to take a claim over; it stays with its helper until he says yes."""
    held, visit = lock_held(session, claim_id)
    _check_line(session, visit, helper_id)
    until = confirm_by(held.day, held.part, now, params)
    if until is None or not _may_take(session, held, visit, helper_id, now):
        raise NobodyToTakeOver(NOBODY)
    asked = Handing(
        claim_id=held.id,
        helper_id=helper_id,
        state="offered",
        offered_at=now,
        offered_by=by,
        answer_by=until,
    )
    insert(session, asked, {"ix_handing_open": (HandingOver, TWICE)})
    record_row(session, "care.hand_on", held, now, by=by)
    tell_helper(session, helper_id, f"handing:{asked.id}", ASKED, "/care", now)
    return asked


def accept(
    session: Session,
    helper_id: uuid.UUID,
    handing_id: uuid.UUID,
    now: dt.datetime,
    *,
    by: uuid.UUID,
    forbidden: bool = False,
) -> Claim:
    """Take a claim over: the old one ends and the new one begins in one step, or nothing does."""
    asked = _asked(session, helper_id, handing_id)
    giver = session.get_one(Claim, asked.claim_id).helper_id
    for one in sorted((giver, helper_id)):
        session.get(Helper, one, with_for_update={"key_share": True})
    held, visit = lock_held(session, asked.claim_id)
    session.refresh(asked)
    if asked.state != "offered" or asked.answer_by <= now:
        raise HandingOver(OVER)
    held.state, held.ended_at, held.withdrawn_for = "withdrawn", now, "handed_on"
    asked.state, asked.ended_at = "taken", now
    session.flush()
    # A duty stays one where the other holds a post too; else it is what he does of his own will.
    duty = held.duty and holds(session, helper_id)
    slot = (held.day, held.part)
    given = claim(session, helper_id, visit.id, *slot, now, by=by, forbidden=forbidden, duty=duty)
    tell_helper(session, giver, f"handing:{asked.id}:end", TAKEN, "/care", now)
    return given


def decline(
    session: Session, helper_id: uuid.UUID, handing_id: uuid.UUID, now: dt.datetime
) -> None:
    """Not this time; the claim stays where it is, and its helper hears of it."""
    asked = _asked(session, helper_id, handing_id)
    if _end(session, [asked.id], "declined", now):
        _tell_stays(session, asked, now)


def recall(session: Session, claim_id: uuid.UUID, now: dt.datetime) -> None:
    """The helper takes his ask back."""
    lock_held(session, claim_id)
    open_one = open_on(session, claim_id)
    if open_one is not None:
        _end(session, [open_one.id], "recalled", now)


def lapse(session: Session, now: dt.datetime) -> int:
    """End the asks nobody answered in time, and those whose claim is over; returns how many."""
    over = exists().where(Claim.id == Handing.claim_id, Claim.state != "claimed")
    late = select(Handing).where(Handing.state == "offered", (Handing.answer_by <= now) | over)
    asks = session.scalars(late.order_by(Handing.id)).all()
    ended = set(_end(session, [asked.id for asked in asks], "lapsed", now))
    for asked in asks:
        if asked.id in ended and session.get_one(Claim, asked.claim_id).state == "claimed":
            _tell_stays(session, asked, now)
    return len(ended)


def open_on(session: Session, claim_id: uuid.UUID) -> Handing | None:
    """Whoever is being asked to take a claim over, with his name."""
    return open_ones(session, [claim_id]).get(claim_id)


def open_ones(session: Session, claim_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Handing]:
    """claim -> whoever is being asked to take it over, with his name."""
    asked = (
        select(Handing)
        .where(Handing.claim_id.in_(claim_ids), Handing.state == "offered")
        .options(joinedload(Handing.helper).joinedload(Helper.person))
    )
    return {one.claim_id: one for one in session.scalars(asked)}


def asked_of(session: Session, helper_id: uuid.UUID, now: dt.datetime) -> Sequence[Handing]:
    """What a helper is asked to take over, the soonest first."""
    mine = (
        select(Handing)
        .join(Claim, Claim.id == Handing.claim_id)
        .where(
            Handing.helper_id == helper_id,
            Handing.state == "offered",
            Handing.answer_by > now,
            Claim.state == "claimed",
        )
        .options(joinedload(Handing.claim).joinedload(Claim.visit))
        .order_by(Claim.day, Claim.part, Handing.id)
    )
    return session.scalars(mine).all()


def visit_of(session: Session, handing_id: uuid.UUID) -> uuid.UUID | None:
    """The visit an ask is about."""
    about = select(Claim.visit_id).join(Handing, Handing.claim_id == Claim.id)
    return session.scalar(about.where(Handing.id == handing_id))


def _asked(session: Session, helper_id: uuid.UUID, handing_id: uuid.UUID) -> Handing:
    asked = session.get(Handing, handing_id)
    if asked is None or asked.helper_id != helper_id:
        raise HandingOver(OVER)
    return asked


def _end(
    session: Session, ids: Sequence[uuid.UUID], state: str, now: dt.datetime
) -> Sequence[uuid.UUID]:
    """Only what is still open ends, so that a yes and a no at once leave one of them."""
    ended = (
        update(Handing)
        .where(Handing.id.in_(ids), Handing.state == "offered")
        .values(state=state, ended_at=now)
        .returning(Handing.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalars(ended).all()


def _check_line(session: Session, visit: Visit, helper_id: uuid.UUID) -> None:
    """Nobody is let in before those who wait, but for the resident's own stand-in."""
    waits = select(Waiting.id).where(Waiting.visit_id == visit.id, Waiting.state == "waiting")
    if session.scalar(waits.limit(1)) is None:
        return
    if stand_in_of(session, visit.resident_id) != helper_id:
        raise LineComesFirst(
            Said("有人在排队等这个名额。您退出以后，名额马上先留给排在最前面的人。")
        )


def _may_take(
    session: Session, held: Claim, visit: Visit, helper_id: uuid.UUID, now: dt.datetime
) -> bool:
    if any(one.helper_id == helper_id for one in standing(session, visit.id)):
        return False
    helper = session.get_one(Helper, helper_id)
    try:
        check_own_time(session, helper_id, held.day, held.part)
    except OwnTimeTaken:
        return False
    today = civil_day(now)
    times = (held.day, held.part, today)
    return not broken_rules(session, helper, visit, *times, False, held.helper_id)


def _tell_stays(session: Session, asked: Handing, now: dt.datetime) -> None:
    held = session.get_one(Claim, asked.claim_id)
    link = f"/care/visits/{held.id}"
    tell_helper(session, held.helper_id, f"handing:{asked.id}:end", STAYS, link, now)
