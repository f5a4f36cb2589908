"""In which relation an account stands to a request, and so which steps it may take."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope, scope_of
from models.accounts.tables import Account
from models.care.board import LOOKERS
from models.requests.steps import (
    ELDER,
    HANDLER,
    OTHER,
    PRODUCT,
    RESIDENT,
    SENDER,
    STAFF,
    SUPERVISOR,
)
from models.requests.tables import LADDER, Request, RequestStep

# In one of these roles, over the place, somebody can be given a request.
HANDLERS = (*LOOKERS, "employment", "post_holder")
ELDERS = ("community", "town", "county", "administrator")


@dataclass(frozen=True)
class Actor:
    """Who takes a step: in which relations, by which account; None = by the code, or the job."""

    relations: frozenset[str]
    account_id: uuid.UUID | None


BY_CODE = Actor(frozenset({RESIDENT}), None)
BY_TEXT = Actor(frozenset({RESIDENT, SENDER}), None)
THE_JOB = Actor(frozenset({PRODUCT}), None)


def actor(session: Session, scope: Scope, request: Request) -> Actor:
    """How an account stands to a loaded request; no relation: it is none of its business."""
    return Actor(frozenset(_relations(session, scope, request)), scope.account_id)


def asks(request: Request, account_id: uuid.UUID, person_id: uuid.UUID | None) -> bool:
    """Whether an account is the requester's, by itself or by the person behind it."""
    return account_id == request.requester_id or (
        person_id is not None and person_id == request.person_id
    )


def rung(scope: Scope, path: str) -> int:
    """How high on the ladder an account stands over a place; -1: not on it."""
    held = {role for role, over in scope.grants if path.startswith(over)}
    if "administrator" in held:
        return len(LADDER) - 1
    return max((LADDER.index(role) for role in held if role in LADDER), default=-1)


def may_handle(request: Request, account: Account) -> bool:
    """Whether a request may be given to an account: active, over the place, not who asks."""
    fits = account.status == "active" and not asks(request, account.id, account.person_id)
    return fits and scope_of(account).covers(request.place.path, HANDLERS)


def handled_by(session: Session, request: Request) -> set[uuid.UUID]:
    """Whoever has it in hand, and whoever had it and did something about it."""
    took = select(RequestStep.account_id).where(
        RequestStep.request_id == request.id, RequestStep.step.in_(("handle", "visited"))
    )
    known = {*session.scalars(took), request.handler_id}
    return {one for one in known if one is not None}


def _relations(session: Session, scope: Scope, request: Request) -> set[str]:
    path, me = request.place.path, scope.account_id
    if asks(request, me, scope.person_id):
        return {RESIDENT}
    found = {HANDLER} if me == request.handler_id else set()
    if not scope.covers(path, LOOKERS):
        return found
    found.add(STAFF)
    if me in handled_by(session, request):
        return found
    found.add(OTHER)
    # A volunteer's visit has no handler among staff: any of them may see to it.
    handled = -1 if request.handler is None else rung(scope_of(request.handler), path)
    if rung(scope, path) >= handled:
        found.add(SUPERVISOR)
    if scope.covers(path, ELDERS) and me != request.supervisor_id:
        found.add(ELDER)
    return found
