"""The chores of the trail: committed lines are linked, an anchor is left, the chain is checked."""

import uuid
from collections.abc import Callable

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.clock import now
from jobs.ground import engine, settings
from jobs.trail import anchors
from matcher.said import Said
from models.accounts.tables import Account, Grant
from models.database.engine import transaction
from models.notices.outbox import tell
from models.trail import chain
from models.trail.faults import Fault
from models.trail.searching import READERS
from models.trail.tables import TrailCheck
from models.trail.verifying import Progress, Walk, head, verify


def link() -> int:
    """Take what is committed into the chain; returns how many lines."""
    with transaction(engine()) as session:
        return chain.link(session, now())


def daily() -> int:
    """Check the whole chain, keep what came of it, leave an anchor; returns how many faults.

    A chain that is found broken leaves no anchor, so that those before it go on showing that.
    """
    faults = check(lambda fault: None, lambda done, total: None)
    if not faults:
        with Session(engine()) as session:
            anchors.leave(settings().var, head(session, now()))
    return faults


def check(found: Callable[[Fault], None], progress: Progress, walk: Walk | None = None) -> int:
    """Go through the chain, hand each fault to ``found``, keep the outcome, tell the auditors."""
    moment, way, first, count = now(), walk or Walk(), None, 0
    with Session(_steady(engine())) as session:
        for fault in verify(session, anchors.read(settings().var), moment, progress, way):
            first, count = first or fault.said, count + 1
            found(fault)
    with transaction(engine()) as session:
        kept = TrailCheck(
            at=moment,
            links=way.number,
            until=way.linked_at,
            faults=count,
            first=None if first is None else first.as_json(),
        )
        session.add(kept)
        if first is not None:
            session.flush()
            said = Said("核对留痕时发现 %(count)d 处不对，请马上查看。", count=count)
            tell(session, _auditors(session), f"trail:{kept.id}", said, "/trail/", moment)
    return count


def _steady(engine: Engine) -> Engine:
    """Everything read from one snapshot: lines are linked while the chain is read."""
    return engine.execution_options(isolation_level="REPEATABLE READ")


def _auditors(session: Session) -> list[uuid.UUID]:
    wanted = select(Grant.account_id).join(Account, Account.id == Grant.account_id)
    active = wanted.where(Account.status == "active", Grant.role.in_(READERS))
    return list(session.scalars(active.distinct()))
