"""Who is to be asked at a moment, worked out one visit and one helper at a time."""

import datetime as dt
import uuid
from collections import Counter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.care.params import CareParams
from matcher.care.rules import check_pair, km_between
from matcher.rules import one_pair
from models.accounts.tables import Account
from models.care.asking.params import AskParams
from models.care.asking.tables import Asking
from models.care.days import SHANGHAI
from models.care.rows import care_arrays
from models.care.tables import Claim, Visit
from models.matching.tables import ForbiddenPair, Proposal
from models.notices.tables import NoticeChoice
from models.people.tables import Helper
from models.places.tables import Place

Pair = tuple[uuid.UUID, uuid.UUID]


def who_now(session: Session, place: Place, now: dt.datetime, params: AskParams) -> set[Pair]:
    """The (visit, helper) pairs to be asked; nothing is written."""
    if not params.day_from <= now.astimezone(SHANGHAI).time() < params.day_to:
        return set()
    today = now.astimezone(SHANGHAI).date()
    plan = sorted(
        (
            one
            for one in session.scalars(select(Proposal))
            if one.state in ("open", "approved") and one.day is not None and one.day >= today
        ),
        key=lambda one: (one.state != "approved", one.rank, one.id),
    )
    order = [one.visit_id for one in plan]
    last = today + dt.timedelta(days=params.lead_days)
    soon = {one.visit_id for one in plan if one.day is not None and one.day <= last}
    visits = [
        visit
        for visit in session.scalars(select(Visit).order_by(Visit.window_to, Visit.id))
        if (visit.window_to <= last or visit.id in soon) and _missing(session, visit, now, params)
    ]
    visits.sort(
        key=lambda one: (not one.asked, order.index(one.id) if one.id in order else len(order))
    )
    could = {visit.id: _could(session, place, visit, today) for visit in visits}
    named = {one.helper_id for one in plan}
    chosen: list[Pair] = []
    for visit in visits:
        mine = [one for one in plan if one.visit_id == visit.id]
        free = {
            who: km
            for who, km in could[visit.id].items()
            if _free(session, session.get_one(Helper, who), now, params, chosen, visit.asked)
        }
        missing = _missing(session, visit, now, params)
        wave = _wave(session, mine, free, named, today, chosen)
        most = params.per_wave * missing if visit.window_to <= last else 0
        if {one.helper_id for one in mine} & set(free):
            most = missing
        chosen += [(visit.id, helper) for helper in wave[:most]]
    return set(chosen)


def _missing(session: Session, visit: Visit, now: dt.datetime, params: AskParams) -> int:
    """How many helpers the visit wants asked for now; 0 where it is no time for it."""
    claims = _all(session, Claim, visit_id=visit.id)
    missing = visit.helpers_wanted - sum(one.state in ("claimed", "done") for one in claims)
    left = (visit.window_to - now.astimezone(SHANGHAI).date()).days
    if visit.state != "open" or missing <= 0:
        return 0
    asks = _all(session, Asking, visit_id=visit.id)
    wait = params.hurry_wait if left <= params.hurry_days else params.wait
    if any(one.answer == "none" for one in asks) and now - max(a.asked_at for a in asks) < wait:
        return 0
    return 0 if len(asks) >= params.most_asked * missing else missing


def _could(session: Session, place: Place, visit: Visit, today: dt.date) -> dict[uuid.UUID, float]:
    """helper -> km of those who may go and were not asked for this visit."""
    behind = {one.helper_id for one in _all(session, Asking, visit_id=visit.id)}
    claims = _all(session, Claim, visit_id=visit.id)
    behind |= {one.helper_id for one in claims if one.state == "withdrawn"}
    kms = {
        one.id: _km(session, place, one, visit, today)
        for one in session.scalars(select(Helper))
        if one.id not in behind
    }
    return {who: km for who, km in kms.items() if km is not None}


def _wave(
    session: Session,
    plan: list[Proposal],
    free: dict[uuid.UUID, float],
    named: set[Any],
    today: dt.date,
    chosen: list[Pair],
) -> list[uuid.UUID]:
    """Whom the plan names for the visit, else whom it names for none, in the order of asking."""
    planned = [one.helper_id for one in plan]
    known = [*planned, *(uuid.UUID(other["id"]) for one in plan for other in one.alternatives)]

    def turn(helper: uuid.UUID) -> tuple[Any, ...]:
        rank = known.index(helper) if helper in known else len(known)
        last = _last(session, session.get_one(Helper, helper), today, chosen)
        return last, rank, free[helper], helper

    first = sorted((one for one in free if one in planned), key=turn)
    return first or sorted((one for one in free if one not in named), key=turn)


def _free(
    session: Session,
    helper: Helper,
    now: dt.datetime,
    params: AskParams,
    chosen: list[Pair],
    waited_for: bool,
) -> bool:
    today, clock = now.astimezone(SHANGHAI).date(), now.astimezone(SHANGHAI).time()
    if helper.quiet_until is not None and helper.quiet_until >= today:
        return False
    accounts = _all(session, Account, person_id=helper.person_id, status="active")
    if not accounts:
        return False
    choice = session.get(NoticeChoice, accounts[0].id)
    begins = choice.quiet_from if choice else dt.time(21, 30)
    ends = choice.quiet_to if choice else dt.time(7, 30)
    quiet = begins <= clock < ends if begins <= ends else clock >= begins or clock < ends
    recent = sum(
        now - one.asked_at < dt.timedelta(days=7)
        for one in _all(session, Asking, helper_id=helper.id)
    )
    asked = recent + Counter(one for _, one in chosen)[helper.id]
    return not quiet and asked < (params.weekly_asked if waited_for else params.weekly)


def _last(session: Session, helper: Helper, today: dt.date, chosen: list[Pair]) -> dt.date:
    if any(one == helper.id for _, one in chosen):
        return today
    moments = [one.asked_at for one in _all(session, Asking, helper_id=helper.id)]
    return max((at.astimezone(SHANGHAI).date() for at in moments), default=dt.date.min)


def _km(
    session: Session, place: Place, helper: Helper, visit: Visit, today: dt.date
) -> float | None:
    """How far the two are from each other; None where a rule or a decision keeps them apart."""
    refused = [(one.left_id, one.right_id) for one in _all(session, ForbiddenPair)]
    refused += [(one.helper_id, one.visit_id) for one in _all(session, Proposal, state="rejected")]
    if (helper.id, visit.id) in refused or (helper.id, visit.resident_id) in refused:
        return None
    arrays = care_arrays(session, place.id, today, helper_ids=[helper.id], visit_ids=[visit.id])
    if not arrays.visits or check_pair(arrays, 0, 0, CareParams()):
        return None
    return float(km_between(arrays, one_pair(0, 0))[0])


def _all(session: Session, table: Any, **values: Any) -> list[Any]:
    return list(session.scalars(select(table).filter_by(**values)))
