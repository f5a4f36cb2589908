"""What is not as it was in the employment market: whose pairs have to be judged anew."""

from dataclasses import dataclass

import numpy as np

from matcher.columns import Flags, Ints, changed_rows
from matcher.employment.arrays import EmploymentArrays
from matcher.pairs import Pairs
from matcher.ranks import rows_in
from matcher.rules import Candidates

FAILED = "seeker_market_failed"


@dataclass(frozen=True)
class Since:
    """A county before and after.

    seeker, opening : row after of each row before, -1 = gone
    seeker_before : row before of each row after, -1 = new
    other_seeker, other_opening : bool of each row after, new or not as before; whether the open
        market failed somebody is left out, for only public-welfare posts ask
    """

    before: EmploymentArrays
    seeker: Ints
    opening: Ints
    seeker_before: Ints
    other_seeker: Flags
    other_opening: Flags

    @classmethod
    def of(cls, before: EmploymentArrays, after: EmploymentArrays) -> "Since":
        seeker = rows_in(after.seeker_id, before.seeker_id)
        opening = rows_in(after.opening_id, before.opening_id)
        was = rows_in(before.seeker_id, after.seeker_id)
        opening_was = rows_in(before.opening_id, after.opening_id)
        other = changed_rows(before, after, "seekers", was, but=(FAILED,))
        for name in ("locked", "kept", "forbidden"):
            then: Pairs = getattr(before, name)
            now: Pairs = getattr(after, name)
            left, right = seeker[then.left], opening[then.right]
            there = (left >= 0) & (right >= 0)
            moved = (left[there] << 32) | right[there]
            other[np.setxor1d(moved, now.keys) >> 32] = True
        # Whose row a group stands in says nothing of a pair.
        changed = changed_rows(before, after, "openings", opening_was, but=("opening_group",))
        return cls(before, seeker, opening, was, other, changed)

    def moved(self, edges: Candidates) -> Candidates:
        """Pairs of before in the rows of after, -1 for who is gone."""
        return Candidates(self.seeker[edges.left], self.opening[edges.right], edges.slot)

    def failed_otherwise(self, after: EmploymentArrays) -> Flags:
        """Whom the open market has failed by now and had not before, or the reverse."""
        known = self.seeker_before >= 0
        was = self.before.seeker_market_failed[self.seeker_before]
        found: Flags = known & (was != after.seeker_market_failed)
        return found
