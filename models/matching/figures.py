"""Last night's figures, as tonight's have to be held against them."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.matching.gates import Figures
from models.matching.runs import latest
from models.matching.tables import MARKETS, Proposal

# What was decided since has left the market for good reason, and is nothing strange.
DECIDED = ("approved", "swapped", "claimed", "rejected")
LEFT = ("approved", "swapped", "claimed")


def last_figures(session: Session, county_id: uuid.UUID) -> dict[str, Figures]:
    """By market what the plan now published was made of, less what people decided since."""
    run = latest(session, county_id)
    if run is None:
        return {}
    counted = (
        select(Proposal.market, Proposal.state, func.count())
        .where(Proposal.run_id == run.id)
        .group_by(Proposal.market, Proposal.state)
    )
    states = {(market, state): n for market, state, n in session.execute(counted)}
    return {
        market: _less_decided(market, run.report[market], states)
        for market in MARKETS
        if market in run.report
    }


def _less_decided(
    market: str, report: Mapping[str, Any], states: Mapping[tuple[str, str], int]
) -> Figures:
    decided = sum(states.get((market, state), 0) for state in DECIDED)
    left = sum(states.get((market, state), 0) for state in LEFT)
    # A decided seeker leaves the people, a decided visit leaves what is to be served.
    people = report["people"] - (left if market == "employment" else 0)
    openings = report["openings"] - (left if market == "care" else 0)
    return Figures(people, openings, report["proposals"] - decided)
