"""Opening what is owed, by day as by night: pauses that are over end, visits fall due."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.clock import now, today
from jobs.ground import engine
from jobs.queues import match_again_soon
from models.care import service_kinds
from models.care.owed import policies
from models.care.owed.pauses import resume_due
from models.care.visits import open_due
from models.database.engine import transaction
from models.people.tables import Resident
from models.places.tables import Place


def counties() -> int:
    """Bring every county that serves somebody up to this day; returns the visits opened."""
    with Session(engine()) as session:
        served = session.scalar(select(Resident.id).limit(1)) is not None
        wanted = select(Place.id, Place.path).where(Place.kind == "county").order_by(Place.path)
        found = session.execute(wanted).all() if served else []
    opened = 0
    for county_id, path in found:
        moment = now()
        with transaction(engine()) as session:
            # A county whose ledgers came in before there were policies has none yet.
            service_kinds.seed(session)
            policies.seed(session)
            resume_due(session, path, today(moment), moment)
            fresh = open_due(session, county_id, today(moment), moment)
        opened += fresh
        if fresh:
            match_again_soon(county_id, "care", today(moment))
    return opened
