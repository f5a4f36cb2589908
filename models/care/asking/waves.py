"""Asking in waves: whom the plan names, alone; where it names nobody a few; at last the staff.

A helper has few asks a week and few visits a month. Those whom the plan names somewhere are not
asked for other visits: what they have to give goes where the plan wants it, in its order.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.asking.answers import expire
from models.care.asking.askable import Askable, Pair, askable, fit, free_to_ask, in_turn
from models.care.asking.due import Wanting, wanting
from models.care.asking.params import AskParams
from models.care.asking.tables import Asking, Unfilled
from models.care.days import civil_day
from models.care.staff import staff_of
from models.notices.outbox import tell
from models.notices.quiet import clock

NOBODY = "/care/asking"


@dataclass(frozen=True)
class Suggested:
    """What the plan in force says of one visit: whom it suggests, whom next, best first; and the
    first day it names."""

    helpers: Sequence[uuid.UUID] = ()
    others: Sequence[uuid.UUID] = ()
    day: dt.date = dt.date.max


@dataclass
class Counts:
    """What one look came to: helpers asked, waves sent, visits handed to staff, asks expired."""

    asked: int = 0
    waves: int = 0
    to_staff: int = 0
    expired: int = 0


@dataclass(frozen=True)
class _Ground:
    """What one look stands on, and what it has gathered to be written at its end.

    ``asks`` are rows of ``Asking``; ``nobody``: visit -> resident where nobody is left to ask.
    """

    session: Session
    now: dt.datetime
    params: AskParams
    counts: Counts = field(default_factory=Counts)
    asks: list[dict[str, Any]] = field(default_factory=list)
    nobody: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)


def ask(
    session: Session,
    county_id: uuid.UUID,
    suggested: Mapping[uuid.UUID, Suggested],
    forbidden: Collection[Pair],
    now: dt.datetime,
    params: AskParams,
    only_waited_for: bool = False,
) -> Counts:
    """Send every wave of a county that is due at ``now``; nothing outside the hours of the day.

    ``only_waited_for``: for visits that somebody asked for, and for nothing else.

    ``suggested`` by visit, most pressing first; ``forbidden`` are (helper, visit). Two callers at
    once take turns. What the next look does depends on rows and ``now`` only, so it may be made as
    often as one likes.
    """
    ground = _Ground(session, now, params)
    if not params.day_from <= clock(now) < params.day_to:
        return ground.counts
    key = func.hashtextextended(f"asking:{county_id}", 0)
    session.execute(select(func.pg_advisory_xact_lock(key)))
    ground.counts.expired = expire(session, now)
    planned = {visit: plan.day for visit, plan in suggested.items()}
    visits = wanting(session, county_id, now, params, planned, only_waited_for)
    if not visits:
        return ground.counts
    place = {visit: number for number, visit in enumerate(suggested)}
    visits = sorted(
        visits, key=lambda one: (not one.waited_for, place.get(one.visit_id, len(place)))
    )
    pairs = fit(session, county_id, now, [one.visit_id for one in visits], forbidden)
    people = askable(session, now, {helper for some in pairs.values() for helper in some})
    _all(ground, visits, pairs, people, suggested)
    if ground.asks:
        session.execute(insert(Asking), ground.asks)
    if ground.nobody:
        _hand_over(ground)
    return ground.counts


def _all(
    ground: _Ground,
    visits: Sequence[Wanting],
    pairs: Mapping[uuid.UUID, Mapping[uuid.UUID, float]],
    people: Mapping[uuid.UUID, Askable],
    suggested: Mapping[uuid.UUID, Suggested],
) -> None:
    named = {helper for plan in suggested.values() for helper in plan.helpers}
    for visit in visits:
        km = {h: d for h, d in pairs.get(visit.visit_id, {}).items() if h in people}
        plan = suggested.get(visit.visit_id, Suggested())
        _next_step(ground, visit, people, km, plan, named)


def _next_step(
    ground: _Ground,
    visit: Wanting,
    people: Mapping[uuid.UUID, Askable],
    km: Mapping[uuid.UUID, float],
    plan: Suggested,
    named: Collection[uuid.UUID],
) -> None:
    """A wave, or the staff when no wave is left; or wait for somebody who may be asked later.

    Where nobody can be asked from the first, staff hear of it only when time runs out: in a young
    county most helpers have no account yet, and claim by way of somebody else.
    """
    if visit.asked >= ground.params.most_asked * visit.missing or (visit.asked and not km):
        ground.nobody[visit.visit_id] = visit.resident_id
        return
    free = [
        people[helper]
        for helper in km
        if free_to_ask(people[helper], ground.params, visit.waited_for)
    ]
    wave = _wave(visit, free, km, plan, named, ground.params)
    if wave:
        _send(ground, visit, wave)
    elif visit.hurry:
        ground.nobody[visit.visit_id] = visit.resident_id


def _wave(
    visit: Wanting,
    free: Sequence[Askable],
    km: Mapping[uuid.UUID, float],
    plan: Suggested,
    named: Collection[uuid.UUID],
    params: AskParams,
) -> Sequence[Askable]:
    """The standing helper, then the stand-in, then the plan's own; else, as far as the visit is due
    soon, whom it names nowhere.

    Who was asked before is not among the free any more. When the first has said no, the plan was
    made anew: whom it names by then is asked next, alone again.
    """
    regular = [one for helper in visit.paired for one in free if one.helper_id == helper]
    if regular:
        return regular[:1]
    known = dict.fromkeys((*plan.helpers, *plan.others))
    ranks = {helper: rank for rank, helper in enumerate(known)}
    planned = in_turn([one for one in free if one.helper_id in plan.helpers], km, ranks)
    if planned or not visit.due_soon:
        return planned[: visit.missing]
    others = in_turn([one for one in free if one.helper_id not in named], km, ranks)
    return others[: params.per_wave * visit.missing]


def _send(ground: _Ground, visit: Wanting, wave: Sequence[Askable]) -> None:
    today = civil_day(ground.now)
    accounts = [one.account_id for one in wave]
    key, link = f"asked:{visit.visit_id}", f"/care/asked/{visit.visit_id}"
    tell(ground.session, accounts, key, _words(visit, today), link, ground.now)
    for one in wave:
        ground.asks.append(
            {
                "visit_id": visit.visit_id,
                "helper_id": one.helper_id,
                "wave": visit.waves + 1,
                "asked_at": ground.now,
            }
        )
        one.last, one.week = today, one.week + 1
    ground.counts.waves += 1
    ground.counts.asked += len(wave)


def _words(visit: Wanting, today: dt.date) -> Said:
    facts = {"community": visit.community, "day": visit.due.isoformat()}
    if visit.due < today:
        return Said(
            "%(community)s有一次探访想请您去，%(day)s 就到期了，还没有人去，近几天哪天都好。"
            "能去或去不了，都请点一下告诉我们。",
            **facts,
        )
    return Said(
        "%(community)s有一次探访想请您去，%(day)s 前都行。能去或去不了，都请点一下告诉我们。",
        **facts,
    )


def _hand_over(ground: _Ground) -> None:
    """Once a visit: nobody took it, a person has to see to it."""
    rows = [{"visit_id": visit, "since": ground.now} for visit in ground.nobody]
    fresh = insert(Unfilled).values(rows).on_conflict_do_nothing().returning(Unfilled.visit_id)
    handed = ground.session.scalars(fresh).all()
    ground.counts.to_staff = len(handed)
    _tell_staff(ground, [ground.nobody[visit] for visit in handed])


def _tell_staff(ground: _Ground, residents: Sequence[uuid.UUID]) -> None:
    """All that fell to one person in one message, and no more than one an hour."""
    tally = Counter(
        account for resident in residents for account in staff_of(ground.session, resident)
    )
    key = f"nobody:{ground.now.astimezone(dt.UTC):%Y-%m-%dT%H}"
    for account, count in sorted(tally.items()):
        said = Said("%(count)d 次探访没有人接，请协调", count=count)
        tell(ground.session, [account], key, said, NOBODY, ground.now)
