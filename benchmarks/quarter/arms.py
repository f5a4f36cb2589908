"""Three ways to propose: the product's own, a greedy hand, and not at all (first come).

Both that propose do it under the same rules, capacities and scores of a pair, and publish through
the product's own door; who is asked follows the plan in force, whoever made it. Who claims what is
checked by the same rules in all three.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from sqlalchemy import Engine

from benchmarks.peers.greedy import of_full
from jobs.matching.care import CASES, GAP, drafts_of, moved
from jobs.matching.snapshot import CareRows, care_rows, still
from matcher.care.market import build
from matcher.care.night import CareNight, match
from matcher.care.params import CareParams
from matcher.care.proposals import proposals
from matcher.columns import Ints
from matcher.plan import Plan, Prices
from matcher.solve.solver import SolveParams
from models.database.engine import transaction
from models.matching import runs
from models.matching.pairs import in_force, kept_and_open
from models.matching.publish import publish
from models.matching.renewal import renew

Match = Callable[[CareRows], CareNight]


def ours(rows: CareRows) -> CareNight:
    return match(rows.arrays, CareParams(), SolveParams(cases=CASES, gap=GAP))


def greedy(rows: CareRows) -> CareNight:
    """Down the list that a station keeps, high risk first, then who has waited longest.

    Each gets who suits it best by our own score, among all helpers whom the rules allow.
    """
    arrays = replace(rows.arrays, visit_missing_cost=_listed(rows))
    market = build(arrays, CareParams(nearest=max(1, arrays.helpers)))
    asked = market.problem
    free = Prices(np.zeros(asked.supply.nodes, np.int64), np.zeros(asked.demand.nodes, np.int64))
    plan = Plan(
        flow=of_full(asked),
        unserved=np.zeros(asked.demand.nodes, np.int64),
        objective=0,
        bound=0,
        prices=free,
        highest=free,
        opened=np.zeros(0, np.int8),
        proof=(),
    )
    return CareNight(market, plan, proposals(market, plan))


def _listed(rows: CareRows) -> Ints:
    """As what it costs to leave a visit out its place on the list, counted from the end."""
    owed = [rows.owed[one] for one in rows.visits]
    due = [one.window_to.toordinal() for one in owed]
    place = np.empty(len(owed), np.int64)
    place[np.lexsort((due, [one.tier for one in owed]))] = np.arange(len(owed), 0, -1)
    cost = rows.arrays.visit_missing_cost
    return np.where(cost > 0, place[:, None], cost)


# None proposes nothing.
ARMS: Mapping[str, Match | None] = MappingProxyType(
    {"ours": ours, "greedy": greedy, "first come": None}
)


def night(
    engine: Engine, county_id: uuid.UUID, propose: Match, day: dt.date, now: dt.datetime
) -> None:
    """Match the county anew and publish it, as a night does once what is owed has been opened."""
    with transaction(engine) as session:
        run = runs.begin(
            session, county_id=county_id, night=day, params={}, seed=0, by=None, now=now
        )
    with still(engine) as session:
        kept, _ = kept_and_open(in_force(session, runs.latest(session, county_id), "care"))
        rows = care_rows(session, county_id, day, kept)
    drafts = drafts_of(propose(rows), rows)
    with transaction(engine) as session:
        publish(session, run.id, run.attempt, day, drafts, {}, now)


def again(engine: Engine, county_id: uuid.UUID, propose: Match, day: dt.date) -> None:
    """Work what happened by day into the plan in force: only what moved is written."""
    with still(engine) as session:
        run = runs.latest(session, county_id)
        assert run is not None
        kept, waiting = kept_and_open(in_force(session, run, "care"))
        rows = care_rows(session, county_id, day, kept)
    found = propose(rows)
    other = moved(found, rows, waiting)
    visits = np.array([row for row, one in enumerate(rows.visits) if one in other], np.int64)
    with transaction(engine) as session:
        renew(session, run, "care", drafts_of(found, rows, visits), day, other)
