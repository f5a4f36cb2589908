"""Referrals as lists: whose turn it is, an employer's own, one by the code on its letter.

An employer sees nothing of a person who has not said yes.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.employment.people import STAFF
from models.employment.placing.checks import checks_due
from models.employment.placing.life import Actor, actor, loaded
from models.employment.placing.refusals import ReferralUnknown
from models.employment.tables import (
    ENDED,
    HOLDING,
    Cohort,
    Referral,
    ReferralStep,
    TrainingOrder,
    Vacancy,
)
from models.people.tables import Person, Seeker
from models.places.tables import Place

# Whose turn it is, in the order in which staff go through them.
STAGES = ("call", "person", "employer", "class", "start", "check", "work", "ended")
FOR_EMPLOYERS = ("employer", "class", "start", "check", "work", "ended")


def referrals(scope: Scope, today: dt.date, stage: str | None = None) -> Select[Referral]:
    """Those one looks after: who wants a call first, then who has waited longest."""
    wanted = _seen(scope).options(
        contains_eager(Referral.seeker).contains_eager(Seeker.person).joinedload(Person.place),
        joinedload(Referral.vacancy).joinedload(Vacancy.employer),
        joinedload(Referral.cohort).joinedload(Cohort.order).joinedload(TrainingOrder.employer),
        contains_eager(Referral.placement),
    )
    if stage is not None:
        wanted = wanted.where(_stage(today) == stage)
    newest = Referral.state.in_(ENDED)
    return wanted.order_by(
        Referral.call_wanted.desc(),
        newest,
        case((newest, Referral.ended_at)).desc().nulls_last(),
        Referral.decided_at,
        Referral.id,
    )


def stages(session: Session, scope: Scope, today: dt.date) -> dict[str, int]:
    """Stage -> how many; without those that have none."""
    stage = _stage(today).label("stage")
    found = _seen(scope).with_only_columns(stage).subquery()
    rows = session.execute(select(found.c.stage, func.count()).group_by(found.c.stage))
    counted = {name: number for name, number in rows}
    return {name: counted[name] for name in STAGES if name in counted}


def stages_of(
    session: Session, referrals: Sequence[Referral], today: dt.date
) -> dict[uuid.UUID, str]:
    """Referral id -> stage."""
    wanted = select(Referral.id, _stage(today)).outerjoin(Referral.placement)
    rows = session.execute(wanted.where(Referral.id.in_([one.id for one in referrals])))
    return {referral_id: stage for referral_id, stage in rows}


def referral_in(
    session: Session, scope: Scope, referral_id: uuid.UUID, lock: bool = False
) -> tuple[Referral, Actor]:
    """A referral one may act on, with all that is said about it, and for which side one acts."""
    found = loaded(session, referral_id, lock)
    by = None if found is None else actor(scope, found)
    if found is None or by is None or (by.side == "employer" and not found.seeker_yes):
        raise ReferralUnknown(Said("没有这次推荐，或不归您管。"))
    return found, by


def referral_by(session: Session, code: str, lock: bool = False) -> Referral:
    """The referral whose letter carries this code, however it was typed."""
    plain = code.strip().lower().replace("-", "").replace(" ", "")
    known = session.scalar(select(Referral.id).where(Referral.code == plain))
    found = None if known is None else loaded(session, known, lock)
    if found is None:
        raise ReferralUnknown(Said("没有这个回复码，请对照通知单再输一次，或打单上的电话。"))
    return found


def referral_of(session: Session, person_id: uuid.UUID) -> Referral | None:
    """What a person has been sent to and still holds, if anything."""
    held = select(Referral.id).join(Seeker, Seeker.id == Referral.seeker_id)
    held = held.where(Seeker.person_id == person_id, Referral.state.in_(HOLDING))
    found = session.scalar(held)
    return None if found is None else loaded(session, found)


def steps_of(session: Session, referral_id: uuid.UUID) -> Sequence[tuple[ReferralStep, str | None]]:
    """Every step with the name of who entered it, the first first."""
    rows = session.execute(
        select(ReferralStep, Account.name)
        .outerjoin(Account, Account.id == ReferralStep.account_id)
        .where(ReferralStep.referral_id == referral_id)
        .order_by(ReferralStep.at, ReferralStep.id)
    )
    return [(step, name) for step, name in rows]


def _seen(scope: Scope) -> Select[Referral]:
    own: list[ColumnElement[bool]] = []
    if scope.has("employer") and scope.employer_id is not None:
        mine = or_(
            Vacancy.employer_id == scope.employer_id,
            TrainingOrder.employer_id == scope.employer_id,
        )
        own = [mine & Referral.seeker_yes]
    return (
        select(Referral)
        .join(Referral.seeker)
        .join(Seeker.person)
        .join(Place, Place.id == Person.place_id)
        .outerjoin(Referral.vacancy)
        .outerjoin(Referral.cohort)
        .outerjoin(Cohort.order)
        .outerjoin(Referral.placement)
        .where(or_(scope.within(STAFF), *own))
    )


def _stage(today: dt.date) -> ColumnElement[str]:
    """Whose turn it is; needs the placement joined."""
    at_work = case((checks_due(today), "check"), else_="work")
    in_class = Referral.cohort_id.is_not(None)
    return case(
        (Referral.state.in_(ENDED), "ended"),
        (Referral.call_wanted, "call"),
        (Referral.state == "placed", at_work),
        (Referral.state == "passed", "start"),
        ((Referral.state == "accepted") & in_class, "class"),
        (Referral.state == "accepted", "start"),
        (Referral.seeker_yes, "employer"),
        else_="person",
    )
