"""Uploads that wait for work nobody was told of: Redis was away, or emptied, at that moment."""

import datetime as dt

from jobs.clock import now
from jobs.ground import engine
from jobs.queues import bring_in_soon, read_soon
from models.database.engine import transaction
from models.ledgers.uploads import waiting_since

PATIENCE = dt.timedelta(minutes=5)
NEXT = {"waiting": read_soon, "reading": read_soon, "importing": bring_in_soon}


def behind() -> int:
    """Put each such upload on its queue again; returns how many. Asked twice, it is done once."""
    with transaction(engine()) as session:
        left = waiting_since(session, now() - PATIENCE, tuple(NEXT))
    for import_id, state in left:
        NEXT[state](str(import_id))
    return len(left)
