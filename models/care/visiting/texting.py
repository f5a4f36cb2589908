"""The code of a visit by SMS, to the resident or the family: once a claim, never to the helper.

How it is taken, sent and marked stands in models.notices.texts.
"""

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.tables import Account
from models.care.days import SHANGHAI, civil_day, is_over
from models.care.tables import Claim, Visit
from models.care.visiting.codes import code_of
from models.care.visiting.tables import CodeText
from models.care.waiting.params import PARAMS, WaitParams
from models.care.waiting.tables import Reconfirm
from models.notices import texts
from models.people.tables import Helper, Resident

A_DAY = dt.timedelta(days=1)
CODE = "code"
MOBILE = re.compile(r"1\d{10}")
STATES = {
    "sent": Said("验证码短信已发"),
    "unsure": Said("验证码短信可能没收到，请打电话告诉"),
    "given_up": Said("验证码短信没有发出，请打电话告诉"),
}


def plan_texts(session: Session, now: dt.datetime, params: WaitParams = PARAMS) -> int:
    """Put the codes of confirmed visits of today and tomorrow on their way; returns how many.

    Confirmed: the helper said again that he comes, or gave his word too lately to be asked. Only
    by day, and only where the resident wished for it.
    """
    if not params.night_to <= now.astimezone(SHANGHAI).time() < params.night_from:
        return 0
    today = civil_day(now)
    word_is_fresh = and_(
        Reconfirm.claim_id.is_(None),
        or_(Claim.day == today, Claim.claimed_at >= now - params.fresh),
    )
    due = session.execute(
        select(Claim.id, Claim.day, Claim.part)
        .join(Visit, Visit.id == Claim.visit_id)
        .join(Resident, Resident.id == Visit.resident_id)
        .outerjoin(Reconfirm, Reconfirm.claim_id == Claim.id)
        .outerjoin(CodeText, CodeText.claim_id == Claim.id)
        .where(
            Claim.state == "claimed",
            Claim.day.in_((today, today + A_DAY)),
            Resident.code_to != "nobody",
            CodeText.claim_id.is_(None),
            or_(Reconfirm.answered_at.is_not(None), word_is_fresh),
        )
    )
    rows = [
        {"claim_id": claim_id, "next_try_at": now}
        for claim_id, day, part in due
        if not is_over(day, part, now)
    ]
    if not rows:
        return 0
    fresh = insert(CodeText).on_conflict_do_nothing().returning(CodeText.claim_id)
    return len(session.scalars(fresh, rows).all())


def take_text(session: Session, now: dt.datetime) -> texts.Text | None:
    """Take one that is due; commit before sending. What cannot be sent is given up on the way."""
    return texts.take(session, texts.due(CodeText, now), lambda row: _text(session, row), now)


def texts_of(session: Session, claim_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Said]:
    """Claim -> what to say of its SMS, for staff; nothing of one still on its way."""
    wanted = select(CodeText.claim_id, CodeText.state).where(
        CodeText.claim_id.in_(claim_ids), CodeText.state.in_(STATES)
    )
    return {claim_id: STATES[state] for claim_id, state in session.execute(wanted)}


def _text(session: Session, row: CodeText) -> tuple[texts.Text | None, str | None]:
    held = session.scalars(
        select(Claim)
        .where(Claim.id == row.claim_id)
        .options(
            joinedload(Claim.helper).joinedload(Helper.person),
            joinedload(Claim.visit).joinedload(Visit.resident).joinedload(Resident.person),
        )
        .execution_options(populate_existing=True)
    ).one()
    resident = held.visit.resident
    phones = {"own": resident.person.phone, "family": resident.guardian_phone}
    phone = (phones.get(resident.code_to) or "").strip()
    if held.state != "claimed":
        return None, "claim_over"
    if not MOBILE.fullmatch(phone):
        return None, "no_number"
    # A relative may be the helper himself: a code he is sent would prove nothing.
    own = select(Account.phone).where(Account.person_id == held.helper.person_id)
    if phone in {held.helper.person.phone, *session.scalars(own)}:
        return None, "helpers_number"
    words = {"code": code_of(held.id), "day": held.day.isoformat()}
    return texts.Text(held.id, row.message_id, phone, CODE, words), None
