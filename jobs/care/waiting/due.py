"""What lines, asks to take over and reconfirming have due, every few minutes."""

import uuid

from sqlalchemy.orm import Session

from jobs.clock import now, today
from jobs.ground import engine
from jobs.queues import match_again_soon
from models.care.handing.giving import lapse
from models.care.pair import county_of
from models.care.tables import Visit
from models.care.waiting import lapsing, reconfirming
from models.database.engine import transaction
from models.people.tables import Resident


def step() -> int:
    """Do all that is due; returns how many lines were looked at and helpers asked.

    Each line in a transaction of its own: none waits for another.
    """
    moment = now()
    with transaction(engine()) as session:
        lapse(session, moment)
        asked = reconfirming.ask(session, moment)
        reconfirming.tell_staff(session, moment)
    with transaction(engine()) as session:
        visits = lapsing.due(session, moment)
    counties = set()
    for visit_id in visits:
        with transaction(engine()) as session:
            if lapsing.bring_up_to_date(session, visit_id, moment):
                counties.add(_county_of(session, visit_id))
    # A place that came free and that nobody in line wants is free for the plan as well.
    for county_id in sorted(counties):
        match_again_soon(county_id, "care", today(moment))
    return asked + len(visits)


def _county_of(session: Session, visit_id: uuid.UUID) -> uuid.UUID:
    visit = session.get_one(Visit, visit_id)
    return county_of(session, session.get_one(Resident, visit.resident_id).person_id)
