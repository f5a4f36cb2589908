"""What lines, asks to take over and reconfirming have due, every few minutes."""

from jobs.clock import now
from jobs.ground import engine
from models.care.handing.giving import lapse
from models.care.waiting import lapsing, reconfirming
from models.database.engine import transaction


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
    for visit_id in visits:
        with transaction(engine()) as session:
            lapsing.bring_up_to_date(session, visit_id, moment)
    return asked + len(visits)
