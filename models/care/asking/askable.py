"""Whom one may ask at this moment, and in which order."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.care.params import CareParams
from matcher.care.rules import RULES, km_between
from matcher.rules import eligible, pairs_of
from models.accounts.tables import Account
from models.care.asking.params import AskParams
from models.care.asking.tables import Asking
from models.care.days import civil_day
from models.care.pair import by_day
from models.care.rows import care_arrays
from models.care.tables import Claim
from models.notices.quiet import is_quiet
from models.notices.tables import QUIET_FROM, QUIET_TO, NoticeChoice
from models.people.tables import Helper

Pair = tuple[uuid.UUID, uuid.UUID]
WEEK = dt.timedelta(days=7)


@dataclass
class Askable:
    """A helper who can be told something: his account, when he was last asked, how often of late.

    ``asleep``: these are his quiet hours. ``last`` and ``week`` move on as he is asked.
    """

    helper_id: uuid.UUID
    account_id: uuid.UUID
    asleep: bool
    last: dt.date | None
    week: int


def askable(
    session: Session, now: dt.datetime, helper_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, Askable]:
    """Those of the helpers who have an account and have not said "not now"."""
    today = civil_day(now)
    asks = (
        select(
            Asking.helper_id,
            func.max(Asking.asked_at).label("last_at"),
            func.count().filter(Asking.asked_at > now - WEEK).label("week"),
        )
        .group_by(Asking.helper_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Helper.id,
            Account.id.label("account_id"),
            asks.c.last_at,
            func.coalesce(asks.c.week, 0).label("week"),
            func.coalesce(NoticeChoice.quiet_from, QUIET_FROM).label("quiet_from"),
            func.coalesce(NoticeChoice.quiet_to, QUIET_TO).label("quiet_to"),
        )
        .join(Account, (Account.person_id == Helper.person_id) & (Account.status == "active"))
        .outerjoin(NoticeChoice, NoticeChoice.account_id == Account.id)
        .outerjoin(asks, asks.c.helper_id == Helper.id)
        .where(Helper.id.in_(helper_ids))
        .where(Helper.quiet_until.is_(None) | (Helper.quiet_until < today))
        # Of somebody with two accounts the newest one counts.
        .order_by(Account.id)
    )
    return {
        row.id: Askable(
            helper_id=row.id,
            account_id=row.account_id,
            asleep=is_quiet(row.quiet_from, row.quiet_to, now),
            last=None if row.last_at is None else civil_day(row.last_at),
            week=row.week,
        )
        for row in rows
    }


def fit(
    session: Session,
    county_id: uuid.UUID,
    now: dt.datetime,
    visit_ids: Collection[uuid.UUID],
    forbidden: Collection[Pair],
) -> Mapping[uuid.UUID, Mapping[uuid.UUID, float]]:
    """visit -> helper -> km: the pairs the night's own rules allow, but for those left behind.

    Who was asked for a visit before, or gave it back, is not asked for it again.
    """
    arrays = care_arrays(
        session, county_id, civil_day(now), visit_ids=visit_ids, forbidden=forbidden
    )
    helpers, visits = np.divmod(np.arange(arrays.helpers * arrays.visits), max(1, arrays.visits))
    pairs = eligible(RULES, by_day(arrays), pairs_of(helpers, visits), CareParams())
    behind = _left_behind(session, visit_ids)
    found: dict[uuid.UUID, dict[uuid.UUID, float]] = {}
    helper_of = [uuid.UUID(str(one)) for one in arrays.helper_id]
    visit_of = [uuid.UUID(str(one)) for one in arrays.visit_id]
    for h, v, km in zip(pairs.left, pairs.right, km_between(arrays, pairs), strict=True):
        helper, visit = helper_of[h], visit_of[v]
        if (helper, visit) not in behind:
            found.setdefault(visit, {})[helper] = float(km)
    return found


def _left_behind(session: Session, visit_ids: Collection[uuid.UUID]) -> set[Pair]:
    asked = select(Asking.helper_id, Asking.visit_id).where(Asking.visit_id.in_(visit_ids))
    gave_back = select(Claim.helper_id, Claim.visit_id).where(
        Claim.visit_id.in_(visit_ids), Claim.state == "withdrawn"
    )
    return {(helper, visit) for helper, visit in session.execute(asked.union(gave_back))}


def in_turn(
    who: Collection[Askable], km: Mapping[uuid.UUID, float], ranks: Mapping[uuid.UUID, int]
) -> list[Askable]:
    """Least recently asked first, by day; then the night's order, then the nearest."""
    return sorted(
        who,
        key=lambda one: (
            one.last or dt.date.min,
            ranks.get(one.helper_id, len(ranks)),
            km[one.helper_id],
            one.helper_id,
        ),
    )


def free_to_ask(one: Askable, params: AskParams, asked: bool = False) -> bool:
    """Neither asleep nor asked often enough within a week; ``asked``: for what somebody asked."""
    return not one.asleep and one.week < (params.weekly_asked if asked else params.weekly)
