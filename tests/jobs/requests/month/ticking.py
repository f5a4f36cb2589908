"""The job of the clocks by a clock that is told, for workers of a month that is not lived.

As any clock it never goes back: work that a killed worker left is done late, at the hour of then.
"""

import datetime as dt
from pathlib import Path

from jobs.ground import engine, settings
from jobs.requests.clocks import AT_A_TIME
from models.database.engine import transaction
from models.notices.outbox import deliver
from models.requests import climbing

PATH = f"{__name__}.tick"
CLOCK = "clock"


def tell(var: Path, now: dt.datetime) -> None:
    """Set the clock that lies in ``var``; whoever reads it meanwhile reads the one before."""
    fresh = var / f"{CLOCK}.new"
    fresh.write_text(now.isoformat())
    fresh.replace(var / CLOCK)


def tick() -> None:
    """What ``jobs.requests.clocks.turn`` and the outbox do, when the clock is looked at."""
    now = dt.datetime.fromisoformat((settings().var / CLOCK).read_text())
    found = AT_A_TIME
    while found == AT_A_TIME:
        with transaction(engine()) as session:
            found = climbing.turn(session, now, AT_A_TIME)
    with transaction(engine()) as session:
        deliver(session, now, ())
