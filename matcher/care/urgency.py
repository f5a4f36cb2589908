"""What it costs to leave a visit undone: the order of the help queue in the care market."""

import numpy as np

from matcher.columns import Flags, Ints
from matcher.rules import FULL_SCORE

HIGH_RISK, KEY, ORDINARY = range(3)
# Each tier outweighs the fit of two whole pairs, so nobody is left out to please a fit, and
# nobody at high risk waits for what else a visit to others would discharge.
TIER_COST = np.array([20, 5, 2], np.int64) * FULL_SCORE
# What else the visit discharges would want a visit of its own, an ordinary one at least.
FURTHER_COST = 2 * FULL_SCORE
# A visit that can still be made in time, where it is due soon: left, one more family waits.
IN_TIME_COST = 3 * FULL_SCORE
IN_TIME_DAYS = 10
# Somebody asked for it and was promised an answer: before all that is owed anyway, after high risk.
ASKED_COST = 10 * FULL_SCORE
# A day overdue weighs as much as a tenth of a perfect pair, up to 60 days.
OVERDUE_COST = FULL_SCORE // 10
OVERDUE_DAYS = 60
# One visitor instead of two is bad, none is worse.
SECOND_SHARE = 2


def missing_cost(
    tier: Ints,
    overdue_days: Ints,
    seats: int = 2,
    kinds: Ints | int = 1,
    asked: Flags | bool = False,
) -> Ints:
    """int[visits, seats] for ``CareArrays.visit_missing_cost``.

    tier : HIGH_RISK, KEY or ORDINARY (高风险, 重点, 一般)
    overdue_days : days since the visit was due, below 0 as long as it is not
    kinds : services that the visit discharges at once
    asked : whether somebody asked for it and waits
    """
    late = np.minimum(np.maximum(overdue_days, 0), OVERDUE_DAYS)
    first = TIER_COST[tier] + OVERDUE_COST * late
    first += IN_TIME_COST * ((overdue_days <= 0) & (overdue_days >= -IN_TIME_DAYS))
    first += FURTHER_COST * np.maximum(0, kinds - 1)
    first += ASKED_COST * asked
    return np.stack([first // SECOND_SHARE**seat for seat in range(seats)], axis=1)
