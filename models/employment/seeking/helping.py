"""Hardship persons 就业困难人员: who answers for each, the plan, and who is left without."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, Text, cast, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.over import accounts_over
from models.accounts.scope import Scope, scope_of
from models.accounts.tables import Account, Grant
from models.employment.people import STAFF, seeker_in
from models.employment.seeking.refusals import SeekingWrong
from models.employment.seeking.tables import HelpStep, SeekerHelp
from models.people.tables import Person, Seeker
from models.places.tables import Place
from models.trail.log import record_row

OFFICERS = ("employment",)
WITHOUT, OVERDUE = "without", "overdue"


@dataclass(frozen=True)
class Helped:
    """A hardship person in the list: the officer (None: none, or he is here no more), open steps,
    the nearest day among them and the review, and whether that day is past."""

    seeker: Seeker
    officer: Account | None
    steps: int
    next_on: dt.date | None
    overdue: bool


def officers_for(session: Session, path: str) -> Sequence[Account]:
    """The accounts of the station that may answer for somebody who lives at ``path``."""
    wanted = select(Account).where(Account.id.in_(accounts_over(session, path, OFFICERS)))
    return session.scalars(wanted.order_by(Account.name, Account.id)).all()


def officers(session: Session, scope: Scope) -> Sequence[Account]:
    """Whoever is officer of somebody within the scope, accounts that are closed among them."""
    named = (
        select(SeekerHelp.officer_id)
        .join(Seeker, Seeker.id == SeekerHelp.seeker_id)
        .join(Person, Person.id == Seeker.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(Seeker.active, scope.within(STAFF))
    )
    return session.scalars(
        select(Account).where(Account.id.in_(named)).order_by(Account.name)
    ).all()


def station(session: Session, scope: Scope) -> Sequence[Account]:
    """The open accounts of the stations that lie within the scope, or over all of it."""
    over = (accounts_over(session, path, OFFICERS) for path in scope.paths(STAFF))
    inside = (
        select(Grant.account_id)
        .join(Place, Place.id == Grant.place_id)
        .where(Grant.role.in_(OFFICERS), scope.within(STAFF))
    )
    ids = {*session.scalars(inside), *(one for found in over for one in found)}
    wanted = select(Account).where(Account.id.in_(ids), Account.status == "active")
    return session.scalars(wanted.order_by(Account.name, Account.id)).all()


def help_of(session: Session, seeker_id: uuid.UUID) -> SeekerHelp | None:
    return session.scalar(
        select(SeekerHelp)
        .where(SeekerHelp.seeker_id == seeker_id)
        .options(joinedload(SeekerHelp.officer))
    )


def steps_of(session: Session, seeker_id: uuid.UUID) -> Sequence[HelpStep]:
    """The plan: what is still to do by its day, then what was done."""
    wanted = select(HelpStep).where(HelpStep.seeker_id == seeker_id)
    return session.scalars(
        wanted.order_by(HelpStep.done_on.is_not(None), HelpStep.by_on, HelpStep.id)
    ).all()


def set_officer(
    session: Session, scope: Scope, seeker_id: uuid.UUID, account_id: uuid.UUID, now: dt.datetime
) -> None:
    """Name who answers for a hardship person; raises ``SeekingWrong``."""
    seeker = _in_hardship(session, scope, seeker_id)
    if account_id not in {one.id for one in officers_for(session, seeker.person.place.path)}:
        raise SeekingWrong("officer_id", Said("请从列表中选就业服务站的同事。"))
    _keep(session, seeker_id, officer_id=account_id)
    _line(session, scope, "seeker.officer", seeker, now)


def set_review(
    session: Session,
    scope: Scope,
    seeker_id: uuid.UUID,
    review_on: dt.date,
    today: dt.date,
    now: dt.datetime,
) -> None:
    """The day on which the plan is looked at again; raises ``SeekingWrong``."""
    seeker = _in_hardship(session, scope, seeker_id)
    if review_on < today:
        raise SeekingWrong("review_on", Said("复核的日子不能在今天以前。"))
    _keep(session, seeker_id, review_on=review_on)
    _line(session, scope, "seeker.review", seeker, now)


def add_step(
    session: Session,
    scope: Scope,
    seeker_id: uuid.UUID,
    what: str,
    by_on: dt.date,
    today: dt.date,
    now: dt.datetime,
) -> HelpStep:
    """One more step of the plan; raises ``SeekingWrong``."""
    seeker = _in_hardship(session, scope, seeker_id)
    if by_on < today:
        raise SeekingWrong("by_on", Said("要在哪天以前办好？不能在今天以前。"))
    step = HelpStep(seeker_id=seeker_id, what=what, by_on=by_on)
    session.add(step)
    _line(session, scope, "seeker.plan", seeker, now)
    return step


def finish_step(
    session: Session,
    scope: Scope,
    seeker_id: uuid.UUID,
    step_id: uuid.UUID,
    today: dt.date,
    now: dt.datetime,
) -> None:
    """A step is done today; done before, it stays as it is."""
    seeker = seeker_in(session, scope, seeker_id, lock=True)
    step = session.get(HelpStep, step_id, with_for_update=True, populate_existing=True)
    if step is None or step.seeker_id != seeker.id:
        raise SeekingWrong("", Said("这份计划里没有这一步。"))
    if step.done_on is None:
        step.done_on = today
        _line(session, scope, "seeker.plan_done", seeker, now)


def reassign(
    session: Session, scope: Scope, from_id: uuid.UUID, to_id: uuid.UUID, now: dt.datetime
) -> int:
    """All active persons of one officer within the scope go to another; returns how many.

    All or none: raises ``SeekingWrong`` when the other does not answer for where one of them lives.
    """
    to = session.get(Account, to_id)
    if to is None or to.status != "active" or to_id == from_id:
        raise SeekingWrong("to_id", Said("请选另一位就业服务站的同事。"))
    rows = session.execute(
        _active(scope)
        .join(SeekerHelp, SeekerHelp.seeker_id == Seeker.id)
        .where(SeekerHelp.officer_id == from_id)
        .order_by(Seeker.id)
        .with_for_update(of=Seeker, key_share=True)
    )
    seekers = [seeker for (seeker,) in rows]
    theirs = scope_of(to)
    if not all(theirs.covers(one.person.place.path, OFFICERS) for one in seekers):
        raise SeekingWrong("to_id", Said("其中有人住在这位同事不管的地方，一个也没有转。"))
    moved = SeekerHelp.seeker_id.in_([one.id for one in seekers])
    session.execute(update(SeekerHelp).where(moved).values(officer_id=to_id))
    for one in seekers:
        _line(session, scope, "seeker.officer", one, now)
    return len(seekers)


def hardship(session: Session, scope: Scope, today: dt.date, shown: str = "") -> Select[Seeker]:
    """Active hardship persons by place; ``shown``: all, ``WITHOUT`` an officer, ``OVERDUE``, or
    those of the officer whose id it is."""
    wanted = _active(scope).where(Seeker.id.in_(hardship_ids(session, scope)))
    served = _served()
    if shown == WITHOUT:
        wanted = wanted.where(Seeker.id.not_in(served))
    elif shown == OVERDUE:
        review = select(SeekerHelp.seeker_id).where(SeekerHelp.review_on < today)
        late = select(HelpStep.seeker_id).where(HelpStep.done_on.is_(None), HelpStep.by_on < today)
        wanted = wanted.where(or_(Seeker.id.in_(review), Seeker.id.in_(late)))
    elif shown:
        wanted = wanted.where(Seeker.id.in_(served.where(cast(Account.id, Text) == shown)))
    return wanted.order_by(Place.path, Person.name, Seeker.id)


def helped(session: Session, seekers: Sequence[Seeker], today: dt.date) -> list[Helped]:
    """How each of them is helped, in their order."""
    ids = [seeker.id for seeker in seekers]
    helps = session.scalars(
        select(SeekerHelp)
        .where(SeekerHelp.seeker_id.in_(ids))
        .options(joinedload(SeekerHelp.officer))
    )
    by_seeker = {row.seeker_id: row for row in helps}
    days = _open_days(session, ids)
    return [
        _helped(seeker, by_seeker.get(seeker.id), days.get(seeker.id, []), today)
        for seeker in seekers
    ]


def without_officer(session: Session, scope: Scope) -> int:
    """How many hardship persons nobody answers for."""
    return len(hardship_ids(session, scope) - set(session.scalars(_served())))


def hardship_ids(session: Session, scope: Scope) -> set[uuid.UUID]:
    """Active seekers with a category of hardship; it is sealed, so it is read to be known."""
    rows = session.execute(_active(scope).with_only_columns(Seeker.id, Seeker.hardship))
    return {seeker_id for seeker_id, hardship in rows if hardship}


def _active(scope: Scope) -> Select[Seeker]:
    return (
        select(Seeker)
        .join(Seeker.person)
        .join(Person.place)
        .where(Seeker.active, scope.within(STAFF))
        .options(joinedload(Seeker.person).joinedload(Person.place))
    )


def _served() -> Select[uuid.UUID]:
    """Those for whom an account that is still open answers."""
    return (
        select(SeekerHelp.seeker_id)
        .join(Account, Account.id == SeekerHelp.officer_id)
        .where(Account.status == "active")
    )


def _helped(
    seeker: Seeker, help: SeekerHelp | None, open_days: list[dt.date], today: dt.date
) -> Helped:
    officer = help.officer if help else None
    if officer is not None and officer.status != "active":
        officer = None
    review = [help.review_on] if help and help.review_on else []
    nearest = min([*open_days, *review], default=None)
    overdue = nearest is not None and nearest < today
    return Helped(seeker, officer, len(open_days), nearest, overdue)


def _open_days(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[dt.date]]:
    rows = session.execute(
        select(HelpStep.seeker_id, HelpStep.by_on).where(
            HelpStep.seeker_id.in_(ids), HelpStep.done_on.is_(None)
        )
    )
    found: dict[uuid.UUID, list[dt.date]] = {}
    for seeker_id, day in rows:
        found.setdefault(seeker_id, []).append(day)
    return found


def _in_hardship(session: Session, scope: Scope, seeker_id: uuid.UUID) -> Seeker:
    seeker = seeker_in(session, scope, seeker_id, lock=True)
    if not (seeker.active and seeker.hardship):
        raise SeekingWrong("", Said("帮扶责任人和计划只给在册的就业困难人员。"))
    return seeker


def _keep(session: Session, seeker_id: uuid.UUID, **values: object) -> None:
    """Under the lock of the seeker: set what is given, leave the rest."""
    row = insert(SeekerHelp).values(seeker_id=seeker_id, **values)
    session.execute(row.on_conflict_do_update(index_elements=["seeker_id"], set_=values))


def _line(session: Session, scope: Scope, action: str, seeker: Seeker, now: dt.datetime) -> None:
    record_row(session, action, seeker, now, by=scope.account_id, whose=seeker.person_id)
