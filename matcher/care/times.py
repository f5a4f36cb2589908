"""At which times a pair is considered: a few slots each, soon, but not all the same."""

import numpy as np

from matcher.care.arrays import CareArrays
from matcher.care.days import PARTS, month_of_day
from matcher.care.params import CareParams
from matcher.columns import Flags, Ints
from matcher.ranks import first_of_each, ranks
from matcher.rules import Candidates

# Odd and far apart: neighbours in the order of ids start at different slots.
HELPER_STRIDE = 7919
VISIT_STRIDE = 104_729
# Half-days from which a pair's first is taken: a week of somebody who is free four times.
NEAR = 4


def timed(
    arrays: CareArrays, pairs: Candidates, params: CareParams, beside: Candidates | None = None
) -> Candidates:
    """Candidates with slots, up to ``params.slots_per_pair`` per pair.

    A pair keeps last night's slot among its own where it still fits. A visit that needs several
    helpers is considered at the slots that ``_together`` names, with all who can then.

    beside : candidates with slots that these join; a visit for several keeps to its slots there
    """
    slots = np.unpackbits(
        arrays.common_slots(pairs.left, pairs.right), axis=1, count=arrays.slots
    ).astype(np.bool_)
    several = np.flatnonzero(arrays.visit_required[pairs.right] > 1)
    slots[several] &= _together(arrays, pairs.where(several), slots[several], params, beside)
    start = ranks(arrays.helper_id)[pairs.left] * HELPER_STRIDE
    start = start + ranks(arrays.visit_id)[pairs.right] * VISIT_STRIDE
    alone = np.flatnonzero(arrays.visit_required[pairs.right] == 1)
    own = _spread(_with_notice(slots[alone]), start[alone], params.slots_per_pair)
    shared, kept = np.nonzero(slots[several]), _kept_slots(arrays, pairs, slots)
    row = np.concatenate([alone[own[0]], several[shared[0]], kept[0]])
    both = np.unique(row * arrays.slots + np.concatenate([own[1], shared[1], kept[1]]))
    row = both // arrays.slots
    return Candidates(pairs.left[row], pairs.right[row], both % arrays.slots)


def _with_notice(slots: Flags) -> Flags:
    """Without today's, wherever another day will do: people want to be asked the day before."""
    later = slots.copy()
    later[:, :PARTS] = False
    found: Flags = np.where(later.any(axis=1, keepdims=True), later, slots)
    return found


def _spread(slots: Flags, start: Ints, most: int) -> tuple[Ints, Ints]:
    """Up to ``most`` of each row's slots: one of the next, and others evenly apart from there.

    start : decides which of the next
    """
    _, slot = np.nonzero(slots)
    count = slots.sum(axis=1)
    first = np.cumsum(count) - count
    some = np.flatnonzero(count)
    first_one = start % np.clip(count, 1, NEAR)
    nth = [(first_one + k * count // most) % np.maximum(1, count) for k in range(most)]
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


def _together(
    arrays: CareArrays,
    pairs: Candidates,
    slots: Flags,
    params: CareParams,
    beside: Candidates | None,
) -> Flags:
    """Slots at which these visits for several are considered, for each pair; bool[pairs, slots].

    A slot is worth considering when enough can come, and nothing is lost by leaving it out when
    at another one of the same month all of them can come and more: so of each choice of helpers
    that no other includes up to ``params.slots_per_pair`` slots stay. Last night's slot stays in
    any case, and where people decided, theirs is the only one.
    """
    given = np.zeros((arrays.visits, arrays.slots), np.bool_)
    if beside is not None:
        given[beside.right, beside.slot] = True
    chosen = np.zeros((arrays.visits, arrays.slots), np.bool_)
    kept = np.zeros_like(chosen)
    kept[arrays.kept_visit, arrays.kept_slot] = True
    decided = np.zeros_like(chosen)
    decided[arrays.locked_visit, arrays.locked_slot] = True
    turn = ranks(arrays.visit_id) * VISIT_STRIDE
    month = month_of_day(arrays.as_of, arrays.horizon)[np.arange(arrays.slots) // PARTS]
    order = np.argsort(pairs.right, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(pairs.right[order])) + 1):
        if not len(rows):
            continue
        visit = int(pairs.right[rows[0]])
        if decided[visit].any():
            chosen[visit, decided[visit].argmax()] = True
            continue
        if given[visit].any():
            chosen[visit] = given[visit]
            continue
        able = slots[rows].T
        enough = np.flatnonzero(able.sum(axis=1) >= arrays.visit_required[visit])
        # Kept first, then soon, in an order that differs from visit to visit: evenings do not
        # pile up.
        late = np.arange(len(enough)) // NEAR + arrays.slots * (enough < PARTS)
        later = (enough - turn[visit]) % arrays.slots
        enough = enough[np.lexsort((later, late, ~kept[visit, enough]))]
        if len(enough):
            some = _unbeaten(able[enough], month[enough], params.slots_per_pair)
            chosen[visit, enough[some | kept[visit, enough]]] = True
    return chosen[pairs.right]


def _unbeaten(able: Flags, month: Ints, most: int) -> Flags:
    """Slots whose helpers (bool[slots, helpers]) no other of the month has all of, and more.

    Of those with the same helpers the first ``most`` in their order.
    """
    kind = np.concatenate([month[:, None], able], axis=1)
    kinds, of_slot = np.unique(kind, axis=0, return_inverse=True)
    who = kinds[:, 1:]
    missing = who @ (1 - who).T
    beaten = (missing == 0) & (kinds[:, :1] == kinds[:, 0])
    np.fill_diagonal(beaten, False)
    of_slot = of_slot.ravel()
    order = np.argsort(of_slot, kind="stable")
    few = np.zeros(len(able), np.bool_)
    few[order[first_of_each(of_slot[order], most)]] = True
    kept: Flags = few & ~beaten.any(axis=1)[of_slot]
    return kept
