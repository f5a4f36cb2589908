"""Whom to ask for which visit, every few minutes by day: nobody is asked twice for one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.clock import now
from jobs.ground import engine
from models.care.asking.params import AskParams
from models.database.engine import transaction
from models.matching.asking import ask_due
from models.places.tables import Place


def due() -> int:
    """Send the waves that are due in every county; returns how many helpers were asked."""
    with Session(engine()) as session:
        counties = session.scalars(select(Place.id).where(Place.kind == "county")).all()
    asked = 0
    for county_id in counties:
        with transaction(engine()) as session:
            counts = ask_due(session, county_id, now(), AskParams())
        asked += counts.asked
    return asked
