"""At which times a pair is considered: a few slots each, spread so that not all want the same."""

import numpy as np

from matcher.care.arrays import CareArrays
from matcher.care.params import CareParams
from matcher.columns import Flags, Ints
from matcher.ranks import ranks
from matcher.rules import Candidates

# Odd and far apart: neighbours in the order of ids start at different slots.
HELPER_STRIDE = 7919
VISIT_STRIDE = 104_729


def timed(arrays: CareArrays, pairs: Candidates, params: CareParams) -> Candidates:
    """Candidates with slots, up to ``params.slots_per_pair`` per pair.

    A pair keeps last night's slot among its own where it still fits. A visit that needs several
    helpers is fixed to one slot, the one at which most of its helpers can.
    """
    slots = np.unpackbits(
        arrays.common_slots(pairs.left, pairs.right), axis=1, count=arrays.slots
    ).astype(np.bool_)
    together = arrays.visit_required[pairs.right] > 1
    fixed = _one_slot(arrays, pairs.where(together), slots[together])
    slots[together] &= np.arange(arrays.slots)[None, :] == fixed[pairs.right[together]][:, None]
    start = ranks(arrays.helper_id)[pairs.left] * HELPER_STRIDE
    start = start + ranks(arrays.visit_id)[pairs.right] * VISIT_STRIDE
    row, slot = _spread(slots, start, params.slots_per_pair)
    kept = _kept_slots(arrays, pairs, slots)
    row, slot = np.concatenate([row, kept[0]]), np.concatenate([slot, kept[1]])
    both = np.unique(row * arrays.slots + slot)
    row = both // arrays.slots
    return Candidates(pairs.left[row], pairs.right[row], both % arrays.slots)


def _spread(slots: Flags, start: Ints, most: int) -> tuple[Ints, Ints]:
    """Up to ``most`` of each row's slots, evenly apart, the first decided by ``start``."""
    _, slot = np.nonzero(slots)
    count = slots.sum(axis=1)
    first = np.cumsum(count) - count
    some = np.flatnonzero(count)
    nth = [(start + k * count // most) % np.maximum(1, count) for k in range(most)]
    return np.tile(some, most), np.concatenate([slot[(first + n)[some]] for n in nth])


def _kept_slots(arrays: CareArrays, pairs: Candidates, slots: Flags) -> tuple[Ints, Ints]:
    """Rows of ``pairs`` with last night's slot, where it still fits."""
    asked = (pairs.right << 32) | pairs.left
    kept = (arrays.kept_visit << 32) | arrays.kept_helper
    order = np.argsort(asked)
    place = np.searchsorted(asked, kept, sorter=order)
    row = order[np.minimum(place, max(0, len(asked) - 1))] if len(asked) else place[:0]
    slot, kept = arrays.kept_slot[: len(row)], kept[: len(row)]
    fits = (asked[row] == kept) & slots[row, slot]
    return row[fits], slot[fits]


def _one_slot(arrays: CareArrays, pairs: Candidates, slots: Flags) -> Ints:
    """For each visit of these pairs the slot at which most can; decided and kept ones first."""
    votes = np.zeros((arrays.visits, arrays.slots), np.int64)
    np.add.at(votes, pairs.right, slots.astype(np.int64))
    more_than_all = arrays.helpers + 1
    possible = votes[arrays.kept_visit, arrays.kept_slot] > 0
    bonus = np.zeros_like(votes)
    bonus[arrays.kept_visit[possible], arrays.kept_slot[possible]] = more_than_all
    bonus[arrays.locked_visit, arrays.locked_slot] = 2 * more_than_all
    votes += bonus
    # Ties go to a slot that differs from visit to visit, so that evenings do not pile up.
    turn = (ranks(arrays.visit_id) * VISIT_STRIDE) % arrays.slots
    column = (np.arange(arrays.slots)[None, :] + turn[:, None]) % arrays.slots
    best = np.take_along_axis(votes, column, axis=1).argmax(axis=1)
    return np.asarray((best + turn) % arrays.slots, np.int64)
