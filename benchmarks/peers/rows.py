"""The bare instance as rows of a linear programme."""

import numpy as np
from scipy.sparse import csr_array

from benchmarks.instances import Bare
from matcher.columns import Floats


def rows(asked: Bare) -> tuple[csr_array, Floats]:
    """One row per capacity: suppliers first, then demands; and what each row may add up to."""
    edges, helpers = len(asked.supply), len(asked.capacity)
    row = np.concatenate([asked.supply, helpers + asked.demand])
    column = np.tile(np.arange(edges), 2)
    limit = np.concatenate([asked.capacity, asked.required]).astype(float)
    return csr_array((np.ones(2 * edges), (row, column)), (len(limit), edges)), limit
