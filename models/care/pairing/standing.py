"""The pairings that hold: who visits a resident regularly, who stands in."""

import uuid
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.care.pairing.tables import Pairing
from models.people.tables import Helper


def stand_in_of(session: Session, resident_id: uuid.UUID) -> uuid.UUID | None:
    """The helper who stands in at a resident's."""
    held = stand_ins(session, [resident_id]).get(resident_id)
    return None if held is None else held.helper_id


def paired_with(
    session: Session, resident_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[uuid.UUID]]:
    """resident -> the helpers paired with him: the standing one, then the stand-in."""
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    held = select(Pairing.resident_id, Pairing.helper_id).where(
        Pairing.resident_id.in_(resident_ids),
        Pairing.since.is_not(None),
        Pairing.ended_at.is_(None),
    )
    for resident_id, helper_id in session.execute(held.order_by(Pairing.role.desc())):
        found.setdefault(resident_id, []).append(helper_id)
    return found


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
