"""By whom a policy wants its visits made, and which of these a helper is."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from models.accounts.tables import Account, Grant
from models.care.posts.tables import PostHolding
from models.people.tables import Helper

BY_WHOM = ("post_holder", "volunteer", "grid_worker", "building_lead", "community")
ANYBODY = frozenset(BY_WHOM)
# Whoever claims visits is one of these at least: a policy that names both keeps nobody away.
_CLAIMING = frozenset(("post_holder", "volunteer"))
# A lead does the work of those he leads.
_ALSO = MappingProxyType({"grid_lead": "grid_worker", "unit_lead": "building_lead"})


def allowed(roles: Collection[str]) -> frozenset[str]:
    """Who may go by a policy's list; a list that keeps nobody away allows anybody."""
    named = frozenset(roles)
    return named if named and not named >= _CLAIMING else ANYBODY


def listed(roles: frozenset[str]) -> list[str]:
    """As it stands with a visit: nothing where anybody may go."""
    return [] if roles == ANYBODY else sorted(roles)


def roles_of(
    session: Session, helper_ids: Iterable[uuid.UUID] | None = None
) -> Mapping[uuid.UUID, frozenset[str]]:
    """helper -> which of ``BY_WHOM`` he is, of everybody or those named."""
    volunteers = select(Helper.id, literal("volunteer")).where(Helper.volunteer)
    holders = select(PostHolding.helper_id, literal("post_holder"))
    holders = holders.where(PostHolding.state == "held")
    granted = (
        select(Helper.id, Grant.role)
        .join(Account, Account.person_id == Helper.person_id)
        .join(Grant, Grant.account_id == Account.id)
        .where(Account.status == "active", Grant.role.in_((*BY_WHOM[2:], *_ALSO)))
    )
    if helper_ids is not None:
        named = list(helper_ids)
        volunteers = volunteers.where(Helper.id.in_(named))
        holders = holders.where(PostHolding.helper_id.in_(named))
        granted = granted.where(Helper.id.in_(named))
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for helper, role in session.execute(union_all(volunteers, holders, granted)):
        found[helper].add(_ALSO.get(role, role))
    return {helper: frozenset(roles) for helper, roles in found.items()}
