"""The pairings that hold: who visits a resident regularly, who stands in."""

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.care.pairing.tables import Pairing
from models.people.tables import Helper


def stand_in_of(session: Session, resident_id: uuid.UUID) -> uuid.UUID | None:
    """The helper who stands in at a resident's."""
    return _holder(session, resident_id, "stand_in")


def standing_of(session: Session, resident_id: uuid.UUID) -> uuid.UUID | None:
    """The helper who visits a resident regularly."""
    return _holder(session, resident_id, "standing")


def stand_ins(session: Session, resident_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Pairing]:
    """resident -> his stand-in, with the name."""
    held = (
        select(Pairing)
        .where(
            Pairing.resident_id.in_(resident_ids),
            Pairing.role == "stand_in",
            Pairing.since.is_not(None),
            Pairing.ended_at.is_(None),
        )
        .options(joinedload(Pairing.helper).joinedload(Helper.person))
    )
    return {pairing.resident_id: pairing for pairing in session.scalars(held)}


def _holder(session: Session, resident_id: uuid.UUID, role: str) -> uuid.UUID | None:
    held = select(Pairing.helper_id).where(
        Pairing.resident_id == resident_id,
        Pairing.role == role,
        Pairing.since.is_not(None),
        Pairing.ended_at.is_(None),
    )
    return session.scalar(held)
