"""What changed in a plan and why: written with the plan, read by who may see whom it is about."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, insert, or_, select
from sqlalchemy.orm import Session

from matcher.changes import Change
from matcher.said import Said
from models.accounts.scope import Scope
from models.care.tables import Visit
from models.matching.alternatives import Name, names_of
from models.matching.desk import community_name, roles_for
from models.matching.pairs import GIVER, SUBJECT
from models.matching.tables import MARKETS, PlanChange, Proposal, Run
from models.people.tables import Person, Resident, Seeker
from models.places.tables import Place

Slot = tuple[dt.date, int]
Ids = Collection[uuid.UUID]


@dataclass(frozen=True)
class Pair:
    """One pair of a plan: who is served, where, by whom or what, and in the care market when."""

    subject: uuid.UUID
    giver: uuid.UUID
    place_id: uuid.UUID
    slot: Slot | None


@dataclass(frozen=True)
class Line:
    """One change with names in clear, for the page to mask; None = nobody."""

    change: PlanChange
    subject: str
    place: str
    before: Name | None
    after: Name | None

    @property
    def said(self) -> Said:
        return Said.from_json(self.change.said)


def open_pairs(session: Session, run: Run, market: str, about: Ids | None = None) -> list[Pair]:
    """The pairs of a plan that nobody has decided on; of these subjects, if given."""
    return _pairs(session, run, market, about, Proposal.state == "open")


def turned_down(session: Session, run: Run, market: str, about: Ids | None = None) -> list[Pair]:
    """The pairs of a plan that staff turned down and no change has told of yet."""
    told = select(PlanChange.id).where(
        PlanChange.run_id == run.id,
        PlanChange.subject_id == SUBJECT[market],
        PlanChange.before_id == GIVER[market],
    )
    return _pairs(session, run, market, about, Proposal.state == "rejected", ~told.exists())


def _pairs(
    session: Session, run: Run, market: str, about: Ids | None, *which: ColumnElement[bool]
) -> list[Pair]:
    mine = [Proposal.run_id == run.id, Proposal.market == market]
    if about is not None:
        mine.append(SUBJECT[market].in_(about))
    ends = SUBJECT[market], GIVER[market]
    wanted = select(*ends, Proposal.place_id, Proposal.day, Proposal.part)
    found = session.execute(wanted.where(*mine, *which).order_by(Proposal.id))
    return [
        Pair(who, by, place, (day, part) if day is not None and part is not None else None)
        for who, by, place, day, part in found
    ]


def keep(
    session: Session,
    run_id: uuid.UUID,
    market: str,
    found: Iterable[tuple[Change, uuid.UUID]],
    now: dt.datetime,
) -> list[uuid.UUID]:
    """Write changes down, each with the place of the one it is about; returns their ids."""
    rows = [
        {
            "run_id": run_id,
            "market": market,
            "place_id": place_id,
            "subject_id": change.subject,
            "before_id": change.before,
            "after_id": change.after,
            "reason": change.reason,
            "said": change.said.as_json(),
            "at": now,
        }
        for change, place_id in found
    ]
    if not rows:
        return []
    return list(session.scalars(insert(PlanChange).returning(PlanChange.id), rows))


def counted(session: Session, scope: Scope, run: Run, market: str) -> dict[str, int]:
    """How many changes each reason made within the scope, the most frequent first."""
    number = func.count()
    found = select(PlanChange.reason, number).join(Place, Place.id == PlanChange.place_id)
    found = found.where(*_seen(scope, run, market)).group_by(PlanChange.reason)
    rows = session.execute(found.order_by(number.desc(), PlanChange.reason))
    return {reason: count for reason, count in rows}


def listed(scope: Scope, run: Run, market: str, reason: str | None) -> Select[PlanChange]:
    """The changes within the scope, the newest first, in the order of the communities."""
    found = select(PlanChange).join(Place, Place.id == PlanChange.place_id)
    found = found.where(*_seen(scope, run, market))
    if reason is not None:
        found = found.where(PlanChange.reason == reason)
    return found.order_by(PlanChange.at.desc(), Place.path, PlanChange.id)


def some(session: Session, scope: Scope, ids: Ids) -> Sequence[PlanChange]:
    """Those within the scope, in the order of the communities."""
    seen = ((PlanChange.market == market) & scope.within(roles_for(market)) for market in MARKETS)
    found = select(PlanChange).join(Place, Place.id == PlanChange.place_id)
    found = found.where(PlanChange.id.in_(ids), or_(*seen))
    return session.scalars(found.order_by(Place.path, PlanChange.id)).all()


def lines(session: Session, changes: Sequence[PlanChange]) -> list[Line]:
    """The changes with their names, for a whole page at once."""
    people = _subjects(session, [change.subject_id for change in changes])
    ids = {one for c in changes for one in (c.before_id, c.after_id) if one is not None}
    givers = names_of(session, ids)
    return [
        Line(
            change=change,
            subject=people.get(change.subject_id, ("", ""))[0],
            place=people.get(change.subject_id, ("", ""))[1],
            before=givers.get(change.before_id) if change.before_id else None,
            after=givers.get(change.after_id) if change.after_id else None,
        )
        for change in changes
    ]


def _seen(scope: Scope, run: Run, market: str) -> tuple[ColumnElement[bool], ...]:
    mine = PlanChange.run_id == run.id, PlanChange.market == market
    return (*mine, scope.within(roles_for(market)))


def _subjects(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
    """By visit or seeker the name of the person and of the community."""
    at_home = Place.id == Person.place_id
    visited = (
        select(Visit.id, Person.name, community_name())
        .join(Resident, Resident.id == Visit.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, at_home)
        .where(Visit.id.in_(ids))
    )
    seeking = (
        select(Seeker.id, Person.name, community_name())
        .join(Person, Person.id == Seeker.person_id)
        .join(Place, at_home)
        .where(Seeker.id.in_(ids))
    )
    rows = [*session.execute(visited), *session.execute(seeking)]
    return {key: (name, place) for key, name, place in rows}
