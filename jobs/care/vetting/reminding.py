"""Reminders of what helpers need to go on: checks for serving children, guardians' consents."""

from jobs.clock import now
from jobs.ground import engine
from models.care.together import reminding
from models.care.vetting.renewing import remind
from models.database.engine import transaction


def remind_all() -> int:
    """Remind whoever is due; returns how many checks and consents run out soon."""
    with transaction(engine()) as session:
        return remind(session, now()) + reminding.remind(session, now())
