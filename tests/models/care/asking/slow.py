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
    chosen: list[Pair] = []
    visits = session.scalars(select(Visit).order_by(Visit.window_to, Visit.id)).all()
    for visit in visits:
        for helper in _wave(session, place, visit, now, params, chosen):
            chosen.append((visit.id, helper.id))
    return set(chosen)


def _wave(
    session: Session,
    place: Place,
    visit: Visit,
    now: dt.datetime,
    params: AskParams,
    chosen: list[Pair],
) -> list[Helper]:
    today = now.astimezone(SHANGHAI).date()
    claims = _all(session, Claim, visit_id=visit.id)
    missing = visit.helpers_wanted - sum(one.state in ("claimed", "done") for one in claims)
    left = (visit.window_to - today).days
    if visit.state != "open" or missing <= 0 or left > params.lead_days:
        return []
    asks = _all(session, Asking, visit_id=visit.id)
    waves = max((one.wave for one in asks), default=0)
    wait = params.hurry_wait if left <= params.hurry_days else params.wait
    if any(one.answer == "none" and now - one.asked_at < wait for one in asks if one.wave == waves):
        return []
    if any(one.answer == "none" for one in asks) and now - max(a.asked_at for a in asks) < wait:
        return []
    if waves >= params.most_waves:
        return []
    standing = [
        one
        for one in _all(session, Proposal, visit_id=visit.id)
        if one.state in ("open", "approved") and one.day >= today
    ]
    standing.sort(key=lambda one: (one.state != "approved", one.rank, one.id))
    planned = [one.helper_id for one in standing]
    nexts = [uuid.UUID(other["id"]) for one in standing for other in one.alternatives]
    order: dict[uuid.UUID, tuple[Any, ...]] = {}
    helpers: dict[uuid.UUID, Helper] = {}
    for helper in session.scalars(select(Helper)):
        again = chosen.count((visit.id, helper.id)) or any(a.helper_id == helper.id for a in asks)
        gone = any(c.helper_id == helper.id and c.state == "withdrawn" for c in claims)
        if again or gone or not _free(session, helper, now, params, chosen):
            continue
        km = _km(session, place, helper, visit, today)
        if km is None:
            continue
        known = [*planned, *nexts]
        rank = known.index(helper.id) if helper.id in known else len(known)
        helpers[helper.id] = helper
        order[helper.id] = (_last(session, helper, today, chosen), rank, km, helper.id)
    in_turn = [helpers[one] for one in sorted(order, key=lambda one: order[one])]
    first = [one for one in in_turn if one.id in planned]
    if waves == 0 and first:
        return first[:missing]
    return [*first, *(one for one in in_turn if one not in first)][: params.per_wave * missing]


def _free(
    session: Session, helper: Helper, now: dt.datetime, params: AskParams, chosen: list[Pair]
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
    return not quiet and asked < params.weekly


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
