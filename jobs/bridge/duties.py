"""Care duties whose last day has passed end, and with them what was asked of the care market."""

from jobs.clock import now, today
from jobs.ground import engine
from jobs.queues import match_again_soon
from models.bridge.duties import end_overdue
from models.database.engine import transaction


def overdue() -> int:
    """Returns how many counties have to be matched again."""
    moment = now()
    with transaction(engine()) as session:
        counties = end_overdue(session, today(moment), moment)
    for county_id in counties:
        match_again_soon(county_id, "care", today(moment))
    return len(counties)
