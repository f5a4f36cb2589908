"""Which county a place lies in."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.places.tables import Place


def county_at(session: Session, path: str) -> uuid.UUID:
    """The county whose code begins the path of a place."""
    code = path.split("/", 1)[0]
    return session.scalars(select(Place.id).where(Place.path == code + "/")).one()
