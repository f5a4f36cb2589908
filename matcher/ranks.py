"""The order of ids, which decides every tie, and other ways of numbering rows."""

import numpy as np

from matcher.columns import Flags, Ints


def ranks(ids: Ints) -> Ints:
    """Place of each row in the order of ids, int64."""
    place = np.empty(len(ids), np.int64)
    place[np.argsort(ids)] = np.arange(len(ids))
    return place


def numbered(values: Ints, size: int) -> tuple[Ints, Ints]:
    """The different values, rising, and the place of each among them; all are 0..size - 1.

    As ``np.unique`` with its inverse, without sorting.
    """
    there = np.zeros(size, np.bool_)
    there[values] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[values]


def first_of_each(group: Ints, most: int) -> Flags:
    """The first ``most`` rows of each run of equal values, bool."""
    first = np.flatnonzero(np.diff(group, prepend=-1))
    nth = np.arange(len(group)) - np.repeat(first, np.diff(first, append=len(group)))
    kept: Flags = nth < most
    return kept


def rows_in(others: Ints, ids: Ints) -> Ints:
    """The row of each id among ``others``, -1 where it is not there, int64."""
    if not len(others):
        return np.full(len(ids), -1, np.int64)
    order = np.argsort(others)
    at = order[np.minimum(np.searchsorted(others, ids, sorter=order), len(others) - 1)]
    return np.where(others[at] == ids, at, -1)
