"""The care market of one night: matched, proven, put into words."""

import datetime as dt
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
from jobs.matching.snapshot import CareRows, Owed
from matcher.care.days import PARTS
from matcher.care.night import CareNight, match
from matcher.care.params import CareParams
from matcher.care.proposals import care_shortages, warnings, why
from matcher.care.urgency import HIGH_RISK, ORDINARY
from matcher.columns import Ints
from matcher.fairness import gini
from matcher.said import Said
from matcher.solve.solver import SolveParams
from models.care.columns import Slot
from models.matching.drafts import Draft
from models.matching.gates import Figures
from models.places.lattice import Lattice

# Flows and programs looked at for visits that want two helpers; without such a visit one proves
# the plan. Where helpers are scarce a night wanted 200. The share of the whole that may stay
# unproven is less than one pair's fit.
CASES = 400
GAP = 0.000_02
# After so long the best plan so far is taken, with the gap it has; one step of the search more.
SECONDS = 60


def care_night(
    rows: CareRows,
    places: Lattice,
    last: Figures | None,
    params: CareParams,
    progress: Callable[[float], None],
) -> MarketNight:
    """Match, check and word one county's care market."""
    solving = SolveParams(cases=CASES, gap=GAP, stop=over_after(SECONDS))
    night = match(rows.arrays, params, solving, progress)
    drafts = drafts_of(night, rows)
    arrays, found, market = rows.arrays, night.proposals, night.market
    figures = Figures(arrays.helpers, arrays.visits, len(drafts))
    outcome = judged("care", market.problem, night.plan, figures, last)
    served = arrays.visit_required - found.unserved
    load = np.bincount(found.helper, minlength=arrays.helpers) + arrays.helper_load
    report = figures_report(outcome, market.problem, night.plan, int(found.unserved.sum()))
    short = care_shortages(market, night.plan, found)
    report["shortages"] = lacking("care", short, dict(enumerate(places.names)))
    report["coverage"] = by_community(places, arrays.visit_community, arrays.visit_required, served)
    report["gini"] = round(gini(load[arrays.helper_capacity.any(axis=1)]), 4)
    return MarketNight(outcome, drafts, report, asked(night, rows))


def asked(night: CareNight, rows: CareRows) -> Asked:
    """The market that says why a pair is no longer what it was."""
    return Asked("care", night.market, rows.helpers, rows.visits)


def drafts_of(night: CareNight, rows: CareRows, visits: Ints | None = None) -> list[Draft]:
    """The proposals in words, most urgent first; of these visits only, where given."""
    found = night.proposals
    wanted = ~found.locked if visits is None else ~found.locked & np.isin(found.visit, visits)
    others = _others(night, rows, visits)
    return [
        _draft(night, rows, row, row + 1, others[int(found.visit[row])])
        for row in np.flatnonzero(wanted).tolist()
    ]


def moved(night: CareNight, rows: CareRows, waiting: list[Slot]) -> set[uuid.UUID]:
    """Visits whose open proposals, ``waiting``, are not those of the plan."""
    arrays, found = rows.arrays, night.proposals
    helpers, visits = rows.helper_row, rows.visit_row
    there, gone = [], set()
    for helper, visit, day, part in waiting:
        i, j = helpers.get(helper), visits.get(visit)
        if i is None or j is None:
            gone.add(uuid.UUID(hex=visit))
        else:
            there.append((j, i, (day - arrays.as_of) * PARTS + part))
    mine = ~found.locked
    slot = (found.day - arrays.as_of) * PARTS + found.part
    now = np.stack([found.visit, found.helper, slot], axis=1)[mine]
    then = np.array(there, np.int64).reshape(-1, 3)
    sizes = np.array([arrays.helpers * arrays.slots, arrays.slots, 1])
    other = np.setxor1d(now @ sizes, then @ sizes) // sizes[0]
    return gone | {rows.visits[row] for row in other.tolist()}


def _draft(
    night: CareNight, rows: CareRows, row: int, rank: int, others: list[dict[str, Any]]
) -> Draft:
    found = night.proposals
    visit = rows.visits[int(found.visit[row])]
    owed = rows.owed[visit]
    return Draft(
        market="care",
        place_id=owed.place_id,
        rank=rank,
        score=int(found.score[row]),
        contributions=[one.as_json() for one in why(night.market, int(found.edge[row]))],
        queue=[said.as_json() for said in _queue(owed, rows.arrays.as_of)],
        warnings=[said.as_json() for said in warnings(night.market, found, row)],
        alternatives=others,
        visit_id=visit,
        helper_id=rows.helpers[int(found.helper[row])],
        day=dt.date.fromordinal(int(found.day[row])),
        part=int(found.part[row]),
    )


def _queue(owed: Owed, as_of: int) -> list[Said]:
    said = []
    if owed.tier == HIGH_RISK:
        said.append(Said("高风险对象"))
    elif owed.tier != ORDINARY:
        said.append(Said("重点对象"))
    if owed.kinds > 1:
        said.append(Said("一次上门可完成 %(count)d 项", count=owed.kinds))
    late = as_of - owed.window_to.toordinal()
    if late > 0:
        said.append(Said("已逾期 %(days)d 天", days=late))
    else:
        said.append(Said("还有 %(days)d 天到期", days=-late))
    return said


def _others(
    night: CareNight, rows: CareRows, visits: Ints | None
) -> dict[int, list[dict[str, Any]]]:
    """By visit the next best helpers."""
    found = night.proposals
    ends = found.other_visit, found.other_helper
    return others_of(ends, found.other_score, found.other_needs, rows.helpers, visits)
