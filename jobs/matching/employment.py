"""The employment market of one night: matched, proven, put into words."""

import uuid
from collections.abc import Callable
from typing import Any

import numpy as np

from jobs.clock import over_after
from jobs.matching.account import (
    MarketNight,
    by_community,
    figures_report,
    judged,
    others_of,
)
from jobs.matching.changed import Asked
from jobs.matching.lacking import lacking
from matcher.columns import Ints
from matcher.employment.arrays import COHORT
from matcher.employment.night import EmploymentNight, match
from matcher.employment.params import EmploymentParams
from matcher.employment.proposals import employment_shortages, warnings, why
from matcher.explain import Shortage
from matcher.said import Said
from matcher.solve.solver import SolveParams
from models.employment.rows import EmploymentRows
from models.matching.drafts import Draft
from models.matching.gates import Figures
from models.matching.pairs import Pair

# Most flows looked at. A large county needs a few; a small one, where a class more or less weighs
# much in the whole, needed 800 to come within a thousandth (two seconds for 247 seekers).
CASES = 2000
# After so long the best plan so far is taken, with the gap it has.
SECONDS = 60


def employment_night(
    rows: EmploymentRows,
    last: Figures | None,
    params: EmploymentParams,
    most_gap: float,
    progress: Callable[[float], None],
) -> MarketNight:
    """Match, check and word one county's employment market; ``most_gap`` may stay unproven."""
    solving = SolveParams(cases=CASES, gap=most_gap, stop=over_after(SECONDS))
    night = match(rows.arrays, params, solving, progress)
    drafts = drafts_of(night, rows)
    arrays, found, market = rows.arrays, night.proposals, night.market
    figures = Figures(arrays.seekers, arrays.openings, len(drafts))
    outcome = judged("employment", market.problem, night.plan, figures, last)
    report = figures_report(outcome, market.problem, night.plan, int(found.unserved.sum()))
    report["shortages"] = _shortages(employment_shortages(market, night.plan, found), rows)
    report["coverage"] = by_community(
        rows.lattice,
        arrays.seeker_community,
        np.ones(arrays.seekers, np.int64),
        (~found.unserved).astype(np.int64),
    )
    cohorts = arrays.opening_kind == COHORT
    report["cohorts"] = int(cohorts.sum())
    report["cohorts_open"] = int((cohorts & found.opened).sum())
    return MarketNight(outcome, drafts, report, asked(night, rows))


def asked(night: EmploymentNight, rows: EmploymentRows) -> Asked:
    """The market that says why a pair is no longer what it was."""
    openings, seekers = ([one.id for one in side] for side in (rows.openings, rows.seekers))
    return Asked("employment", night.market, openings, seekers)


def drafts_of(
    night: EmploymentNight, rows: EmploymentRows, seekers: Ints | None = None
) -> list[Draft]:
    """Most urgent first: as the plan has it, then the hardship that stands higher in the table.

    Of these seekers only, where given.
    """
    found = night.proposals
    cost = rows.arrays.seeker_missing_cost[found.seeker]
    points = np.array([rows.queue[seeker].points for seeker in found.seeker], np.int64)
    others = _others(night, rows, seekers)
    asked = np.isin(found.seeker, np.arange(rows.arrays.seekers) if seekers is None else seekers)
    return [
        _draft(night, rows, row, rank, others[int(found.seeker[row])])
        for rank, row in enumerate(np.lexsort((-points, -cost)).tolist(), 1)
        if asked[row]
    ]


def moved(night: EmploymentNight, rows: EmploymentRows, waiting: list[Pair]) -> set[uuid.UUID]:
    """Seekers whose open proposal, of those ``waiting``, is not that of the plan."""
    found = night.proposals
    pairs = zip(found.seeker.tolist(), found.opening.tolist(), strict=True)
    now = {(rows.seekers[seeker].id, rows.openings[opening].id) for seeker, opening in pairs}
    return {seeker for seeker, _ in now ^ {*waiting}}


def _draft(
    night: EmploymentNight, rows: EmploymentRows, row: int, rank: int, others: list[dict[str, Any]]
) -> Draft:
    found = night.proposals
    i, j = int(found.seeker[row]), int(found.opening[row])
    seeker, opening = rows.seekers[i], rows.openings[j]
    known = warnings(night.market, found, row)
    if opening.certificate:
        known.append(Said("岗位要求技能证书，请核实本人是否持证"))
    course = opening.kind == COHORT
    return Draft(
        market="employment",
        place_id=seeker.place_id,
        rank=rank,
        score=int(found.score[row]),
        contributions=[one.as_json() for one in why(night.market, int(found.edge[row]))],
        queue=[said.as_json() for said in rows.queue[i].reasons],
        warnings=[said.as_json() for said in known],
        alternatives=others,
        seeker_id=seeker.id,
        vacancy_id=None if course else opening.id,
        cohort_id=opening.id if course else None,
        locked=bool(found.locked[row]),
    )


def _others(
    night: EmploymentNight, rows: EmploymentRows, seekers: Ints | None
) -> dict[int, list[dict[str, Any]]]:
    """By seeker the next best openings."""
    found = night.proposals
    ends = found.other_seeker, found.other_opening
    openings = [one.id for one in rows.openings]
    return others_of(ends, found.other_score, found.other_needs, openings, seekers)


def _shortages(found: list[Shortage], rows: EmploymentRows) -> list[dict[str, Any]]:
    """People by community, openings by occupation: each kind has its own names."""
    communities = dict(enumerate(rows.lattice.names))
    occupations = {
        code: row.occupation
        for code, row in zip(rows.arrays.opening_occupation.tolist(), rows.openings, strict=True)
    }
    people = [one for one in found if one.kind == "unserved"]
    full = [one for one in found if one.kind != "unserved"]
    return [
        *lacking("employment", people, communities),
        *lacking("employment", full, occupations),
    ]
