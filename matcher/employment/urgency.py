"""What it costs to leave a seeker without a proposal: the order of the help queue.

Hardship counts here and nowhere else: it moves a person forward in the queue for help, never up or
down in the fit for a job.
"""

import numpy as np

from matcher.columns import Flags, Ints
from matcher.rules import FULL_SCORE

# Nobody is left out for less than the fit of two whole pairs.
BASE_COST = 2 * FULL_SCORE
HARDSHIP_COST = 2 * FULL_SCORE
# Waiting a month weighs as much as a tenth of a perfect pair, up to two years.
MONTH_COST = FULL_SCORE // 10
MONTHS = 24
DAYS_A_MONTH = 30


def missing_cost(hardship: Flags, waiting_days: Ints) -> Ints:
    """int[seekers] for ``EmploymentArrays.seeker_missing_cost``.

    hardship : recognised as 就业困难人员
    waiting_days : days since registration as unemployed, 0 = not known
    """
    months = np.clip(waiting_days // DAYS_A_MONTH, 0, MONTHS)
    return BASE_COST + np.where(hardship, HARDSHIP_COST, 0) + MONTH_COST * months
