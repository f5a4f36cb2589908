"""Leaving and joining automated matching (个人信息保护法第二十四条): every role of the person."""

import datetime as dt
import uuid
from typing import TypeVar

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from models.care.tables import Visit
from models.employment.consent import switch
from models.matching.consent import lapse
from models.matching.tables import Proposal
from models.people.tables import Helper, Person, Resident, Seeker
from models.trail.log import record_row

Role = TypeVar("Role", Helper, Resident, Seeker)
ACTION = "person.automation"


def set_automated(
    session: Session, person: Person, automated: bool, how: str, now: dt.datetime, *, by: uuid.UUID
) -> None:
    """In both markets from now on; switched off, what is proposed to or for him lapses at once.

    What a person has approved or taken up stands: it is no longer a machine's word.
    """
    proposals = session.scalars(_open(person.id)).all()
    for seeker in session.scalars(_of(Seeker, person.id)):
        switch(session, seeker, automated, how, now, by=by)
    changed = False
    for role in (
        *session.scalars(_of(Helper, person.id)),
        *session.scalars(_of(Resident, person.id)),
    ):
        changed |= role.automated != automated
        role.automated = automated
    if changed:
        detail = {"automated": automated}
        record_row(session, ACTION, person, now, by=by, whose=person.id, why=how, detail=detail)
    if not automated:
        lapse(session, proposals)
    session.flush()


def _of(role: type[Role], person_id: uuid.UUID) -> Select[Role]:
    """The row of a role of the person, locked."""
    return (
        select(role)
        .where(role.person_id == person_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def _open(person_id: uuid.UUID) -> Select[Proposal]:
    """His open proposals, locked before his roles and in the order of the desk."""
    visits = select(Visit.id).join(Resident, Resident.id == Visit.resident_id)
    return (
        select(Proposal)
        .where(
            Proposal.state == "open",
            or_(
                Proposal.helper_id.in_(select(Helper.id).where(Helper.person_id == person_id)),
                Proposal.seeker_id.in_(select(Seeker.id).where(Seeker.person_id == person_id)),
                Proposal.visit_id.in_(visits.where(Resident.person_id == person_id)),
            ),
        )
        .order_by(Proposal.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
