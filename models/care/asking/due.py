"""Which visits want somebody asked now, and how far the asking for them has come."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import Session, aliased

from models.care.asking.params import AskParams
from models.care.asking.tables import Asking
from models.care.checks import HELD
from models.care.days import civil_day
from models.care.pairing.standing import paired_with
from models.care.tables import Claim, Visit, Waiting
from models.people.tables import Person, Resident
from models.places.tables import Place


@dataclass(frozen=True)
class Wanting:
    """A visit with places left, due or planned soon, whose last wave has been answered or waited
    for.

    ``paired`` are the standing helper and the stand-in; ``waves`` have gone out to ``asked``
    helpers; ``due_soon``: not only planned; ``hurry``: due within a day or two, or overdue;
    ``waited_for``: somebody asked for it.
    """

    visit_id: uuid.UUID
    resident_id: uuid.UUID
    community: str
    due: dt.date
    missing: int
    waves: int
    asked: int
    due_soon: bool
    hurry: bool
    waited_for: bool
    paired: Sequence[uuid.UUID] = ()


def wanting(
    session: Session,
    county_id: uuid.UUID,
    now: dt.datetime,
    params: AskParams,
    planned: Mapping[uuid.UUID, dt.date],
    only_waited_for: bool = False,
) -> Sequence[Wanting]:
    """The visits of a county for which the next step is due, most urgent first.

    planned : the day for which each is proposed; where that is soon, it is wanted whenever due
    only_waited_for : no others than those that somebody asked for
    """
    today = civil_day(now)
    last = today + dt.timedelta(days=params.lead_days)
    found = []
    soon = [visit for visit, day in planned.items() if day <= last]
    wanted = _rows(county_id, last, soon)
    rows = session.execute(wanted.where(Visit.asked) if only_waited_for else wanted).all()
    paired = paired_with(session, {row.resident_id for row in rows})
    for row in rows:
        hurry = row.window_to <= today + dt.timedelta(days=params.hurry_days)
        wait = params.hurry_wait if hurry else params.wait
        if row.unanswered and now - row.last_at < wait:
            continue
        found.append(
            Wanting(
                visit_id=row.id,
                resident_id=row.resident_id,
                community=row.community,
                due=row.window_to,
                missing=row.missing,
                waves=row.waves,
                asked=row.asked,
                due_soon=row.window_to <= last,
                hurry=hurry,
                waited_for=row.waited_for,
                paired=paired.get(row.resident_id, ()),
            )
        )
    return found


def _rows(county_id: uuid.UUID, last: dt.date, soon: Collection[uuid.UUID]) -> Select[Any]:
    """Visits with places left that are due until ``last``, or planned soon, and their asks."""
    county, community = aliased(Place), aliased(Place)
    claimed = (
        select(func.count())
        .where(Claim.visit_id == Visit.id, Claim.state.in_(HELD))
        .scalar_subquery()
    )
    held = (
        select(func.count())
        .where(Waiting.visit_id == Visit.id, Waiting.state == "offered")
        .scalar_subquery()
    )
    # A place held for somebody in line wants nobody asked.
    taken = claimed + held
    asked = _asks()
    return (
        select(
            Visit.id,
            Visit.resident_id,
            Visit.window_to,
            Visit.asked.label("waited_for"),
            func.coalesce(community.name, "").label("community"),
            (Visit.helpers_wanted - taken).label("missing"),
            func.coalesce(asked.c.waves, 0).label("waves"),
            asked.c.last_at,
            func.coalesce(asked.c.asked, 0).label("asked"),
            func.coalesce(asked.c.unanswered, 0).label("unanswered"),
        )
        .join(Resident, Resident.id == Visit.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .join(county, (county.id == county_id) & func.starts_with(Place.path, county.path))
        .outerjoin(
            community,
            (community.kind == "community") & func.starts_with(Place.path, community.path),
        )
        .outerjoin(asked, asked.c.visit_id == Visit.id)
        .where(Visit.state == "open", Visit.helpers_wanted > taken)
        .where((Visit.window_to <= last) | Visit.id.in_(soon))
        # Nobody is missed where somebody would only come along.
        .where(~Visit.along)
        .order_by(Visit.window_to, Visit.id)
    )


def _asks() -> Subquery:
    """What has been asked, by visit."""
    return (
        select(
            Asking.visit_id,
            func.max(Asking.wave).label("waves"),
            func.max(Asking.asked_at).label("last_at"),
            func.count().label("asked"),
            func.count().filter(Asking.answer == "none").label("unanswered"),
        )
        .group_by(Asking.visit_id)
        .subquery()
    )
