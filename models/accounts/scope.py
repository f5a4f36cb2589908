"""What one account may see: the one filter that every query about persons goes through."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import SQLCoreOperations

from models.accounts.tables import Account
from models.places.tables import Place

PathColumn = InstrumentedAttribute[str] | SQLCoreOperations[str]


@dataclass(frozen=True)
class Scope:
    """Who looks, in which roles, over which parts of the tree of places.

    ``grants`` are (role, path) pairs; a path is a prefix of ``Place.path``.
    """

    account_id: uuid.UUID
    name: str
    grants: frozenset[tuple[str, str]]
    person_id: uuid.UUID | None = None
    employer_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(role for role, _ in self.grants)

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    def paths(self, roles: Iterable[str] | None = None) -> tuple[str, ...]:
        """The paths held, or those held in one of ``roles``; sorted, none inside another."""
        wanted = None if roles is None else frozenset(roles)
        kept: list[str] = []
        for path in sorted(path for role, path in self.grants if wanted is None or role in wanted):
            if not kept or not path.startswith(kept[-1]):
                kept.append(path)
        return tuple(kept)

    def covers(self, path: str, roles: Iterable[str] | None = None) -> bool:
        """Whether a place lies within what is held (in one of ``roles``)."""
        return path.startswith(self.paths(roles)) if self.paths(roles) else False

    def within(
        self, roles: Iterable[str] | None = None, path: PathColumn = Place.path
    ) -> ColumnElement[bool]:
        """The condition on ``path`` (default ``Place.path``); nothing held lets nothing through."""
        prefixes = self.paths(roles)
        if not prefixes:
            return false()
        return or_(*(path.startswith(prefix, autoescape=True) for prefix in prefixes))


def scope_of(account: Account) -> Scope:
    """The scope of an account as its grants stand now."""
    return Scope(
        account_id=account.id,
        name=account.name,
        grants=frozenset((grant.role, grant.place.path) for grant in account.grants),
        person_id=account.person_id,
        employer_id=account.employer_id,
        organisation_id=account.organisation_id,
    )
