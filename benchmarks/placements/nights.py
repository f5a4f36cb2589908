"""A night of one arm: the market as it stands, who is sent where, held against every rule."""

import numpy as np

from benchmarks.placements.arms import Propose
from benchmarks.placements.checked import check
from benchmarks.placements.days import sent
from benchmarks.placements.ground import some
from benchmarks.placements.life import Life
from matcher.columns import Ints
from matcher.employment.arrays import EmploymentArrays
from matcher.employment.urgency import missing_cost
from matcher.pairs import Pairs
from matcher.ranks import rows_in


def night(life: Life, propose: Propose, day: int) -> None:
    """Send people where the arm says, once it is known to break no rule."""
    seekers, openings = _free(life, day)
    left, right, gap = propose(market(life, seekers, openings, day))
    life.gap = max(life.gap, gap)
    plan = sorted(zip(seekers[left].tolist(), openings[right].tolist(), strict=True))
    check(life, plan, day)
    sent(life, plan, day)


def market(life: Life, seekers: Ints, openings: Ints, day: int) -> EmploymentArrays:
    """These seekers and openings as the product's tables would show them: places still free."""
    ground, holding = life.ground, life.holding()
    everything, hold = ground.all, np.array([one.opening for one in holding], np.int64)
    held = np.bincount(hold, minlength=everything.openings)[openings]
    of_group = np.bincount(
        everything.opening_group[hold], minlength=len(everything.group_headcount)
    )
    free = np.maximum(0, everything.opening_headcount[openings] - held)
    least = np.maximum(0, everything.opening_minimum[openings] - held)
    waiting = ground.waited[seekers] + day - ground.comes[seekers]
    return some(
        everything,
        {"seekers": seekers, "openings": openings},
        as_of=everything.as_of + day,
        seeker_market_failed=np.isin(seekers, list(life.failed)),
        seeker_missing_cost=missing_cost(everything.seeker_hardship[seekers], waiting),
        opening_headcount=free,
        opening_minimum=np.minimum(free, least),
        group_headcount=np.maximum(0, everything.group_headcount - of_group),
        forbidden=_before(life, seekers, openings),
    )


def _free(life: Life, day: int) -> tuple[Ints, Ints]:
    """Who looks and holds nothing; what takes names today."""
    ground = life.ground
    away = [*life.gone, *(one.seeker for one in life.holding())]
    there = ground.comes <= day
    there[away] = False
    open_now = (ground.appears <= day) & (ground.until >= day)
    return np.flatnonzero(there), np.flatnonzero(open_now)


def _before(life: Life, seekers: Ints, openings: Ints) -> Pairs:
    """Nobody is sent to the same opening twice."""
    sent = np.array([(one.seeker, one.opening) for one in life.referrals], np.int64).reshape(-1, 2)
    row, column = rows_in(seekers, sent[:, 0]), rows_in(openings, sent[:, 1])
    there = (row >= 0) & (column >= 0)
    return Pairs(row[there], column[there])
