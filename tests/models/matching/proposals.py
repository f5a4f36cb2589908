"""Published nights and proposals by hand."""

import datetime as dt
from typing import Any

from models.matching.tables import Proposal, Run
from tests.county import NOW, TODAY, County


def a_run(county: County, night: dt.date = TODAY) -> Run:
    return county.add(
        Run(
            county_id=county.place.id,
            night=night,
            state="published",
            params={},
            report={},
            started_at=NOW,
            finished_at=NOW,
        )
    )


def for_seeker(county: County, run: Run, **more: Any) -> Proposal:
    seeker = county.seeker()
    given = {"seeker_id": seeker.id, "vacancy_id": county.vacancy().id}
    return _proposal(county, run, "employment", given | more)


def for_visit(county: County, run: Run, **more: Any) -> Proposal:
    given = {
        "visit_id": county.visit().id,
        "helper_id": county.helper().id,
        "day": TODAY + dt.timedelta(days=2),
        "part": 1,
    }
    return _proposal(county, run, "care", given | more)


def _proposal(county: County, run: Run, market: str, given: dict[str, Any]) -> Proposal:
    rest = {
        "place_id": county.grids[0].id,
        "rank": 1,
        "score": 5000,
        "contributions": [],
        "queue": [],
        "warnings": [],
        "alternatives": [],
        "change": "new",
    }
    return county.add(Proposal(run_id=run.id, market=market, **(rest | given)))
