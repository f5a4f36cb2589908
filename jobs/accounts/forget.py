"""Forgetting answers that were kept so that a change asked for twice is made once."""

import datetime as dt

from jobs.clock import now
from jobs.ground import engine
from models.accounts.replies import forget
from models.database.engine import transaction

KEPT = dt.timedelta(days=2)


def replies() -> int:
    """Forget what nobody will ask for again; returns how many answers went."""
    with transaction(engine()) as session:
        return forget(session, now() - KEPT)
