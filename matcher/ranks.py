"""The order of ids, which decides every tie; and the first few of each group in that order."""

import numpy as np

from matcher.columns import Flags, Ints


def ranks(ids: Ints) -> Ints:
    """Place of each row in the order of ids, int64."""
    place = np.empty(len(ids), np.int64)
    place[np.argsort(ids)] = np.arange(len(ids))
    return place


def first_of_each(group: Ints, most: int) -> Flags:
    """The first ``most`` rows of each run of equal values, bool."""
    first = np.flatnonzero(np.diff(group, prepend=-1))
    nth = np.arange(len(group)) - np.repeat(first, np.diff(first, append=len(group)))
    kept: Flags = nth < most
    return kept
