"""The clocks of requests, every minute: warned before they run out, passed up after."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from jobs.clock import now
from jobs.ground import engine
from models.database.engine import transaction
from models.requests import climbing, offers

# Killed in between, what is committed stands and the rest is found again.
AT_A_TIME = 100


def turn() -> int:
    """Look after every request whose clock calls, and after offers without an answer; returns how
    many there were."""
    return sum(_all(look) for look in (climbing.turn, offers.look_at_late))


def _all(look: Callable[[Session, dt.datetime, int], int]) -> int:
    seen = 0
    while True:
        with transaction(engine()) as session:
            found = look(session, now(), AT_A_TIME)
        seen += found
        if found < AT_A_TIME:
            return seen
