"""The clocks of requests, every minute: warned before they run out, passed up after."""

from jobs.clock import now
from jobs.ground import engine
from models.database.engine import transaction
from models.requests import climbing

# Killed in between, what is committed stands and the rest is found again.
AT_A_TIME = 100


def turn() -> int:
    """Look after every request whose clock calls; returns how many."""
    seen = 0
    while True:
        with transaction(engine()) as session:
            found = climbing.turn(session, now(), AT_A_TIME)
        seen += found
        if found < AT_A_TIME:
            return seen
