"""What is not as it was in a county: other helpers and visits, and whose candidates they change."""

from dataclasses import dataclass

import numpy as np

from matcher.care.arrays import CareArrays
from matcher.care.params import CareParams
from matcher.care.rules import RULES, km_between
from matcher.columns import Flags, Ints, changed_rows
from matcher.pairs import Pairs
from matcher.ranks import rows_in
from matcher.rules import Candidates, eligible, pairs_of

FREE = {"helpers": ("helper_free", "helper_free_for_children"), "visits": ("visit_open",)}
METRE = 0.001
PLACE = ("helper_lat", "helper_lon", "helper_grid", "helper_community", "helper_town")


@dataclass(frozen=True)
class Since:
    """A county before and after.

    helper, visit : row after of each row before, -1 = gone
    helper_before, visit_before : row before of each row after, -1 = new
    other_helper, other_visit : bool of each row after, new or not as before
    """

    before: CareArrays
    after: CareArrays
    helper: Ints
    visit: Ints
    helper_before: Ints
    visit_before: Ints
    other_helper: Flags
    other_visit: Flags

    @classmethod
    def of(cls, before: CareArrays, after: CareArrays) -> "Since":
        helper = rows_in(before.helper_id, after.helper_id)
        visit = rows_in(before.visit_id, after.visit_id)
        return cls(
            before,
            after,
            helper=rows_in(after.helper_id, before.helper_id),
            visit=rows_in(after.visit_id, before.visit_id),
            helper_before=helper,
            visit_before=visit,
            other_helper=changed_rows(before, after, "helpers", helper, FREE["helpers"]),
            other_visit=changed_rows(before, after, "visits", visit, FREE["visits"]),
        )

    def moved(self, edges: Candidates) -> Candidates:
        """Pairs of before in the rows of after, -1 for who is gone."""
        return Candidates(self.helper[edges.left], self.visit[edges.right], edges.slot)


def looked_at_anew(since: Since, edges: Candidates, params: CareParams) -> Flags:
    """Visits for which other helpers or times may come into question now, bool[visits after].

    edges : the candidates of before that are still there, in the rows of after
    """
    before, after = since.before, since.after
    anew = since.other_visit.copy()
    for then, now in (
        (_untimed(before.known), _untimed(after.known)),
        (_untimed(before.standing), _untimed(after.standing)),
        (_untimed(before.stand_in), _untimed(after.stand_in)),
        (_untimed(before.forbidden), _untimed(after.forbidden)),
        (_timed(before, "kept"), _timed(after, "kept")),
        (_timed(before, "locked"), _timed(after, "locked")),
    ):
        anew[_differing(since, then, now)] = True
    helpers, visits = np.flatnonzero(since.other_helper), np.flatnonzero(~anew)
    if not len(helpers):
        return anew
    asked = pairs_of(np.repeat(helpers, len(visits)), np.tile(visits, len(helpers)))
    anew[asked.right[_matters(since, edges, asked, params)]] = True
    return anew


def _untimed(pairs: Pairs) -> Candidates:
    return Candidates(pairs.left, pairs.right, np.zeros_like(pairs.left))


def _timed(arrays: CareArrays, name: str) -> Candidates:
    return Candidates(*(getattr(arrays, f"{name}_{of}") for of in ("helper", "visit", "slot")))


def _differing(since: Since, then: Candidates, now: Candidates) -> Ints:
    """Visits after of the pairs that are in one of the two only, or whose helper is gone."""
    then = since.moved(then)
    then = then.where(then.right >= 0)
    gone = then.left < 0
    left, then = then.right[gone], then.where(~gone)
    helpers, slots = since.after.helpers, since.after.slots
    was, are = ((one.right * helpers + one.left) * slots + one.slot for one in (then, now))
    return np.concatenate([left, np.setxor1d(was, are) // max(1, helpers * slots)])


def _matters(since: Since, edges: Candidates, asked: Candidates, params: CareParams) -> Flags:
    """Whether a helper who is not as before joins or leaves the candidates of a visit."""
    before, after = since.before, since.after
    old = Candidates(since.helper_before[asked.left], since.visit_before[asked.right], asked.slot)
    could = np.zeros(len(asked), np.bool_)
    known = np.flatnonzero(old.left >= 0)
    could[known] = _can(before, old.where(known), params)
    can = _can(after, asked, params)
    listed = np.isin(_key(asked), _key(edges.where(since.other_helper[edges.left])))
    matters = listed & ~can
    matters |= (could | can) & _elsewhere(since)[asked.left]
    # The time of a visit for several is that of most of its candidates.
    matters |= (could | can) & (after.visit_required[asked.right] > 1)
    gained = np.flatnonzero(can & ~could)
    matters[gained] |= _near_enough(after, edges, asked.where(gained), params)
    return matters


def _can(arrays: CareArrays, asked: Candidates, params: CareParams) -> Flags:
    return np.isin(_key(asked), _key(eligible(RULES, arrays, asked, params)))


def _key(pairs: Candidates) -> Ints:
    return (pairs.right << 32) | pairs.left


def _elsewhere(since: Since) -> Flags:
    """Helpers after who do not live where they lived."""
    known = np.flatnonzero(since.helper_before >= 0)
    elsewhere = np.zeros(since.after.helpers, np.bool_)
    for name in PLACE:
        now = getattr(since.after, name)[known]
        then = getattr(since.before, name)[since.helper_before[known]]
        elsewhere[known] |= (now != then) & ~(np.isnan(now) & np.isnan(then))
    return elsewhere


def _near_enough(
    arrays: CareArrays, edges: Candidates, asked: Candidates, params: CareParams
) -> Flags:
    """Whether a pair is no farther than the farthest candidate, or candidates are few."""
    wanted = np.zeros(arrays.visits, np.bool_)
    wanted[asked.right] = True
    mine = edges.where(wanted[edges.right])
    _, once = np.unique(_key(mine), return_index=True)
    mine = mine.where(once)
    few = np.bincount(mine.right, minlength=arrays.visits) < params.nearest
    farthest = np.zeros(arrays.visits)
    np.maximum.at(farthest, mine.right, km_between(arrays, mine))
    # Distances are compared in whole metres where candidates are chosen.
    near = km_between(arrays, asked) <= farthest[asked.right] + METRE
    return np.asarray(few[asked.right] | near, np.bool_)
