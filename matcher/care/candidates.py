"""Which pairs and times the care market considers: the nearest eligible helpers of each visit.

Everything here follows the order of ids, never of rows, so a shuffled county gives the same pairs.
"""

import numpy as np

from matcher.care.arrays import CareArrays
from matcher.care.params import CareParams
from matcher.care.rules import RULES, km_between
from matcher.columns import Flags, Ints
from matcher.places.distance import unit_vectors
from matcher.places.nearest import nearest
from matcher.ranks import first_of_each, ranks
from matcher.rules import Candidates, eligible, joined, pairs_of

# Pairs looked at in one go where there are no coordinates; bounds the memory.
CHUNK = 1_000_000
# How many more neighbours are fetched when too few of the nearest were eligible.
WIDER = 4


def candidate_pairs(arrays: CareArrays, params: CareParams, visits: Ints) -> Candidates:
    """For each of ``visits`` its ``params.nearest`` nearest eligible helpers.

    To these come, when eligible, whoever is paired, last visitors and last night's proposals,
    however far down the list. Ordered by visit, then distance; no pair twice.
    """
    sighted = ~np.isnan(arrays.visit_lat[visits] + arrays.visit_lon[visits])
    found = [
        _by_tree(arrays, params, visits[sighted]),
        _by_code(arrays, params, visits[~sighted], np.arange(arrays.helpers)),
        _by_code(arrays, params, visits[sighted], _unplaced(arrays)),
    ]
    near = _nearest_first(arrays, _all_of(found), params.nearest)
    wanted = np.zeros(arrays.visits, np.bool_)
    wanted[visits] = True
    regular = (arrays.known, arrays.standing, arrays.stand_in)
    own = pairs_of(
        np.concatenate([*(pairs.left for pairs in regular), arrays.kept_helper]),
        np.concatenate([*(pairs.right for pairs in regular), arrays.kept_visit]),
    )
    own = eligible(RULES, arrays, own.where(wanted[own.right]), params)
    return _nearest_first(arrays, _all_of([near, own]), arrays.helpers)


def _unplaced(arrays: CareArrays) -> Ints:
    return np.flatnonzero(np.isnan(arrays.helper_lat + arrays.helper_lon))


def _all_of(parts: list[Candidates]) -> Candidates:
    """All pairs of the parts, each once."""
    found = joined(parts)
    _, once = np.unique((found.right << 32) | found.left, return_index=True)
    return found.where(once)


def _nearest_first(arrays: CareArrays, asked: Candidates, most: int) -> Candidates:
    """The ``most`` nearest helpers of each visit, ties by id."""
    place = ranks(arrays.helper_id)[asked.left]
    metres = np.rint(km_between(arrays, asked) * 1000).astype(np.int64)
    asked = asked.where(np.lexsort((place, metres, ranks(arrays.visit_id)[asked.right])))
    return asked.where(first_of_each(asked.right, most))


def _by_tree(arrays: CareArrays, params: CareParams, visits: Ints) -> Candidates:
    """Nearest eligible helpers by coordinates, one tree per kind of need; widened where short."""
    parts = []
    pool = np.argsort(arrays.helper_id)
    pool = pool[~np.isnan(arrays.helper_lat + arrays.helper_lon)[pool]]
    places = unit_vectors(arrays.helper_lat, arrays.helper_lon)
    homes = unit_vectors(arrays.visit_lat, arrays.visit_lon)
    for helpers, asking in _needs(arrays, pool, visits):
        fetched = WIDER * params.nearest
        while len(asking):
            row, column = nearest(places[helpers], homes[asking], fetched, params.max_km)
            pairs = pairs_of(helpers[column], asking[row])
            good = eligible(RULES, arrays, pairs, params)
            parts.append(good)
            enough = np.bincount(good.right, minlength=arrays.visits) >= params.nearest
            all_seen = np.bincount(row, minlength=len(asking)) < min(fetched, len(helpers))
            asking = asking[~enough[asking] & ~all_seen & (fetched < len(helpers))]
            fetched *= WIDER
    return _all_of(parts or [pairs_of(visits[:0], visits[:0])])


def _needs(arrays: CareArrays, pool: Ints, visits: Ints) -> list[tuple[Ints, Ints]]:
    """Visits that ask for the same kind of helper, each with those who could be it at all."""
    wish = np.where(arrays.visit_intimate, arrays.visit_sex_wish, 0)[visits]
    child = arrays.visit_child[visits].astype(np.int64)
    kinds, kind = np.unique(
        np.stack([arrays.visit_skills[visits], arrays.visit_licences[visits], child, wish]),
        axis=1,
        return_inverse=True,
    )
    groups = []
    for k, (skills, licences, child_facing, sex) in enumerate(kinds.T):
        fit = _serves(arrays, pool, int(skills), bool(child_facing), int(sex))
        fit &= _licensed(arrays, pool, int(licences))
        groups.append((pool[fit], visits[kind.ravel() == k]))
    return groups


def _serves(arrays: CareArrays, pool: Ints, skills: int, child: bool, sex: int) -> Flags:
    fit = arrays.helper_active[pool] & ((arrays.helper_skills[pool] & skills) == skills)
    if child:
        fit &= arrays.helper_checked_until[pool] >= arrays.as_of
    if sex:
        fit &= arrays.helper_sex[pool] == sex
    return np.asarray(fit, np.bool_)


def _licensed(arrays: CareArrays, pool: Ints, licences: int) -> Flags:
    fit = np.ones(len(pool), np.bool_)
    for bit in range(arrays.helper_licence_until.shape[1]):
        if licences >> bit & 1:
            fit &= arrays.helper_licence_until[pool, bit] >= arrays.as_of
    return fit


def _by_code(arrays: CareArrays, params: CareParams, visits: Ints, helpers: Ints) -> Candidates:
    """Eligible pairs among those without coordinates, all looked at."""
    parts = [pairs_of(visits[:0], visits[:0])]
    rows = max(1, CHUNK // max(1, len(helpers)))
    for start in range(0, len(visits) if len(helpers) else 0, rows):
        some = visits[start : start + rows]
        asked = pairs_of(np.tile(helpers, len(some)), np.repeat(some, len(helpers)))
        parts.append(eligible(RULES, arrays, asked, params))
    return _all_of(parts)
