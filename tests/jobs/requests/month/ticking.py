"""The job of the clocks at a moment that is told, for workers of a month that is not lived."""

import datetime as dt

from jobs.ground import engine
from jobs.requests.clocks import AT_A_TIME
from models.database.engine import transaction
from models.notices.outbox import deliver
from models.requests import climbing

PATH = f"{__name__}.tick"


def tick(at: str) -> None:
    """What ``jobs.requests.clocks.turn`` and the outbox do, at the moment ``at``."""
    now = dt.datetime.fromisoformat(at)
    found = AT_A_TIME
    while found == AT_A_TIME:
        with transaction(engine()) as session:
            found = climbing.turn(session, now, AT_A_TIME)
    with transaction(engine()) as session:
        deliver(session, now, ())
