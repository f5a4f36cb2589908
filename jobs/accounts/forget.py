"""Forgetting what was kept for a while: answers to repeated changes, sign-ins of long ago."""

import datetime as dt

from jobs.clock import now
from jobs.ground import engine
from models.accounts.replies import forget
from models.accounts.sessions import forget as forget_sign_ins
from models.database.engine import transaction

KEPT = dt.timedelta(days=2)
# Logs are kept for six months at least.
SIGN_INS_KEPT = dt.timedelta(days=185)


def replies() -> int:
    """Forget what nobody will ask for again; returns how many answers went."""
    with transaction(engine()) as session:
        return forget(session, now() - KEPT)


def sign_ins() -> int:
    """Forget sessions and failed sign-ins of more than half a year ago; returns how many."""
    with transaction(engine()) as session:
        return forget_sign_ins(session, now() - SIGN_INS_KEPT)
