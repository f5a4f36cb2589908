"""A request on its way: entered, then one step after another, each by somebody who may take it.

Rows: the step is added, the request says where it stands, what it promises has a deadline.
"""

import datetime as dt
import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.phone import PhoneMalformed, phone_hash, plain_phone
from models.accounts.tables import Account
from models.care.days import civil_day
from models.places.tables import Place
from models.requests import deadlines, offers
from models.requests.refusals import (
    RequestStepNotNow,
    RequestStepWrong,
    RequestUnknown,
    RequestWrong,
)
from models.requests.rules import limits_on
from models.requests.steps import BEGINS, MEETS, OWN_WITHDRAW, PRODUCT, RESIDENT, STATES, STEPS
from models.requests.tables import ENDED, HOLDER, Request, RequestStep
from models.requests.telling import tell_given_back, tell_next
from models.requests.texting.telling import tell_asker
from models.requests.who import BY_CODE, Actor, askers, may_handle, numbers
from models.trail.log import record_row

NOT_YOURS = Said("这一步不由您来做：谁提的不办，谁办的不监督。")
LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}|\d{7,8}")
SHORTEST, LONGEST = 2, 1000


@dataclass(frozen=True)
class Entry:
    """What somebody asks for, as it was given. ``requester_id`` and ``person_id``: who asks, where
    that is known; ``recorder_id``: who typed it in for somebody else."""

    kind: str
    place_id: uuid.UUID
    words: str
    urgency: str = "ordinary"
    spot: str | None = None
    name: str | None = None
    phone: str | None = None
    requester_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    recorder_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Asked:
    """A step as it was asked for; ``to``: the account it is sent to, ``units``: the organisations
    it is offered to."""

    step: str
    reason: str | None = None
    remark: str | None = None
    to: uuid.UUID | None = None
    units: Collection[uuid.UUID] = ()


def enter(session: Session, entry: Entry, *, source: str, now: dt.datetime) -> Request:
    """A new request, with its two promises running; raises ``RequestWrong``."""
    words = entry.words.strip()
    if not SHORTEST <= len(words) <= LONGEST:
        raise RequestWrong("words", Said("请用一两句话写明是什么事，最多 1000 字。"))
    place = session.get(Place, entry.place_id)
    if place is None:
        raise RequestWrong("place_id", Said("没有这个地方，请重新选。"))
    if _records_own(session, entry):
        raise RequestWrong(
            "name", Said("替别人录入的人不能同时是提出的人。自己的事请用自己的页面提。")
        )
    phone, hashed = _phone(entry.phone)
    if _records_own_number(session, entry, hashed):
        raise RequestWrong(
            "phone",
            Said("这是您自己的号码。请留提出人的电话，没有就空着；自己的事用自己的页面提。"),
        )
    request = Request(
        kind=entry.kind,
        urgency=entry.urgency,
        place=place,
        spot=entry.spot,
        words=words,
        name=entry.name,
        phone=phone,
        phone_hash=hashed,
        source=source,
        recorder_id=entry.recorder_id,
        requester_id=entry.requester_id,
        person_id=entry.person_id,
        reopened=0,
        at=now,
    )
    session.add(request)
    by = entry.recorder_id or entry.requester_id
    record_row(session, "request.found", request, now, by=by, whose=entry.person_id)
    _begin(session, request, "found", now)
    tell_next(session, request, f"request:{request.id}:found", now)
    tell_asker(session, request, "found", now)
    return request


def loaded(session: Session, request_id: uuid.UUID, lock: bool = False) -> Request | None:
    """A request with its place and handler; ``lock`` holds it until the end."""
    if lock:
        session.get(Request, request_id, with_for_update=True, populate_existing=True)
    return session.scalar(
        select(Request)
        .where(Request.id == request_id)
        .options(joinedload(Request.place), joinedload(Request.handler))
    )


def request_by(session: Session, code: str, lock: bool = False) -> Request:
    """The request whose own page this code opens, however it was typed."""
    plain = code.strip().lower().replace("-", "").replace(" ", "")
    known = session.scalar(select(Request.id).where(Request.code == plain))
    found = None if known is None else loaded(session, known, lock)
    if found is None:
        raise RequestUnknown(Said("没有这个查询码，请对照回执再输一次，或给社区打电话。"))
    return found


def answer(session: Session, code: str, asked: Asked, now: dt.datetime) -> RequestStep:
    """The resident's own word, by the code; raises as ``request_by`` and ``step`` do."""
    return step(session, request_by(session, code, lock=True), BY_CODE, asked, now)


def open_steps(session: Session, request: Request, by: Actor, now: dt.datetime) -> list[str]:
    """The steps that may be taken now, in the order of the table."""
    return [name for name in STEPS if _why_not(session, request, by, name, now) is None]


def check_open(session: Session, request: Request, by: Actor, name: str, now: dt.datetime) -> None:
    """Raise ``RequestStepNotNow`` where the step may not be taken now."""
    refusal = _why_not(session, request, by, name, now)
    if refusal is not None:
        raise RequestStepNotNow(refusal)


def step(
    session: Session, request: Request, by: Actor, asked: Asked, now: dt.datetime
) -> RequestStep:
    """Take a step on a locked request; raises ``RequestStepNotNow`` and ``RequestStepWrong``."""
    check_open(session, request, by, asked.step, now)
    _check(session, request, by, asked)
    taken = RequestStep(
        request_id=request.id,
        step=asked.step,
        side=_side(by, asked.step),
        reason=asked.reason,
        remark=asked.remark,
        to_id=asked.to,
        at=now,
        account_id=by.account_id,
    )
    session.add(taken)
    was = request.state
    _move(session, request, by, asked, now)
    record_row(
        session,
        f"request.{asked.step}",
        request,
        now,
        by=by.account_id,
        whose=request.person_id,
        why=asked.reason,
    )
    key = f"request:{taken.id}"
    if asked.step == "give_back" or (asked.step == "back" and request.state == "accepted"):
        tell_given_back(session, request, key, now)
    elif asked.step == "send" or (request.state != was and asked.step != "take"):
        tell_next(session, request, key, now)
    tell_asker(session, request, asked.step, now)
    return taken


def _records_own(session: Session, entry: Entry) -> bool:
    """Whether who types it in is who asks, by the account or by the person behind it."""
    if entry.recorder_id is None:
        return False
    person_id = session.get_one(Account, entry.recorder_id).person_id
    same_person = person_id is not None and person_id == entry.person_id
    return same_person or entry.recorder_id == entry.requester_id


def _records_own_number(session: Session, entry: Entry, hashed: bytes | None) -> bool:
    """Whether the number to call back is the recorder's: whoever has it is who asks."""
    if entry.recorder_id is None or hashed is None:
        return False
    person_id = session.get_one(Account, entry.recorder_id).person_id
    return hashed in numbers(session, entry.recorder_id, person_id)


def _phone(given: str | None) -> tuple[str | None, bytes | None]:
    """A number to call back, mobile or not, and the hash by which a mobile one is found."""
    text = (given or "").strip()
    if not text:
        return None, None
    if LANDLINE.fullmatch(text):
        return text, None
    try:
        plain = plain_phone(text)
    except PhoneMalformed as fault:
        raise RequestWrong("phone", Said("电话写 11 位手机号，或带区号的座机。")) from fault
    return plain, phone_hash(plain)


def _why_not(
    session: Session, request: Request, by: Actor, name: str, now: dt.datetime
) -> Said | None:
    """Why a step cannot be taken now, None where it can."""
    known = STEPS.get(name)
    if known is None or known.by.isdisjoint(by.relations):
        return NOT_YOURS
    if request.state not in known.moves:
        return Said("这件诉求现在是“%(state)s”，请看过再定。", state=STATES[request.state])
    if name in ("pause", "resume", "handle"):
        stands = deadlines.is_paused(session, request.id)
        if stands and name != "resume":
            return Said("时限停着，请先点“时限接着算”。")
        if name == "resume" and not stands:
            return Said("时限没有停。")
        if name == "pause" and not deadlines.running(session, request.id, now):
            return Said("办理的时限已经过了，停不了。")
    if name in ("take", "decline") and not offers.unanswered(
        session, request.id, by.organisation_id
    ):
        return Said("你们已经答复过，或者不用答复了。")
    return None


def _check(session: Session, request: Request, by: Actor, asked: Asked) -> None:
    known = STEPS[asked.step]
    own = asked.step == "withdraw" and RESIDENT in by.relations
    reasons = OWN_WITHDRAW if own else known.reasons
    if reasons and asked.reason not in reasons and (asked.reason or not known.free):
        raise RequestStepWrong("reason", Said("请选择一项。"))
    if not known.reasons and asked.reason:
        raise RequestStepWrong("reason", Said("这一步不用选原因。"))
    told = asked.remark and asked.remark.strip()
    if not told and RESIDENT not in by.relations and (known.remark or asked.reason == "other"):
        raise RequestStepWrong("remark", Said("请写一句是怎么回事。"))
    if known.units:
        open_to = {one.id for one in offers.providers_for(session, request)}
        if not asked.units or not open_to.issuperset(asked.units):
            raise RequestStepWrong("units", Said("请从列表里选一家或几家单位。"))
    if not known.to:
        return
    account = None if asked.to is None else session.get(Account, asked.to)
    if account is None or not may_handle(request, account, askers(session, request)):
        raise RequestStepWrong("to", Said("请选一位管这个地方的经办人；提出的人不能自己办。"))


def _side(by: Actor, name: str) -> str:
    if PRODUCT in by.relations:
        return "product"
    word = RESIDENT in by.relations or name in ("resident_yes", "resident_no")
    return "resident" if word else "staff"


def _move(session: Session, request: Request, by: Actor, asked: Asked, now: dt.datetime) -> None:
    """Where the request stands afterwards."""
    was, after = request.state, STEPS[asked.step].moves[request.state]
    if asked.step in ("send", "take"):
        to = by.account_id if asked.step == "take" else asked.to
        request.handler = session.get_one(Account, to)
        request.supervisor_id = None
    elif asked.step == "give_back" or (asked.step == "accept" and was == "reopened"):
        # A new round is in nobody's hands; whoever had it before still does not supervise it.
        request.handler = None
    elif asked.step == "back" and request.handler_id is None:
        # A volunteer's visit has no handler to send it back to.
        after = "accepted"
    elif asked.step == "supervise":
        request.supervisor_id = by.account_id
    if after == "reopened":
        request.reopened += 1
        request.level = HOLDER
    if after == "reopened" or asked.step == "give_back":
        limit = limits_on(session, civil_day(now))["reopen"]
        after = after if request.reopened <= limit else "in_person"
    request.state = after
    if after not in ENDED:
        request.ended_at = None
    elif was not in ENDED:
        request.ended_at = now
    session.flush()
    _offers(session, request, by, asked, was, now)
    _clocks(session, request, asked, after != was, now)


def _offers(
    session: Session, request: Request, by: Actor, asked: Asked, was: str, now: dt.datetime
) -> None:
    """What a step means for organisations: asked, answered, or not needed any more."""
    if asked.step == "offer":
        offers.make(session, request, by.account_id, asked.units, now)
    elif asked.step in ("take", "decline"):
        said = "taken" if asked.step == "take" else "declined"
        offers.answer(session, request, by, said, asked.reason, now)
    if was == offers.OFFERED_IN != request.state:
        offers.end(session, request, now)


def _clocks(
    session: Session, request: Request, asked: Asked, moved: bool, now: dt.datetime
) -> None:
    """What is no longer owed, and what is from now on."""
    if asked.step == "pause":
        deadlines.pause(session, request, str(asked.reason), now)
    elif asked.step in deadlines.RUN_ON:
        deadlines.resume(session, request, now)
    if asked.step == "resident_no" or request.state in ENDED:
        deadlines.meet(session, request, now)
    deadlines.meet(session, request, now, MEETS.get(asked.step, ()))
    if moved:
        _begin(session, request, request.state, now)


def _begin(session: Session, request: Request, state: str, now: dt.datetime) -> None:
    for what in BEGINS.get(state, ()):
        deadlines.promise(session, request, what, now)
