"""In which relation an account stands to a request, and so which steps it may take."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session

from models.accounts.phone import phone_hash
from models.accounts.roles import OF_ORGANISATIONS
from models.accounts.scope import Scope, scope_of
from models.accounts.tables import Account
from models.care.board import LOOKERS
from models.people.identity import person_phone_hash
from models.people.tables import Person
from models.requests.steps import (
    ELDER,
    HANDLER,
    OTHER,
    PRODUCT,
    PROVIDER,
    RESIDENT,
    SENDER,
    STAFF,
    SUPERVISOR,
)
from models.requests.tables import LADDER, Request, RequestOffer, RequestStep

# In one of these roles, over the place, somebody can be given a request.
HANDLERS = (*LOOKERS, "employment", "post_holder")
# In one of these he takes what his organisation was offered.
PROVIDERS = tuple(OF_ORGANISATIONS)
# Whoever may have one in hand.
HANDS = (*HANDLERS, *PROVIDERS)
# By these steps somebody did something about it.
HANDLED_BY = ("handle", "visited")
ELDERS = ("community", "town", "county", "administrator")


@dataclass(frozen=True)
class Actor:
    """Who takes a step: in which relations, by which account; None = by the code, or the job."""

    relations: frozenset[str]
    account_id: uuid.UUID | None
    organisation_id: uuid.UUID | None = None


BY_CODE = Actor(frozenset({RESIDENT}), None)
BY_TEXT = Actor(frozenset({RESIDENT, SENDER}), None)
THE_JOB = Actor(frozenset({PRODUCT}), None)


def actor(session: Session, scope: Scope, request: Request) -> Actor:
    """How an account stands to a loaded request; no relation: it is none of its business."""
    found = frozenset(_relations(session, scope, request))
    return Actor(found, scope.account_id, scope.organisation_id)


def askers(session: Session, request: Request) -> Sequence[Account]:
    """The accounts of whoever asks: named as such, of the same person, or with the number to call
    back as their own or their person's. Signing out first makes nobody somebody else."""
    ways: list[ColumnElement[bool]] = []
    if request.requester_id is not None:
        same = select(Account.person_id).where(Account.id == request.requester_id)
        ways += [Account.id == request.requester_id, Account.person_id.in_(same)]
    if request.person_id is not None:
        ways += [Account.person_id == request.person_id]
    if request.phone_hash is not None and request.phone is not None:
        person = select(Person.id).where(Person.phone_hash == person_phone_hash(request.phone))
        ways += [Account.phone_hash == request.phone_hash, Account.person_id.in_(person)]
    return session.scalars(select(Account).where(or_(false(), *ways))).all()


def persons_asking(session: Session, request: Request) -> set[uuid.UUID]:
    """The persons behind those accounts, and whoever is named as asking without one."""
    known = {request.person_id, *(one.person_id for one in askers(session, request))}
    return {one for one in known if one is not None}


def asked_by(session: Session, scope: Scope) -> ColumnElement[bool]:
    """The same from the other side: which requests an account asks; never unknown."""
    own, person = Account.id == scope.account_id, Account.person_id == scope.person_id
    mine = select(Account.id).where(own if scope.person_id is None else or_(own, person))
    ways: list[ColumnElement[bool]] = [
        Request.requester_id.in_(mine),
        Request.phone_hash.in_(numbers(session, scope.account_id, scope.person_id)),
    ]
    if scope.person_id is not None:
        ways.append(Request.person_id == scope.person_id)
    return func.coalesce(or_(*ways), false())


def numbers(
    session: Session, account_id: uuid.UUID, person_id: uuid.UUID | None
) -> frozenset[bytes]:
    """The hashes, as requests have them, of an account's own number and of its person's."""
    own = session.scalar(select(Account.phone_hash).where(Account.id == account_id))
    phone = session.scalar(select(Person.phone).where(Person.id == person_id))
    known = (own, None if phone is None else phone_hash(phone))
    return frozenset(one for one in known if one is not None)


def rung(scope: Scope, path: str) -> int:
    """How high on the ladder an account stands over a place; -1: not on it."""
    held = {role for role, over in scope.grants if path.startswith(over)}
    if "administrator" in held:
        return len(LADDER) - 1
    return max((LADDER.index(role) for role in held if role in LADDER), default=-1)


def may_handle(request: Request, account: Account, asking: Sequence[Account]) -> bool:
    """Whether a request may be given to an account: active, over the place, neither who asks nor a
    colleague; ``asking``: the ``askers``."""
    fits = account.status == "active" and account.id not in {one.id for one in asking}
    fits = fits and account.organisation_id not in organisations(asking)
    return fits and scope_of(account).covers(request.place.path, HANDLERS)


def organisations(accounts: Sequence[Account]) -> set[uuid.UUID]:
    """The organisations of accounts."""
    return {one.organisation_id for one in accounts if one.organisation_id is not None}


def handled_by(session: Session, request: Request) -> set[uuid.UUID]:
    """Whoever has it in hand, and whoever had it and did something about it; by each of their
    accounts: signing in as somebody else makes nobody somebody else."""
    took = select(RequestStep.account_id).where(
        RequestStep.request_id == request.id, RequestStep.step.in_(HANDLED_BY)
    )
    known = {*session.scalars(took), request.handler_id} - {None}
    persons = select(Account.person_id).where(Account.id.in_(known))
    same = or_(Account.id.in_(known), Account.person_id.in_(persons))
    return set(session.scalars(select(Account.id).where(same)))


def side_of_handlers(session: Session, request: Request) -> set[uuid.UUID]:
    """Whoever handled it and all others of their organisations: none of them judges it."""
    handled = handled_by(session, request)
    theirs = select(Account.organisation_id).where(Account.id.in_(handled))
    return handled | {
        *session.scalars(select(Account.id).where(Account.organisation_id.in_(theirs)))
    }


def _relations(session: Session, scope: Scope, request: Request) -> set[str]:
    path, me = request.place.path, scope.account_id
    asking = askers(session, request)
    if me in {one.id for one in asking}:
        return {RESIDENT}
    found = {HANDLER} if me == request.handler_id else set()
    if scope.organisation_id not in organisations(asking) and _offered(session, scope, request):
        found.add(PROVIDER)
    handled = handled_by(session, request)
    if not scope.covers(path, LOOKERS) or _is_colleague(session, scope, handled):
        return found
    found.add(STAFF)
    if me in handled:
        return found
    found.add(OTHER)
    # A volunteer's visit has no handler among staff: any of them may see to it.
    height = -1 if request.handler is None else rung(scope_of(request.handler), path)
    if rung(scope, path) >= height:
        found.add(SUPERVISOR)
    if scope.covers(path, ELDERS) and me != request.supervisor_id:
        found.add(ELDER)
    return found


def _is_colleague(session: Session, scope: Scope, handled: set[uuid.UUID]) -> bool:
    """Whether somebody else of the account's organisation handled it."""
    if scope.organisation_id is None or scope.account_id in handled:
        return False
    same = Account.organisation_id == scope.organisation_id
    return (
        session.scalar(select(Account.id).where(Account.id.in_(handled), same).limit(1)) is not None
    )


def _offered(session: Session, scope: Scope, request: Request) -> bool:
    """Whether it was ever offered to the account's organisation."""
    if scope.organisation_id is None or not scope.covers(request.place.path, PROVIDERS):
        return False
    offer = select(RequestOffer.id).where(
        RequestOffer.request_id == request.id,
        RequestOffer.organisation_id == scope.organisation_id,
    )
    return session.scalar(offer.limit(1)) is not None
