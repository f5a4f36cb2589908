"""Reminders of checks for serving children that run out."""

from jobs.clock import now
from jobs.ground import engine
from models.care.vetting.renewing import remind
from models.database.engine import transaction


def remind_all() -> int:
    """Remind whoever is due; returns how many checks run out soon."""
    with transaction(engine()) as session:
        return remind(session, now())
