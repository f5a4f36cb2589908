"""Extra rounds of visits, at festivals and in extreme weather: opened, and ended early."""

import datetime as dt
import uuid
from collections.abc import Sequence
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.owed.policies import CATEGORIES, CHECK, EDITORS
from models.care.owed.refusals import RoundWrong
from models.care.owed.tables import ExtraRound, Obligation
from models.places.tables import Place
from models.trail.log import record_row

NO_COUNTY = Said("这个县不归您管。")
LONGEST = dt.timedelta(days=120)
WEATHER = MappingProxyType(
    {
        "cold": Said("低温、雨雪冰冻"),
        "heat": Said("高温"),
        "rain": Said("暴雨、洪水"),
    }
)


def drafted(
    scope: Scope,
    county: Place,
    name: str,
    categories: Sequence[str],
    days: tuple[dt.date, dt.date],
    every_days: int | None,
    today: dt.date,
    now: dt.datetime,
) -> ExtraRound:
    """A round as it would be, not yet in the session; raises ``RoundWrong`` for what cannot be."""
    first, last = days
    if not scope.covers(county.path, EDITORS):
        raise RoundWrong(NO_COUNTY)
    if not today <= last or not first <= last <= first + LONGEST:
        raise RoundWrong(Said("最后一天不能早于今天或第一天，最长 120 天。"))
    if not name.strip() or not categories or not set(categories) <= set(CATEGORIES):
        raise RoundWrong(Said("请写明是什么走访，并选出走访哪些人。"))
    if every_days is not None and not 1 <= every_days <= LONGEST.days:
        raise RoundWrong(Said("隔几天一次，请填 1 到 120；只去一次就不填。"))
    return ExtraRound(
        county_id=county.id,
        name=name.strip(),
        kind=CHECK,
        categories=list(categories),
        first_day=first,
        last_day=last,
        every_days=every_days,
        opened_at=now,
        author_id=scope.account_id,
    )


def begin(session: Session, draft: ExtraRound) -> ExtraRound:
    """Open a round; its visits are owed from the next opening on."""
    session.add(draft)
    session.flush()
    named = {"name": draft.name}
    record_row(session, "care.round", draft, draft.opened_at, by=draft.author_id, detail=named)
    return draft


def end(session: Session, scope: Scope, round_id: uuid.UUID, now: dt.datetime) -> ExtraRound:
    """End a round early; what it still owes is excused at the next opening."""
    found = session.get(ExtraRound, round_id, with_for_update={"key_share": True})
    county = None if found is None else session.get_one(Place, found.county_id)
    if found is None or county is None or not scope.covers(county.path, EDITORS):
        raise RoundWrong(Said("没有这次走访。"))
    if found.ended_at is None:
        found.ended_at = now
        named = {"name": found.name}
        record_row(session, "care.round_end", found, now, by=scope.account_id, detail=named)
    session.flush()
    return found


def rounds(session: Session, scope: Scope) -> Sequence[tuple[ExtraRound, int, int]]:
    """The rounds within the scope, newest first, with visits owed and made."""
    owed = func.count(Obligation.id).filter(Obligation.state == "open")
    made = func.count(Obligation.id).filter(Obligation.state == "discharged")
    query = (
        select(ExtraRound, owed, made)
        .join(Place, Place.id == ExtraRound.county_id)
        .outerjoin(Obligation, Obligation.round_id == ExtraRound.id)
        .where(scope.within(EDITORS))
        .group_by(ExtraRound.id)
        .order_by(ExtraRound.opened_at.desc())
    )
    return [(one, due, done) for one, due, done in session.execute(query)]
