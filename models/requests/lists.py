"""Requests as lists: what runs out first, by level; one with its way; who can be given it.

Who asks is shown nothing here: his own page is opened by the code.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.over import accounts_over
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.care.board import LOOKERS
from models.places.tables import Place
from models.requests.life import loaded
from models.requests.refusals import RequestUnknown, RequestWrong
from models.requests.steps import PROVIDER, RESIDENT, STAFF
from models.requests.tables import LEVELS, Request, RequestDeadline, RequestStep
from models.requests.who import HANDLERS, Actor, actor, asked_by, askers, may_handle
from models.requests.words import PURPOSES
from models.trail.log import record_row
from models.trail.quota import spend
from models.trail.unmasking import PurposeMissing


def board(
    session: Session,
    scope: Scope,
    level: str | None = None,
    only: Sequence[uuid.UUID] | None = None,
) -> Select[Request]:
    """The open ones within the scope, what runs out first on top; stopped clocks last."""
    clock = _clock().subquery()
    wanted = (
        open_within(session, scope)
        .outerjoin(clock, clock.c.request_id == Request.id)
        .options(joinedload(Request.place))
        .order_by(
            clock.c.paused_at.is_not(None), clock.c.due_at.nulls_last(), Request.at, Request.id
        )
    )
    if only is not None:
        wanted = wanted.where(Request.id.in_(only))
    return wanted if level is None else wanted.where(Request.level == level)


def open_within(session: Session, scope: Scope) -> Select[Request]:
    """The open ones that somebody has a say in; never his own."""
    return (
        select(Request)
        .join(Place, Place.id == Request.place_id)
        .where(Request.ended_at.is_(None), or_(scope.within(LOOKERS), _handles(scope)))
        .where(not_(asked_by(session, scope)))
    )


def levels(session: Session, scope: Scope) -> dict[str, int]:
    """Level -> how many are open there; without those that have none."""
    found = open_within(session, scope).with_only_columns(Request.level).subquery()
    rows = session.execute(select(found.c.level, func.count()).group_by(found.c.level))
    counted = {level: number for level, number in rows}
    return {level: counted[level] for level in LEVELS if level in counted}


def clocks_of(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, RequestDeadline]:
    """Request id -> the deadline that runs out first; a missed one passed up only if none runs."""
    rows = session.scalars(_clock().where(RequestDeadline.request_id.in_(ids)))
    return {row.request_id: row for row in rows}


def how_many(session: Session, scope: Scope, now: dt.datetime) -> tuple[int, int]:
    """Of the open ones: those nobody has accepted, and those with a deadline gone by."""
    clock = _clock().subquery()
    waits = func.count().filter(Request.state.in_(("found", "reopened")))
    late = func.count().filter(clock.c.due_at <= now, clock.c.paused_at.is_(None))
    joined = open_within(session, scope).outerjoin(clock, clock.c.request_id == Request.id)
    waiting, overdue = session.execute(joined.with_only_columns(waits, late)).one()
    return waiting, overdue


def request_in(
    session: Session,
    scope: Scope,
    request_id: uuid.UUID,
    lock: bool = False,
    offered: bool = False,
) -> tuple[Request, Actor]:
    """A request one has a say in other than as who asks; raises ``RequestUnknown``.

    ``offered``: also one that was only offered to the account's organisation.
    """
    found = loaded(session, request_id, lock)
    by = None if found is None else actor(session, scope, found)
    hidden = {RESIDENT} if offered else {RESIDENT, PROVIDER}
    if found is None or by is None or by.relations <= hidden:
        raise RequestUnknown(Said("没有这件诉求，或不归您管。自己提的请用查询码看。"))
    return found, by


def way_of(
    session: Session, request: Request, by: Actor
) -> Sequence[tuple[RequestStep, str | None]]:
    """The steps, the first first, with the name of who entered each; who else was asked and said
    no is between them and staff."""
    hidden = () if STAFF in by.relations else ("offer", "decline")
    rows = session.execute(
        select(RequestStep, Account.name)
        .outerjoin(Account, Account.id == RequestStep.account_id)
        .where(RequestStep.request_id == request.id, RequestStep.step.not_in(hidden))
        .order_by(RequestStep.at, RequestStep.id)
    )
    return [(step, name) for step, name in rows]


def names_of(session: Session, request: Request) -> dict[uuid.UUID, str]:
    """The names of all accounts that had to do with a request."""
    steps = select(RequestStep.to_id).where(RequestStep.request_id == request.id)
    known = {*session.scalars(steps), request.handler_id, request.supervisor_id}
    ids = {one for one in {*known, request.recorder_id} if one is not None}
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return {account_id: name for account_id, name in rows}


def handlers_for(session: Session, request: Request) -> list[Account]:
    """Whom a request can be given to, by name."""
    over = accounts_over(session, request.place.path, HANDLERS)
    accounts = session.scalars(select(Account).where(Account.id.in_(over)).order_by(Account.name))
    asking = askers(session, request)
    return [one for one in accounts if may_handle(request, one, asking)]


def in_my_hands(session: Session, scope: Scope) -> Select[Request]:
    """The open ones an account handles, what runs out first on top."""
    return board(session, scope).where(_handles(scope))


def places_of(session: Session, scope: Scope) -> Sequence[Place]:
    """Where somebody may enter a request: the communities and all below them that he looks after,
    down to the buildings."""
    kinds = ("community", "district", "grid", "building")
    wanted = select(Place).where(scope.within(LOOKERS), Place.kind.in_(kinds))
    return session.scalars(wanted.order_by(Place.path)).all()


def check_place(session: Session, scope: Scope, place_id: uuid.UUID) -> None:
    """Raise ``RequestWrong`` for a place that somebody does not look after."""
    path = session.scalar(select(Place.path).where(Place.id == place_id))
    if path is None or not scope.covers(path, LOOKERS):
        raise RequestWrong("place_id", Said("这个地方不归您管，请选您管的地方。"))


def look(session: Session, scope: Scope, request: Request, purpose: str, now: dt.datetime) -> None:
    """Leave a line on who wants to see name, telephone and spot in clear, and what for."""
    if purpose not in PURPOSES:
        raise PurposeMissing(Said("请先选一个查看的用途。"))
    by, whose = scope.account_id, request.person_id
    spend(session, by, whose or request.id, now)
    record_row(session, "request.unmask", request, now, by=by, whose=whose, why=purpose)


def _handles(scope: Scope) -> ColumnElement[bool]:
    return and_(Request.handler_id.is_not(None), Request.handler_id == scope.account_id)


def _clock() -> Select[RequestDeadline]:
    return (
        select(RequestDeadline)
        .where(RequestDeadline.met_at.is_(None))
        .ext(distinct_on(RequestDeadline.request_id))
        .order_by(
            RequestDeadline.request_id,
            RequestDeadline.escalated_at.is_not(None),
            RequestDeadline.paused_at.is_not(None),
            RequestDeadline.due_at,
        )
    )
