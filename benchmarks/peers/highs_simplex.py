"""HiGHS' dual simplex by scipy; the matrix is totally unimodular, so corners are whole."""

import numpy as np
from scipy.optimize import linprog

from benchmarks.instances import Bare
from benchmarks.measure import measured
from benchmarks.peers.rows import rows
from matcher.columns import Flags


def of_bare(asked: Bare) -> Flags:
    matrix, limit = rows(asked)
    found = linprog(
        -asked.worth.astype(float), A_ub=matrix, b_ub=limit, bounds=(0, 1), method="highs-ds"
    )
    return np.asarray(np.rint(found.x) > 0)


if __name__ == "__main__":
    measured(of_bare)
