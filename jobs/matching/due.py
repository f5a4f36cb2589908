"""Is tonight's run due and missing or dead? Asked every few minutes, so a lost start is no loss."""

import datetime as dt
import uuid

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from jobs.clock import now, today
from jobs.ground import engine, settings
from jobs.queues import NIGHT, NIGHT_RUN, enqueue
from models.matching.health import due_at
from models.matching.tables import Run
from models.people.tables import Person
from models.places.tables import Place

# A night that breaks this often wants a person, not another start.
MOST_ATTEMPTS = 5


def check() -> int:
    """Put every county's night that is due on its queue; returns how many were put there."""
    moment = now()
    counties = missing(moment, settings().night_hour)
    for county_id in counties:
        start(county_id, today(moment), today(moment))
    return len(counties)


def missing(moment: dt.datetime, night_hour: int) -> list[uuid.UUID]:
    """The counties whose night of this day is due and neither published nor given up.

    A night that waits for an administrator is left alone. One that is marked running may be at
    work or dead: the job finds out by its lock, and asking twice does no harm. A county that had
    nobody in it when the hour came waits for the next one: its ledgers are coming in, one by one.
    """
    night = today(moment)
    hour = due_at(night, night_hour)
    if moment < hour:
        return []
    settled = select(Run.county_id).where(
        Run.night == night,
        Run.state.in_(("published", "held"))
        | ((Run.state == "failed") & (Run.attempt >= MOST_ATTEMPTS)),
    )
    with Session(engine()) as session:
        wanted = select(Place.id).where(
            Place.kind == "county", Place.id.not_in(settled), _peopled(hour)
        )
        return list(session.scalars(wanted.order_by(Place.path)))


def _peopled(before: dt.datetime) -> ColumnElement[bool]:
    """Whether somebody of the county was known before a moment."""
    home = aliased(Place)
    known = select(Person.id).join(home, home.id == Person.place_id)
    return known.where(Person.created_at < before, func.starts_with(home.path, Place.path)).exists()


def start(
    county_id: uuid.UUID, night: dt.date, as_of: dt.date, by: uuid.UUID | None = None
) -> None:
    """Put one county's night on the queue, once, however often it is asked for."""
    job_id = f"night-{county_id}-{night.isoformat()}"
    enqueue(NIGHT_RUN, county_id, night, as_of, 0, by, queue=NIGHT, job_id=job_id)
