"""The nearest of many, exactly, by a k-d tree on the unit sphere (scipy)."""

import numpy as np
from scipy.spatial import cKDTree

from matcher.columns import Floats, Ints
from matcher.places.distance import chord


def nearest(targets: Floats, asking: Floats, k: int, within_km: float) -> tuple[Ints, Ints]:
    """Up to ``k`` nearest targets of each asking point, no further than ``within_km``.

    targets, asking : unit vectors, float[n, 3] and float[m, 3], without NaN
    Returns rows (asking, target), ordered by asking, then distance.
    """
    k = min(k, len(targets))
    if not k or not len(asking):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    # One more digit than the limit, so that rounding never loses a pair at exactly the limit.
    limit = chord(within_km) * (1 + 1e-9)
    _, found = cKDTree(targets).query(asking, k=k, distance_upper_bound=limit)
    found = np.asarray(found, np.int64).reshape(len(asking), k)
    row, place = np.nonzero(found < len(targets))
    return row, found[row, place]
