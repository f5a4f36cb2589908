"""The night's rules asked in the daytime: of one pair and half-day, or of one helper's pool."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.care.arrays import CareArrays
from matcher.care.days import week_bit
from matcher.care.params import CareParams
from matcher.care.rules import check_pair
from matcher.said import Said
from models.care.newcomers import leaders
from models.care.rows import HORIZON, care_arrays
from models.care.tables import Visit
from models.people.tables import Helper, Person
from models.places.county import county_at
from models.places.tables import Place


def broken_rules(
    session: Session,
    helper: Helper,
    visit: Visit,
    day: dt.date,
    part: int,
    today: dt.date,
    forbidden: bool,
    leaving: uuid.UUID | None = None,
) -> list[tuple[str, Said]]:
    """The named rules that speak against this helper at this visit on this half-day.

    ``leaving`` is the helper who would give up his place for him.
    """
    arrays = care_arrays(
        session,
        county_of(session, helper.person_id),
        today,
        horizon=max(HORIZON, (day - today).days + 1),
        helper_ids=[helper.id],
        visit_ids=[visit.id],
        forbidden=[(helper.id, visit.id)] if forbidden else (),
        # Whether there is a place is asked elsewhere: he may be in line for one.
        full=True,
    )
    if not arrays.visits:
        return [("county", Said("这个任务在另一个县，请在本县的任务里选择。"))]
    asked: dict[str, Any] = {
        "visit_from": np.array([day.toordinal()]),
        "visit_to": np.array([day.toordinal()]),
        "visit_weekly": arrays.visit_weekly & week_bit(day.weekday(), part),
    }
    if leaving is not None:
        others = leaders(session, today, [visit.id]) - {(visit.id, leaving)}
        asked["visit_led"] = np.array([bool(others)])
        asked["visit_along"] = arrays.visit_along & bool(others)
    willing = replace(by_day(as_volunteered(arrays)), **asked)
    return [(failed.rule, failed.said) for failed in check_pair(willing, 0, 0, CareParams())]


def as_volunteered(arrays: CareArrays) -> CareArrays:
    """The arrays for somebody who comes by himself: "not now" stops the asking, not the helping."""
    return replace(arrays, helper_not_before=np.zeros_like(arrays.helper_not_before))


def by_day(arrays: CareArrays) -> CareArrays:
    """The arrays for who gives his word by himself: who may not go alone comes after who may.

    The night proposes both at once.
    """
    return replace(arrays, visit_required=np.ones_like(arrays.visit_required))


def county_of(session: Session, person_id: uuid.UUID) -> uuid.UUID:
    """The county in which a person lives."""
    home = (
        select(Place.path).join(Person, Person.place_id == Place.id).where(Person.id == person_id)
    )
    return county_at(session, session.scalars(home).one())
