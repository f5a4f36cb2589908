"""Care duties whose last day has passed end, and with them what was asked of the care market."""

from jobs.clock import now, today
from jobs.ground import engine
from jobs.queues import match_again_soon
from models.bridge import duties
from models.database.engine import transaction


def overdue() -> int:
    """Returns how many counties have to be matched again."""
    moment = now()
    day = today(moment)
    with transaction(engine()) as session:
        found = duties.overdue(session, day)
    counties = set()
    for duty_id in found:
        with transaction(engine()) as session:
            county_id = duties.end_overdue(session, duty_id, day, moment)
        if county_id is not None:
            counties.add(county_id)
    for county_id in counties:
        match_again_soon(county_id, "care", day)
    return len(counties)
