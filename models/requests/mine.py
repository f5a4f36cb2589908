"""What waits for one account, of all open requests at once.

It means what ``telling.in_hand`` means of each, read with a handful of queries however many
requests there are.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, lazyload, load_only

from models.accounts.phone import phone_hash
from models.accounts.scope import Scope
from models.accounts.tables import Account, Grant
from models.people.tables import Person
from models.places.tables import Place
from models.requests.duty import duties_now
from models.requests.lists import open_within
from models.requests.tables import LADDER, Request, RequestStep
from models.requests.who import ELDERS, HANDLED_BY

Ids = set[uuid.UUID]
# It waits for the resident, not for anybody of the staff.
HIS_TURN = "supervised"
# Nothing sealed is opened to find out whose turn it is.
LOOKED_AT = (
    Request.state,
    Request.requester_id,
    Request.person_id,
    Request.phone_hash,
    Request.handler_id,
    Request.supervisor_id,
)


class Offices:
    """Who stands on which rung over a place, and who is on duty there, at one moment."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        rows = session.execute(
            select(Place.path, Grant.role, Account)
            .join(Account, Account.id == Grant.account_id)
            .join(Place, Place.id == Grant.place_id)
            .where(Grant.role.in_({*LADDER, *ELDERS}))
            .options(lazyload(Account.grants))
        )
        self.held: dict[tuple[str, str], list[Account]] = {}
        for path, role, account in rows:
            self.held.setdefault((path, role), []).append(account)
        self.duty = duties_now(session, now)
        everybody = {one for some in (*self.held.values(), *self.duty.values()) for one in some}
        self.numbers = _numbers(session, everybody)
        asking = select(Request.requester_id).where(Request.ended_at.is_(None))
        people = select(Account.id, Account.person_id).where(Account.id.in_(asking))
        self.person: dict[uuid.UUID | None, uuid.UUID | None] = {
            account: person for account, person in session.execute(people)
        }
        unit = select(Account.id, Account.organisation_id)
        units = session.execute(unit.where(Account.organisation_id.is_not(None)))
        self.unit = {account: organisation for account, organisation in units}
        same = select(func.array_agg(Account.id)).where(Account.person_id.is_not(None))
        same = same.group_by(Account.person_id).having(func.count() > 1)
        self.same = {account: set(some) for some in session.scalars(same) for account in some}

    def asks(self, account: Account, request: Request) -> bool:
        """Whether an account is the requester's, as ``who.askers`` says."""
        persons = {request.person_id, self.person.get(request.requester_id)} - {None}
        return (
            account.id == request.requester_id
            or account.person_id in persons
            or request.phone_hash in self.numbers[account.id]
        )

    def with_colleagues(self, handlers: set[uuid.UUID | None]) -> set[uuid.UUID | None]:
        """Whoever handled it, by each of their accounts, and all others of their organisations."""
        handlers = handlers.union(*(self.same.get(one, ()) for one in handlers if one))
        units = {self.unit[one] for one in handlers if one in self.unit}
        return handlers | {account for account, unit in self.unit.items() if unit in units}

    def over(self, path: str, *roles: str) -> list[Account]:
        """Who holds one of the roles over a place."""
        found = (self.held.get((above, role), ()) for above in _upwards(path) for role in roles)
        return [account for accounts in found for account in accounts]

    def on_duty(self, path: str) -> list[Account]:
        """Who is on duty at the nearest place above that has anybody."""
        return next((self.duty[one] for one in _upwards(path) if one in self.duty), [])

    def lowest(self, path: str, height: int, fits: Callable[[Account], bool]) -> Ids:
        """Those on the lowest rung from ``height`` up on which there is anybody."""
        for role in LADDER[height:]:
            found = {one.id for one in self.over(path, role) if fits(one)}
            if found:
                return found
        return set()

    def height(self, path: str, account_id: uuid.UUID | None) -> int:
        """How high an account stands over a place, whether it is open or not; -1: nowhere."""
        held = {
            role
            for role in ("administrator", *LADDER)
            if any(one.id == account_id for one in self.over(path, role))
        }
        if "administrator" in held:
            return len(LADDER) - 1
        return max((LADDER.index(role) for role in held), default=-1)


def mine(session: Session, scope: Scope, now: dt.datetime) -> list[uuid.UUID]:
    """The open requests whose next step waits for this account."""
    took = (
        select(func.array_agg(RequestStep.account_id))
        .where(RequestStep.request_id == Request.id, RequestStep.step.in_(HANDLED_BY))
        .correlate(Request)
        .scalar_subquery()
    )
    rows = session.execute(
        open_within(session, scope)
        .where(Request.state != HIS_TURN)
        .with_only_columns(Request, Place.path, took)
        .options(load_only(*LOOKED_AT))
    ).all()
    offices = Offices(session, now)
    me = scope.account_id
    return [
        request.id
        for request, path, handlers in rows
        if me in _in_hand(offices, request, path, {*(handlers or ()), request.handler_id})
    ]


def _in_hand(offices: Offices, request: Request, path: str, handlers: set[uuid.UUID | None]) -> Ids:
    """As ``telling.in_hand``."""

    def without(*kept_out: uuid.UUID | None) -> Callable[[Account], bool]:
        return lambda one: (
            one.status == "active" and one.id not in kept_out and not offices.asks(one, request)
        )

    side = offices.with_colleagues(handlers)
    if request.state in ("handled", "coordinated"):
        height = max(offices.height(path, request.handler_id), 0)
        return offices.lowest(path, height, without(*side))
    if request.state == "sent" and request.handler_id is not None:
        return {request.handler_id}
    if request.state == "in_person":
        elders = LADDER.index(ELDERS[0])
        return offices.lowest(path, elders, without(*side, request.supervisor_id))
    fits = without(*side) if request.state == "checking" else without()
    shift = {one.id for one in offices.on_duty(path) if fits(one)}
    return shift or offices.lowest(path, 0, fits)


def _upwards(path: str) -> Iterator[str]:
    """The place itself, then those above it, the nearest first."""
    codes: Sequence[str] = path.rstrip("/").split("/")
    for length in range(len(codes), 0, -1):
        yield "/".join(codes[:length]) + "/"


def _numbers(session: Session, accounts: Iterable[Account]) -> dict[uuid.UUID, set[bytes]]:
    """Account -> the hashes, as requests have them, of its own number and of its person's."""
    persons = {one.person_id for one in accounts if one.person_id is not None}
    rows = session.execute(select(Person.id, Person.phone).where(Person.id.in_(persons)))
    theirs = {person: phone_hash(phone) for person, phone in rows if phone is not None}
    return {
        one.id: {one.phone_hash} | ({theirs[one.person_id]} if one.person_id in theirs else set())
        for one in accounts
    }
