"""Whose accounts answer for a place, and which hold a role in the places of somebody."""

import uuid
from collections.abc import Collection

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.accounts.tables import Account, Grant
from models.places.tables import Place


def accounts_over(session: Session, path: str, roles: Collection[str]) -> list[uuid.UUID]:
    """The active accounts that hold one of ``roles`` over the place at ``path``."""
    query = (
        select(Grant.account_id)
        .join(Account, Account.id == Grant.account_id)
        .join(Place, Place.id == Grant.place_id)
        .where(
            Account.status == "active",
            Grant.role.in_(roles),
            func.starts_with(literal(path), Place.path),
        )
    )
    return list(session.scalars(query.distinct()))


def holds_within(scope: Scope, roles: Collection[str]) -> ColumnElement[bool]:
    """The condition that an account holds a role somewhere in what one sees by ``roles``."""
    held = select(Grant.account_id).join(Place, Place.id == Grant.place_id)
    return Account.id.in_(held.where(scope.within(roles)))
