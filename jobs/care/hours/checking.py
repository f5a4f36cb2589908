"""Hours looked at again by the named checks, and the monthly list of those to be called back."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from jobs.clock import now, today
from jobs.ground import engine
from models.care.hours.audit import draw, month_before
from models.care.hours.flags import refresh
from models.database.engine import transaction
from models.places.tables import Place


def check() -> int:
    """Run all checks over each county; returns how many flags are new."""
    new = 0
    for county_id in _counties():
        with transaction(engine()) as session:
            new += refresh(session, county_id, now())
    return new


def draw_audits() -> int:
    """Draw last month's list where it is missing; returns how many hours are on new lists."""
    month = month_before(today(now()))
    drawn = 0
    for county_id in _counties():
        with transaction(engine()) as session:
            drawn += draw(session, county_id, month, now())
    return drawn


def _counties() -> Sequence[uuid.UUID]:
    with transaction(engine()) as session:
        return session.scalars(select(Place.id).where(Place.kind == "county")).all()
