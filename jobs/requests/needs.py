"""Requests that are over end the needs they became."""

from jobs.clock import now, today
from jobs.ground import engine
from jobs.queues import match_again_soon
from models.database.engine import transaction
from models.requests.asking.needs import end_over


def over() -> int:
    """Returns how many counties have to be matched again."""
    moment = now()
    with transaction(engine()) as session:
        counties = end_over(session, today(moment), moment)
    for county_id in counties:
        match_again_soon(county_id, "care", today(moment))
    return len(counties)
