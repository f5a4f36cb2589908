"""A resident or a helper as those see them who look after the place: masked until asked why."""

import uuid
from collections.abc import Sequence
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.board import LOOKERS
from models.care.refusals import CareUnknown
from models.care.tables import Claim, Need, Visit, VisitRecord
from models.people.tables import Helper, Person, Resident
from models.places.tables import Place

PURPOSES = MappingProxyType(
    {
        "arrange": Said("安排或核实探访"),
        "contact": Said("联系本人或家人"),
        "correct": Said("核对、更正资料"),
        "emergency": Said("紧急情况"),
    }
)


def resident_in(
    session: Session, scope: Scope, resident_id: uuid.UUID, roles: Sequence[str] = LOOKERS
) -> Resident:
    """A resident within the scope that is held in one of ``roles``."""
    found = session.scalar(
        select(Resident)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(Resident.id == resident_id, scope.within(roles))
        .options(joinedload(Resident.person).joinedload(Person.place))
    )
    if found is None:
        raise CareUnknown(Said("您所管的地方没有这个人。"))
    return found


def helper_in(
    session: Session, scope: Scope, helper_id: uuid.UUID, roles: Sequence[str] = LOOKERS
) -> Helper:
    """A helper who lives within the scope that is held in one of ``roles``."""
    found = session.scalar(
        select(Helper)
        .join(Person, Person.id == Helper.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(Helper.id == helper_id, scope.within(roles))
        .options(joinedload(Helper.person).joinedload(Person.place))
    )
    if found is None:
        raise CareUnknown(Said("您所管的地方没有这个人。"))
    return found


def needs_of(session: Session, resident_id: uuid.UUID) -> Sequence[Need]:
    """What a resident needs now."""
    wanted = select(Need).where(Need.resident_id == resident_id, Need.closed_on.is_(None))
    return session.scalars(wanted.order_by(Need.kind)).all()


def visits_of(session: Session, resident_id: uuid.UUID) -> Sequence[Visit]:
    """All visits there were and are, latest first."""
    all_of_them = select(Visit).where(Visit.resident_id == resident_id)
    return session.scalars(all_of_them.order_by(Visit.window_to.desc(), Visit.id.desc())).all()


def claims_on(
    session: Session, visit_ids: Sequence[uuid.UUID]
) -> Sequence[tuple[Claim, VisitRecord | None]]:
    """Every claim these visits have had, with what was recorded; latest first."""
    rows = session.execute(
        select(Claim, VisitRecord)
        .outerjoin(VisitRecord, VisitRecord.claim_id == Claim.id)
        .where(Claim.visit_id.in_(visit_ids))
        .options(joinedload(Claim.helper).joinedload(Helper.person).joinedload(Person.place))
        .order_by(Claim.day.desc(), Claim.id.desc())
    )
    return [(claim, entered) for claim, entered in rows]
