"""Sending what the outbox holds, each minute; a worker that was down loses nothing."""

from jobs.clock import now
from jobs.ground import engine
from models.database.engine import transaction
from models.notices.outbox import deliver

BATCH = 500


def outbox() -> int:
    """Deliver all that waits; returns how many messages went out."""
    sent = 0
    while True:
        with transaction(engine()) as session:
            batch = deliver(session, now(), BATCH)
        sent += batch
        if batch < BATCH:
            return sent
