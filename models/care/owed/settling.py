"""What the outcome of a visit does to what was owed: discharged, carried over, or excused."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, insert, or_, select, update
from sqlalchemy.orm import Session

from models.care.owed.book import COLUMNS
from models.care.owed.by_whom import ANYBODY, allowed, roles_of
from models.care.owed.careplan import FROM_REQUEST
from models.care.owed.tables import CarePause, Obligation, VisitPolicy
from models.care.tables import Claim, Need, ServiceKind, Visit
from models.people.tables import Person, Resident

# Who said no is asked again, by staff first, within this many days.
ASK_AGAIN_DAYS = 7
# How long somebody is taken to be in hospital until staff know better.
HOSPITAL_DAYS = 14


def discharge(
    session: Session, visit: Visit, made_on: dt.date, now: dt.datetime
) -> Sequence[uuid.UUID]:
    """Discharge all that was due in the household, once; returns the residents it was owed to.

    That is what the visit was for, and beside it whatever was due and asks nothing of a helper
    that this visit did not ask, and of whoever made it. What somebody asked for and was promised
    a visit for is not done by one beside it.
    """
    beside = and_(
        Obligation.resident_id.in_(living_with(visit.resident_id)),
        Obligation.window_from <= made_on,
        Obligation.flag_id.is_(None),
        ~_promised().exists(),
        _no_more_asked(visit),
        _by_these(session, visit),
    )
    done = (
        update(Obligation)
        .where(Obligation.state == "open", or_(Obligation.visit_id == visit.id, beside))
        .values(state="discharged", done_on=made_on, visit_id=visit.id, closed_at=now)
        .returning(Obligation.resident_id)
        .execution_options(synchronize_session=False)
    )
    residents = session.scalars(done).all()
    _close_needs_for_once(session, visit, made_on)
    _cancel_idle(session, visit, now)
    return residents


def living_with(resident_id: uuid.UUID) -> Select[uuid.UUID]:
    """The residents of the same household, himself among them."""
    home = (
        select(Person.household)
        .join(Resident, Resident.person_id == Person.id)
        .where(Resident.id == resident_id)
        .scalar_subquery()
    )
    return (
        select(Resident.id)
        .join(Person, Person.id == Resident.person_id)
        .where(or_(Resident.id == resident_id, Person.household == home))
    )


def hold_visits(session: Session, resident_id: uuid.UUID) -> None:
    """Lock the open visits to a household before anything else of it is changed.

    A sheet being entered locks its visit first as well, so that no two changes cross.
    """
    home = select(Visit.id).where(
        Visit.resident_id.in_(living_with(resident_id)), Visit.state == "open"
    )
    session.scalars(home.order_by(Visit.id).with_for_update(key_share=True)).all()


def _no_more_asked(visit: Visit) -> ColumnElement[bool]:
    plain = select(ServiceKind.code).where(
        ServiceKind.skill.is_(None), ~ServiceKind.intimate, ~ServiceKind.child_facing
    )
    licensed = select(Need.id).where(
        Need.id == Obligation.need_id,
        Need.licence.is_not(None),
        Need.licence.not_in(visit.licences),
    )
    known: ColumnElement[bool] = or_(
        Obligation.kind.in_(plain),
        and_(Obligation.kind.in_(visit.kinds), Obligation.resident_id == visit.resident_id),
    )
    return and_(known, Obligation.helpers_wanted <= visit.helpers_wanted, ~licensed.exists())


def _promised() -> Select[uuid.UUID]:
    return select(Need.id).where(Need.id == Obligation.need_id, Need.source == FROM_REQUEST)


def _by_these(session: Session, visit: Visit) -> ColumnElement[bool]:
    """Whether an obligation's policy lets those who made the visit do it."""
    made = select(Claim.helper_id).where(Claim.visit_id == visit.id, Claim.state == "done")
    roles: set[str] = set().union(*roles_of(session, session.scalars(made).all()).values())
    kept = {
        one.id
        for one in session.scalars(select(VisitPolicy))
        if (named := allowed(one.roles)) != ANYBODY and not named & roles
    }
    return or_(Obligation.policy_id.is_(None), Obligation.policy_id.not_in(kept))


def _close_needs_for_once(session: Session, visit: Visit, made_on: dt.date) -> None:
    met = select(Obligation.need_id).where(
        Obligation.visit_id == visit.id, Obligation.state == "discharged"
    )
    session.execute(
        update(Need)
        .where(Need.once, Need.closed_on.is_(None), Need.id.in_(met))
        .values(closed_on=made_on)
        .execution_options(synchronize_session=False)
    )


def _cancel_idle(session: Session, visit: Visit, now: dt.datetime) -> None:
    """Other visits to the household that nothing is owed for now, unless somebody took them."""
    owed = select(Obligation.id).where(Obligation.visit_id == Visit.id, Obligation.state == "open")
    met = select(Obligation.id).where(
        Obligation.visit_id == visit.id, Obligation.state == "discharged"
    )
    held = select(Claim.id).where(Claim.visit_id == Visit.id, Claim.state == "claimed")
    idle = select(Visit.id).where(
        Visit.state == "open",
        Visit.id != visit.id,
        Visit.resident_id.in_(living_with(visit.resident_id)),
        ~owed.exists(),
        ~held.exists(),
        met.exists(),
    )
    # One that somebody is just claiming or entering is left to him.
    ids = session.scalars(idle.with_for_update(skip_locked=True)).all()
    session.execute(
        update(Visit)
        .where(Visit.id.in_(ids))
        .values(state="cancelled", closed_at=now)
        .execution_options(synchronize_session=False)
    )


def carry_refused(session: Session, visit: Visit, today: dt.date, now: dt.datetime) -> None:
    """Who said no today is still owed it: carried over, to be asked again soon."""
    refused = _open_rows(session, Obligation.visit_id == visit.id)
    _end(session, refused, "carried", "refused", now)
    successors = [
        {
            **{name: row[name] for name in COLUMNS if name != "id"},
            "carried_from": row["id"],
            "window_from": today + dt.timedelta(days=1),
            "window_to": max(row["window_to"], today + dt.timedelta(days=ASK_AGAIN_DAYS)),
            "opened_at": now,
        }
        for row in refused
    ]
    if successors:
        session.execute(insert(Obligation), successors)


def rest(
    session: Session,
    resident_id: uuid.UUID,
    reason: str,
    since: dt.date,
    until: dt.date | None,
    now: dt.datetime,
    *,
    by: uuid.UUID,
) -> CarePause:
    """Begin days on which nothing is owed to a resident: what is open is excused for ``reason``.

    Days there are already end, so that the newest word holds. ``until`` is the last of them.
    """
    session.execute(
        update(CarePause)
        .where(CarePause.resident_id == resident_id, CarePause.ended_at.is_(None))
        .values(ended_at=now, ended_by=by)
        .execution_options(synchronize_session=False)
    )
    pause = CarePause(resident_id=resident_id, reason=reason, since=since, until=until, begun_by=by)
    session.add(pause)
    session.flush()
    excuse_all(session, resident_id, reason, now)
    return pause


def excuse_all(session: Session, resident_id: uuid.UUID, reason: str, now: dt.datetime) -> None:
    """Excuse whatever is owed to one resident."""
    _end(
        session,
        _open_rows(session, Obligation.resident_id == resident_id),
        "excused",
        reason,
        now,
    )


def excuse_need(session: Session, need_id: uuid.UUID, now: dt.datetime) -> None:
    """Excuse what is owed for one need: nobody wants it any more."""
    rows = _open_rows(session, Obligation.need_id == need_id)
    _end(session, rows, "excused", "not_needed", now)


def _open_rows(session: Session, which: ColumnElement[bool]) -> list[dict[str, Any]]:
    columns = [getattr(Obligation, name) for name in COLUMNS]
    wanted = select(*columns).where(Obligation.state == "open", which).order_by(Obligation.id)
    rows = session.execute(wanted.with_for_update(key_share=True)).mappings()
    return [dict(row) for row in rows]


def _end(
    session: Session, rows: list[dict[str, Any]], state: str, reason: str, now: dt.datetime
) -> None:
    session.execute(
        update(Obligation)
        .where(Obligation.id.in_([row["id"] for row in rows]))
        .values(state=state, reason=reason, closed_at=now)
        .execution_options(synchronize_session=False)
    )
