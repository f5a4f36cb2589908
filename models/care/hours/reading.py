"""Rows to entries: a county's hours since a day, with all that the checks want to know."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.tables import Account, Grant
from models.care.days import SHANGHAI, civil_day
from models.care.hours.entries import Entry
from models.care.hours.signing import LOOKERS
from models.care.hours.tables import ServiceHours
from models.care.tables import Claim, Visit, VisitRecord
from models.people.tables import Helper, Person, Resident
from models.places.lattice import Lattice, lattice
from models.places.tables import Place

GONE = ("hospital", "moved", "deceased")


@dataclass
class Absence:
    """Days on which a resident was reported in hospital; the day he was gone for good, and how."""

    hospital: set[dt.date] = field(default_factory=set)
    gone: tuple[dt.date, str] | None = None

    def on(self, day: dt.date) -> tuple[dt.date | None, str | None]:
        if self.gone is not None and day > self.gone[0]:
            return self.gone
        return (day, "hospital") if day in self.hospital else (None, None)


@dataclass(frozen=True)
class Around:
    """What is known of accounts, residents and places, read once."""

    person_of: Mapping[uuid.UUID, uuid.UUID | None]
    clerks: frozenset[uuid.UUID]
    absences: Mapping[uuid.UUID, Absence]
    places: Lattice


def read_entries(session: Session, county_id: uuid.UUID, since: dt.date) -> list[Entry]:
    """Hours and duties of a county that began on ``since`` or later."""
    county = session.get_one(Place, county_id)
    first = dt.datetime.combine(since, dt.time(), SHANGHAI)
    around = _around(session, county, first)
    rows = session.execute(
        select(ServiceHours, Helper, Place.path, Claim.claimed_at)
        .join(Helper, Helper.id == ServiceHours.helper_id)
        .join(Place, Place.id == ServiceHours.place_id)
        .outerjoin(VisitRecord, VisitRecord.id == ServiceHours.source_id)
        .outerjoin(Claim, Claim.id == VisitRecord.claim_id)
        .where(Place.path.startswith(county.path, autoescape=True), ServiceHours.began_at >= first)
        .order_by(ServiceHours.began_at, ServiceHours.id)
    )
    hours = [_entry(*row, around) for row in rows]
    return hours + _duties(session, county, first, around.places)


def _entry(
    row: ServiceHours, helper: Helper, path: str, claimed: dt.datetime | None, around: Around
) -> Entry:
    day = civil_day(row.began_at)
    gone_on, gone_for = None, None
    if row.resident_id is not None and row.resident_id in around.absences:
        gone_on, gone_for = around.absences[row.resident_id].on(day)
    signer = None if row.signed_by is None else around.person_of.get(row.signed_by)
    return Entry(
        id=row.id,
        resident=row.resident_id,
        state=row.state,
        evidence=row.evidence,
        late=row.late,
        entered_by=row.entered_by,
        signed_by=row.signed_by,
        signed=row.signed_at,
        own_account=around.person_of.get(row.entered_by) == helper.person_id,
        clerk=row.entered_by in around.clerks,
        signer_is_helper=signer == helper.person_id,
        registered_on=helper.registered_on,
        active=helper.active,
        claimed=claimed,
        gone_on=gone_on,
        gone_for=gone_for,
        **_when_and_where(row.helper_id, row, path, around.places),
    )


def _when_and_where(
    helper_id: uuid.UUID, row: ServiceHours | VisitRecord, path: str, places: Lattice
) -> dict[str, Any]:
    spot = places.of(path)
    known = spot.lat == spot.lat
    return {
        "helper": helper_id,
        "began": row.began_at,
        "ended": row.ended_at,
        "recorded": row.recorded_at,
        "lat": spot.lat if known else None,
        "lon": spot.lon if known else None,
    }


def _duties(session: Session, county: Place, first: dt.datetime, places: Lattice) -> list[Entry]:
    """Visits made as a duty: no hours, yet nobody is at two doors at once."""
    rows = session.execute(
        select(VisitRecord, Claim.helper_id, Place.path)
        .join(Claim, Claim.id == VisitRecord.claim_id)
        .join(Visit, Visit.id == Claim.visit_id)
        .join(Resident, Resident.id == Visit.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(
            Claim.duty,
            VisitRecord.outcome == "done",
            VisitRecord.began_at >= first,
            Place.path.startswith(county.path, autoescape=True),
        )
    )
    return [_duty(*row, places) for row in rows]


def _duty(record: VisitRecord, helper_id: uuid.UUID, path: str, places: Lattice) -> Entry:
    return Entry(
        id=record.id,
        resident=None,
        state="credited",
        evidence=record.evidence,
        late=False,
        entered_by=record.recorded_by,
        signed_by=None,
        signed=None,
        own_account=True,
        clerk=False,
        signer_is_helper=False,
        registered_on=None,
        active=True,
        claimed=None,
        gone_on=None,
        gone_for=None,
        duty=True,
        **_when_and_where(helper_id, record, path, places),
    )


def _around(session: Session, county: Place, first: dt.datetime) -> Around:
    accounts = session.execute(select(Account.id, Account.person_id))
    clerks = session.scalars(select(Grant.account_id).where(Grant.role.in_(LOOKERS)))
    return Around(
        person_of={id: person for id, person in accounts},
        clerks=frozenset(clerks),
        absences=_absences(session, first),
        places=lattice(session, county.id),
    )


def _absences(session: Session, first: dt.datetime) -> Mapping[uuid.UUID, Absence]:
    found: dict[uuid.UUID, Absence] = defaultdict(Absence)
    rows: Sequence[Any] = session.execute(
        select(Visit.resident_id, VisitRecord.outcome, VisitRecord.began_at)
        .join(Claim, Claim.id == VisitRecord.claim_id)
        .join(Visit, Visit.id == Claim.visit_id)
        .where(VisitRecord.outcome.in_(GONE), VisitRecord.began_at >= first)
        .order_by(VisitRecord.began_at)
    ).all()
    for resident, outcome, began in rows:
        day, absence = civil_day(began), found[resident]
        if outcome == "hospital":
            absence.hospital.add(day)
        elif absence.gone is None:
            absence.gone = (day, outcome)
    return dict(found)
