"""Who hears about a night: the administrators and the staff of the county."""

import uuid

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session

from models.accounts.tables import Account, Grant
from models.places.tables import Place

REVIEWERS = ("county", "town", "community", "employment")


def administrators(session: Session, county_id: uuid.UUID) -> list[uuid.UUID]:
    """Active accounts that administer the county."""
    return _holders(session, county_id, ("administrator",))


def reviewers(session: Session, county_id: uuid.UUID) -> list[uuid.UUID]:
    """Active accounts of staff who decide on proposals of the county or a part of it."""
    return _holders(session, county_id, REVIEWERS)


def _holders(session: Session, county_id: uuid.UUID, roles: tuple[str, ...]) -> list[uuid.UUID]:
    path = session.scalars(select(Place.path).where(Place.id == county_id)).one()
    found = (
        select(Account.id)
        .join(Grant, Grant.account_id == Account.id)
        .join(Place, Place.id == Grant.place_id)
        .where(
            Account.status == "active",
            Grant.role.in_(roles),
            or_(
                Place.path.startswith(path, autoescape=True),
                func.starts_with(literal(path), Place.path),
            ),
        )
        .distinct()
    )
    return list(session.scalars(found))
