"""How evenly a plan spreads what it gives."""

import numpy as np

from matcher.columns import Floats, Ints


def gini(amounts: Ints) -> float:
    """Gini coefficient of amounts >= 0: 0 = all the same, towards 1 = one has all."""
    total = int(amounts.sum())
    if not total:
        return 0.0
    ordered = np.sort(amounts)
    place = np.arange(1, len(ordered) + 1)
    return float((2 * (place * ordered).sum()) / (len(ordered) * total) - 1 - 1 / len(ordered))


def coverage(group: Ints, wanted: Ints, served: Ints) -> tuple[Ints, Floats]:
    """Groups in order, and the share of what each wanted that it got; 1 where nothing was."""
    groups, place = np.unique(group, return_inverse=True)
    asked = np.bincount(place, weights=wanted, minlength=len(groups))
    got = np.bincount(place, weights=served, minlength=len(groups))
    share = np.divide(got, asked, out=np.ones(len(groups)), where=asked > 0)
    return groups, share
