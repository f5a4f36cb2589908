"""A set of (left, right) pairs of rows: who knows whom, who must not meet whom."""

from dataclasses import dataclass, field

import numpy as np

from matcher.columns import Columns, Flags, Ints, ints


@dataclass(frozen=True)
class Pairs(Columns):
    """Pairs of row numbers; the same pair twice counts once.

    left, right : int64[pairs], both >= 0.
    """

    left: Ints = ints("pairs", low=0)
    right: Ints = ints("pairs", low=0)
    keys: Ints = field(init=False, repr=False)

    def check(self) -> None:
        object.__setattr__(self, "keys", np.unique(_key(self.left, self.right)))

    def has(self, left: Ints, right: Ints) -> Flags:
        """For each asked pair, whether it is in the set (bool, same length)."""
        if not len(self.keys):
            return np.zeros(len(left), np.bool_)
        asked = _key(left, right)
        place = np.minimum(np.searchsorted(self.keys, asked), len(self.keys) - 1)
        found: Flags = self.keys[place] == asked
        return found


def _key(left: Ints, right: Ints) -> Ints:
    return (left << 32) | right


def no_pairs() -> Pairs:
    """The empty set."""
    return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64))
