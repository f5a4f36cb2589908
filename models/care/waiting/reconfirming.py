"""A day before a visit its helper is asked once more; staff see whose word is still missing."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.board import LOOKERS
from models.care.checks import lock_held
from models.care.days import SHANGHAI, civil_day
from models.care.refusals import CareUnknown
from models.care.staff import staff_of
from models.care.tables import Claim, Visit
from models.care.waiting.params import PARAMS, WaitParams
from models.care.waiting.tables import Reconfirm
from models.care.waiting.told import tell_helper
from models.notices.outbox import tell
from models.people.tables import Helper, Person, Resident
from models.places.tables import Place
from models.trail.log import record_row

STILL = Said("明天有一次您认领的探访，还能去吗？请点进来答一声。")

RISK = Said("有探访可能落空：志愿者前一天没有回音。请打电话问一声，或换人去。")


def ask(session: Session, now: dt.datetime, params: WaitParams = PARAMS) -> int:
    """Ask whoever goes tomorrow and has not been asked; only in the hours for it. Returns how many.

    Who claimed only hours ago has just given his word.
    """
    local = now.astimezone(SHANGHAI)
    if not params.ask_from <= local.time() < params.ask_to:
        return 0
    tomorrow = local.date() + dt.timedelta(days=1)
    answer_by = dt.datetime.combine(local.date(), params.answer_at, SHANGHAI)
    unasked = (
        select(Claim)
        .outerjoin(Reconfirm, Reconfirm.claim_id == Claim.id)
        .where(
            Claim.state == "claimed",
            Claim.day == tomorrow,
            Claim.claimed_at < now - params.fresh,
            Reconfirm.claim_id.is_(None),
        )
        .order_by(Claim.id)
        .with_for_update(of=Claim, skip_locked=True)
    )
    asked = session.scalars(unasked).all()
    for held in asked:
        session.add(Reconfirm(claim_id=held.id, asked_at=now, answer_by=answer_by))
        link = f"/care/visits/{held.id}"
        tell_helper(session, held.helper_id, f"claim:{held.id}:still", STILL, link, now)
    session.flush()
    return len(asked)


def still_coming(session: Session, claim_id: uuid.UUID, now: dt.datetime, *, by: uuid.UUID) -> None:
    """He comes: his own word, or what he told staff on the phone. Twice is once."""
    held, _ = lock_held(session, claim_id)
    asked = session.get(Reconfirm, held.id)
    if asked is None:
        raise CareUnknown(Said("这次探访还没有问过，不用确认。"))
    if asked.answered_at is None:
        asked.answered_at, asked.answered_by = now, by
        record_row(session, "care.reconfirm", held, now, by=by)


def tell_staff(session: Session, now: dt.datetime) -> None:
    """Staff of the place hear of each claim at risk, once."""
    late = _unanswered_in_time(select(Claim.id, Visit.resident_id), now)
    for claim_id, resident_id in session.execute(late.order_by(Claim.id)):
        key = f"claim:{claim_id}:risk"
        tell(session, staff_of(session, resident_id), key, RISK, "/care/waiting/at-risk", now)


def unanswered(session: Session, claim_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the claims whose helper was asked and has not said yet."""
    asked = select(Reconfirm.claim_id).where(
        Reconfirm.claim_id.in_(claim_ids), Reconfirm.answered_at.is_(None)
    )
    return set(session.scalars(asked))


def at_risk(scope: Scope, now: dt.datetime) -> Select[Claim]:
    """Claims for today or later whose helper did not answer in time, the soonest first."""
    query: Select[Claim] = _within(select(Claim), scope, now)
    along = joinedload(Claim.visit).joinedload(Visit.resident).joinedload(Resident.person)
    return query.options(
        along.joinedload(Person.place),
        joinedload(Claim.helper).joinedload(Helper.person).joinedload(Person.place),
    ).order_by(Claim.day, Claim.part, Claim.id)


def count_at_risk(session: Session, scope: Scope, now: dt.datetime) -> int:
    """How many there are."""
    return session.scalar(_within(select(func.count(Claim.id)), scope, now)) or 0


def claim_at_risk(session: Session, scope: Scope, claim_id: uuid.UUID, now: dt.datetime) -> Claim:
    """One of them, within the scope."""
    found = session.scalar(at_risk(scope, now).where(Claim.id == claim_id))
    if found is None:
        raise CareUnknown(Said("这次探访已有了回音，或不在您所管的地方。"))
    return found


def _within(query: Any, scope: Scope, now: dt.datetime) -> Any:
    return (
        _unanswered_in_time(query, now)
        .join(Resident, Resident.id == Visit.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(scope.within(LOOKERS))
    )


def _unanswered_in_time(query: Any, now: dt.datetime) -> Any:
    return (
        query.join(Reconfirm, Reconfirm.claim_id == Claim.id)
        .join(Visit, Visit.id == Claim.visit_id)
        .where(
            Claim.state == "claimed",
            Claim.day >= civil_day(now),
            Reconfirm.answered_at.is_(None),
            Reconfirm.answer_by <= now,
        )
    )
