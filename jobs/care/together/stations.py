"""Tutoring stations by the clock: their coming days written down, children not fetched told of."""

from jobs.clock import now
from jobs.ground import engine
from models.care.together.stations import open_all
from models.care.together.waiting import alert
from models.database.engine import transaction


def ahead() -> int:
    """Bring the coming days of every station in line with the school's calendar."""
    with transaction(engine()) as session:
        return open_all(session, now())


def waiting() -> int:
    """Tell of every child still there after closing time; returns how many were new."""
    with transaction(engine()) as session:
        return alert(session, now())
