"""A guardian takes his word back for a young helper: what he had promised falls away with it."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care import claims
from models.care.days import civil_day
from models.care.tables import IN_LINE, Claim, Waiting
from models.care.together import activities, consents, stations
from models.care.together.refusals import ConsentMissing
from models.care.together.tables import SIGNED, Activity, Shift, Signup, StationDay
from models.care.waiting import line
from models.people.tables import Helper


def withdraw_helping(session: Session, helper: Helper, now: dt.datetime, *, by: uuid.UUID) -> None:
    """From today he does not help: shifts, activities, visits and lines ahead are free again."""
    session.get_one(Helper, helper.id, with_for_update={"key_share": True})
    given = consents.standing(session, helper.person_id, "helping")
    if given is None:
        raise ConsentMissing(Said("没有登记过监护人同意。"))
    consents.withdraw(session, given, now, by=by)
    _from_stations(session, helper, now, by)
    _from_visits(session, helper, now, by)


def _from_stations(session: Session, helper: Helper, now: dt.datetime, by: uuid.UUID) -> None:
    ahead = (
        select(Shift)
        .join(Shift.day)
        .where(
            Shift.helper_id == helper.id,
            Shift.state == "taken",
            StationDay.day >= civil_day(now),
        )
    )
    stations.release(session, session.scalars(ahead).all(), now)
    signed = (
        select(Signup.activity_id)
        .join(Signup.activity)
        .where(Signup.helper_id == helper.id, Signup.state.in_(SIGNED), Activity.begins_at > now)
        .order_by(Signup.activity_id)
    )
    for activity_id in session.scalars(signed).all():
        activities.cancel(session, helper.id, activity_id, now, by=by)


def _from_visits(session: Session, helper: Helper, now: dt.datetime, by: uuid.UUID) -> None:
    waits = select(Waiting.id).where(Waiting.helper_id == helper.id, Waiting.state.in_(IN_LINE))
    for entry_id in session.scalars(waits.order_by(Waiting.visit_id)).all():
        line.leave(session, helper.id, entry_id, now)
    promised = select(Claim.id).where(
        Claim.helper_id == helper.id, Claim.state == "claimed", Claim.day >= civil_day(now)
    )
    for claim_id in session.scalars(promised.order_by(Claim.visit_id)).all():
        claims.withdraw(session, claim_id, "consent", now, by=by)
