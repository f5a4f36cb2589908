"""Requests that ask for help in the care market: opened, matched, offered, followed up."""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from jobs.clock import now, today
from jobs.ground import engine
from jobs.matching import events
from jobs.queues import match_again_soon, offer_soon
from models.care.asking.params import AskParams
from models.database.engine import transaction
from models.matching.asking import ask_due
from models.requests.asking import at_once, needs
from models.requests.asking.ending import end_over
from models.requests.asking.visits import not_offered, visited

# As long as the rounds of asking, which come by every so often, may not have been there yet.
OFFER_AGAIN = dt.timedelta(minutes=10)


def serve() -> int:
    """Open the needs that new requests ask for, and have them offered; returns how many."""
    with Session(engine()) as session:
        waiting = at_once.not_looked_at(session)
    opened, counties = 0, set()
    for request_id in waiting:
        moment = now()
        with transaction(engine()) as session:
            county_id = at_once.look_at(session, request_id, today(moment), moment)
        if county_id is not None:
            counties.add(county_id)
            opened += 1
    moment = now()
    with Session(engine()) as session:
        # Whoever died between opening and offering, or found no queue, is made good here.
        counties |= not_offered(session, moment - OFFER_AGAIN)
    for county_id in counties:
        offer_soon(county_id, today(moment))
    return opened


def offer(county_id: uuid.UUID, as_of: dt.date) -> int:
    """Match the care market again and ask at once whom it names; returns how many were asked.

    Somebody waits: where there is no new plan they are asked by the one in force.
    """
    try:
        events.again(county_id, "care", as_of)
    finally:
        with transaction(engine()) as session:
            asked = ask_due(session, county_id, now(), AskParams(), only_waited_for=True).asked
    return asked


def follow() -> int:
    """Take on requests whose visit was made, end needs whose requests are over.

    Returns how many counties are to be matched again. One that fails stops no other.
    """
    moment = now()
    with Session(engine()) as session:
        followed = needs.followed(session)
    counties: set[uuid.UUID] = set()
    faults: list[Exception] = []
    for request_id in followed:
        try:
            with transaction(engine()) as session:
                visited(session, moment, request_id)
                counties |= end_over(session, today(moment), moment, request_id)
        except Exception as fault:  # told of at the end
            faults.append(fault)
    for county_id in counties:
        match_again_soon(county_id, "care", today(moment))
    if faults:
        raise ExceptionGroup("requests that were not followed up", faults)
    return len(counties)
