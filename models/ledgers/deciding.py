"""Who decides on which contradicting rows: the one way for page and API."""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.ledgers import conflicts
from models.ledgers.conflicts import Conflict
from models.ledgers.refusals import ConflictUnknown
from models.ledgers.tables import ImportRow
from models.ledgers.uploads import CARE_UPLOADERS, UPLOADERS, uploaders_of
from models.trail.log import record


def to_decide(session: Session, scope: Scope) -> list[Conflict]:
    """The rows this account may decide on, oldest first: each where it holds a role for it."""
    return [
        found
        for found in conflicts.waiting(session, scope)
        if scope.covers(found.path, uploaders_of(found.kind))
    ]


def number_to_decide(session: Session, scope: Scope) -> int:
    """How many rows ``to_decide`` gives; only the kind of ledger is not to be counted quickly."""
    if scope.paths(CARE_UPLOADERS) == scope.paths(UPLOADERS):
        return conflicts.count(session, scope)
    return len(to_decide(session, scope))


def look(
    session: Session, scope: Scope, now: dt.datetime, address: str | None = None
) -> list[Conflict]:
    """The same, to be shown with names and numbers in full; leaves a line on who looked."""
    found = to_decide(session, scope)
    if found:
        record(
            session,
            action="conflict.look",
            account_id=scope.account_id,
            now=now,
            subject="import_row",
            address=address,
            detail={"rows": [str(one.row_id) for one in found]},
        )
    return found


def decide(
    session: Session, scope: Scope, row_id: uuid.UUID, keep: str, now: dt.datetime
) -> ImportRow:
    """Keep what is registered (``old``) or take over what the row says (``new``).

    Raises ``ConflictUnknown`` for a row that does not wait for this account.
    """
    if row_id not in {found.row_id for found in to_decide(session, scope)}:
        raise ConflictUnknown(Said("没有这一行要您处理，可能已经有人处理过了。"))
    return conflicts.resolve(session, row_id, keep, scope.account_id, now)
