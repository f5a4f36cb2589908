"""After the commit of a change by day: the plan in force is matched again, only where it must."""

import uuid

from jobs import queues
from models.care.pair import county_of
from models.matching.runs import counties_with_plans
from models.matching.tables import MARKETS, Proposal, Run
from models.people.tables import Helper
from models.places.county import county_at
from models.places.tables import Place
from web.access import scope
from web.clock import now, today
from web.db import reading


def match_again(county_id: uuid.UUID, market: str) -> str | None:
    """Ask for it; returns what to ask for the answer by, None where nobody can be asked now."""
    return queues.match_again_soon(county_id, market, today(now()))


def after_decision(proposal_id: uuid.UUID) -> str | None:
    """Staff turned a proposal down, gave it to somebody else, or took that back."""
    proposal = reading().get_one(Proposal, proposal_id)
    return match_again(reading().get_one(Run, proposal.run_id).county_id, proposal.market)


def after_own_change() -> None:
    """The helper who is signed in took or gave back a visit, entered one, or wants no more."""
    person_id = scope().person_id
    if person_id is not None:
        match_again(county_of(reading(), person_id), "care")


def after_helpers_change(helper_id: uuid.UUID) -> None:
    """Staff entered something of a helper."""
    person_id = reading().get_one(Helper, helper_id).person_id
    match_again(county_of(reading(), person_id), "care")


def after_seekers_change(person_id: uuid.UUID) -> None:
    """A seeker left or joined automated matching."""
    match_again(county_of(reading(), person_id), "employment")


def after_openings_change(place_id: uuid.UUID) -> None:
    """A vacancy or a class at that place was posted, changed or closed, or has a free seat."""
    session = reading()
    place = session.get_one(Place, place_id)
    match_again(county_at(session, place.path), "employment")


def after_ledgers_change() -> None:
    """Rows of ledgers were taken back, or decided on: whose they are nobody asks."""
    for county_id in counties_with_plans(reading()):
        for market in MARKETS:
            match_again(county_id, market)
