"""Pairings proposed where somebody has come again and again."""

from sqlalchemy import select

from jobs.clock import now
from jobs.ground import engine
from models.care.regulars import propose_regulars
from models.database.engine import transaction
from models.places.tables import Place


def regulars() -> int:
    """Look through each county; returns how many were proposed."""
    proposed = 0
    with transaction(engine()) as session:
        counties = session.scalars(select(Place.id).where(Place.kind == "county")).all()
    for county_id in counties:
        with transaction(engine()) as session:
            proposed += propose_regulars(session, county_id, now())
    return proposed
