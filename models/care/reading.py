"""The rows the care market is made of, read in a handful of queries however large the county."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from models.care.checks import HELD
from models.care.newcomers import is_experienced, leaders
from models.care.owed.by_whom import roles_of
from models.care.owed.tables import HelperLicence
from models.care.pairing.tables import PAIRING_ROLES, Pairing
from models.care.tables import Claim, ServiceKind, Visit, Waiting
from models.care.together.consents import HELPING, standing_for
from models.care.together.own_time import promised
from models.care.together.tables import GuardianConsent
from models.care.windows import bookable
from models.people.tables import Helper, HelperDay, Person, Resident
from models.places.lattice import Lattice
from models.places.tables import Place

Ids = Collection[uuid.UUID] | None
AnyRow = Row[*tuple[Any, ...]]
Rows = Sequence[AnyRow]
Slots = Mapping[uuid.UUID, Sequence[tuple[dt.date, int]]]
Licences = Mapping[uuid.UUID, Sequence[tuple[str, dt.date]]]


@dataclass(frozen=True)
class Read:
    """One county as of a day; ``held_by_*`` are the half-days of claims that stand.

    ``visitors`` are (helper, visit): who was there the last time; ``licences`` by helper.
    ``promised`` are half-days (helper, day, part) with a shift or an activity.
    ``led`` are visits for which somebody who may go alone has given his word.
    ``said_days`` are the single days within the horizon of which a helper said when he is free.
    """

    as_of: dt.date
    horizon: int
    helpers: Rows
    visits: Rows
    kinds: Mapping[str, ServiceKind]
    held_by_visit: Slots
    held_by_helper: Slots
    visitors: Sequence[tuple[uuid.UUID, uuid.UUID]]
    paired: Mapping[str, Sequence[tuple[uuid.UUID, uuid.UUID]]]
    said_days: Rows
    places: Lattice
    licences: Licences
    promised: Sequence[tuple[uuid.UUID, dt.date, int]]
    led: Collection[uuid.UUID]
    roles: Mapping[uuid.UUID, frozenset[str]]


def read_county(
    session: Session,
    places: Lattice,
    as_of: dt.date,
    horizon: int,
    helper_ids: Ids,
    visit_ids: Ids,
    full: bool = False,
    by_hand: bool = False,
) -> Read:
    """Everything, or only the helpers and visits named; full visits are left out, or ``full``.

    Visits to residents who left automated matching are there only where a person chooses:
    where helpers are named, he or staff do.
    """
    by_visit, by_helper = _held(session, as_of, helper_ids, visit_ids)
    last = as_of + dt.timedelta(days=horizon - 1)
    visits = [
        row
        for row in _visits(session, places.county_path, visit_ids)
        if (by_hand or row.automated)
        and (full or len(by_visit.get(row.id, ())) < row.helpers_wanted)
        and bookable(row.window_from, row.window_to, as_of)[0] <= last
    ]
    return Read(
        as_of=as_of,
        horizon=horizon,
        helpers=_helpers(session, places.county_path, as_of, helper_ids),
        visits=visits,
        kinds={kind.code: kind for kind in session.scalars(select(ServiceKind))},
        held_by_visit=by_visit,
        held_by_helper=by_helper,
        visitors=_visitors(session, visits, visit_ids),
        paired=_paired(session, visits),
        said_days=said_days(session, as_of, last, helper_ids),
        places=places,
        licences=licences_of(session, helper_ids),
        promised=promised(session, as_of, last, helper_ids),
        roles=roles_of(session, helper_ids),
        led=_led(session, as_of, visits, visit_ids),
    )


def _helpers(session: Session, county: str, as_of: dt.date, ids: Ids) -> Rows:
    query = (
        select(
            Helper.id,
            Helper.person_id,
            Helper.active,
            Helper.skills,
            Helper.dialects,
            Helper.week,
            Helper.school_holidays_only,
            Helper.monthly_visits,
            Helper.child_check_passed,
            Helper.child_check_until,
            Helper.quiet_until,
            Helper.automated,
            GuardianConsent.valid_until.label("consent_until"),
            (~is_experienced(session, as_of)).label("newcomer"),
            Person.sex,
            Person.born_on,
            Person.door,
            Place.path,
            Place.kind.label("place_kind"),
        )
        .join(Person, Person.id == Helper.person_id)
        .join(Place, Place.id == Person.place_id)
        .outerjoin(GuardianConsent, standing_for(Person.id, HELPING))
        .where(Place.path.startswith(county))
        .order_by(Helper.id)
    )
    return session.execute(query if ids is None else query.where(Helper.id.in_(ids))).all()


def _visits(session: Session, county: str, ids: Ids) -> Rows:
    query = (
        select(
            Visit.id,
            Visit.resident_id,
            Visit.kinds,
            Visit.window_from,
            Visit.window_to,
            Visit.week,
            Visit.helpers_wanted,
            Visit.along,
            Visit.asked,
            Visit.roles,
            Visit.licences,
            Resident.person_id,
            Resident.automated,
            Resident.categories,
            Resident.tier,
            Resident.dialect,
            Resident.wished_sex,
            Person.born_on,
            Person.door,
            Place.path,
            Place.kind.label("place_kind"),
        )
        .join(Resident, Resident.id == Visit.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(Visit.state == "open", Place.path.startswith(county))
        .order_by(Visit.id)
    )
    return session.execute(query if ids is None else query.where(Visit.id.in_(ids))).all()


def _led(session: Session, as_of: dt.date, visits: Rows, ids: Ids) -> Collection[uuid.UUID]:
    # One pair is asked about at every claim, and hardly any visit is for several.
    if not any(row.helpers_wanted > 1 for row in visits):
        return ()
    return {visit for visit, _ in leaders(session, as_of, ids)}


def said_days(session: Session, first: dt.date, last: dt.date, ids: Ids = None) -> Rows:
    """What helpers, or those named, said of single days, both ends included."""
    query = select(HelperDay.helper_id, HelperDay.day, HelperDay.parts).where(
        HelperDay.day.between(first, last)
    )
    return session.execute(
        query if ids is None else query.where(HelperDay.helper_id.in_(ids))
    ).all()


def _held(session: Session, as_of: dt.date, helper_ids: Ids, visit_ids: Ids) -> tuple[Slots, Slots]:
    """Standing claims by visit (of any day) and by helper (from this month on).

    A place held for somebody in line is taken for all others; his own time is not, until he says.
    """
    query = select(Claim.visit_id, Claim.helper_id, Claim.day, Claim.part).where(
        Claim.state.in_(HELD)
    )
    of_visits = query.join(Visit, Visit.id == Claim.visit_id).where(Visit.state == "open")
    of_helpers = query.where(Claim.day >= as_of.replace(day=1))
    if visit_ids is not None:
        of_visits = of_visits.where(Claim.visit_id.in_(visit_ids))
    if helper_ids is not None:
        of_helpers = of_helpers.where(Claim.helper_id.in_(helper_ids))
    offers = select(Waiting.visit_id, Waiting.helper_id, Waiting.day, Waiting.part).where(
        Waiting.state == "offered"
    )
    if visit_ids is not None:
        offers = offers.where(Waiting.visit_id.in_(visit_ids))
    by_visit, by_helper = defaultdict(list), defaultdict(list)
    for row in [*session.execute(of_visits), *session.execute(offers)]:
        by_visit[row.visit_id].append((row.day, row.part))
    for row in session.execute(of_helpers):
        by_helper[row.helper_id].append((row.day, row.part))
    return by_visit, by_helper


def licences_of(session: Session, ids: Ids = None) -> Licences:
    """What licences helpers, or those named, hold, each with its last day."""
    query = select(HelperLicence.helper_id, HelperLicence.name, HelperLicence.until)
    found = defaultdict(list)
    for helper, name, until in session.execute(
        query if ids is None else query.where(HelperLicence.helper_id.in_(ids))
    ):
        found[helper].append((name, until))
    return found


def _visitors(session: Session, visits: Rows, visit_ids: Ids) -> list[tuple[uuid.UUID, uuid.UUID]]:
    last = (
        select(Visit.resident_id, Claim.helper_id)
        .join(Claim, Claim.visit_id == Visit.id)
        .where(Claim.state == "done")
        .ext(distinct_on(Visit.resident_id))
        .order_by(Visit.resident_id, Claim.day.desc(), Claim.part.desc(), Claim.id.desc())
    )
    if visit_ids is not None:
        last = last.where(Visit.resident_id.in_([row.resident_id for row in visits]))
    helper_of = {row.resident_id: row.helper_id for row in session.execute(last)}
    return [(helper_of[row.resident_id], row.id) for row in visits if row.resident_id in helper_of]


def _paired(session: Session, visits: Rows) -> dict[str, list[tuple[uuid.UUID, uuid.UUID]]]:
    """role -> (helper, visit) of the pairings that both sides have agreed to."""
    visits_of = defaultdict(list)
    for row in visits:
        visits_of[row.resident_id].append(row.id)
    holding = select(Pairing.role, Pairing.helper_id, Pairing.resident_id).where(
        Pairing.since.is_not(None), Pairing.ended_at.is_(None)
    )
    found: dict[str, list[tuple[uuid.UUID, uuid.UUID]]] = {role: [] for role in PAIRING_ROLES}
    for row in session.execute(holding.order_by(Pairing.id)):
        found[row.role] += [(row.helper_id, visit) for visit in visits_of[row.resident_id]]
    return found
