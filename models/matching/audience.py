"""Who hears about a night: the administrators, the staff of the county, the helpers asked."""

import uuid
from collections.abc import Collection

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session

from models.accounts.tables import Account, Grant
from models.people.tables import Helper
from models.places.tables import Place

REVIEWERS = ("county", "town", "community", "employment")


def administrators(session: Session, county_id: uuid.UUID) -> list[uuid.UUID]:
    """Active accounts that administer the county."""
    return _holders(session, county_id, ("administrator",))


def reviewers(session: Session, county_id: uuid.UUID) -> list[uuid.UUID]:
    """Active accounts of staff who decide on proposals of the county or a part of it."""
    return _holders(session, county_id, REVIEWERS)


def accounts_of_helpers(session: Session, helper_ids: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """Active accounts of these helpers; most helpers of a young county have none."""
    found = (
        select(Account.id)
        .join(Helper, Helper.person_id == Account.person_id)
        .where(Helper.id.in_(helper_ids), Account.status == "active")
    )
    return list(session.scalars(found))


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
