"""Further helpers for the visits that are short by day, as ``wider`` finds them at night.

By the prices before nobody else paid. So only visits that are short anew, and helpers who are not
as they were or whose months have become cheaper, need be looked at.
"""

from dataclasses import replace

import numpy as np

from matcher.care.candidates import candidate_pairs
from matcher.care.market import CareMarket
from matcher.care.night import CareNight
from matcher.care.rules import RULES
from matcher.care.since import Since
from matcher.care.wider import worth_a_look
from matcher.columns import Flags, Ints
from matcher.plan import Plan
from matcher.ranks import ranks
from matcher.rules import Candidates, eligible, joined, pairs_of


def further(
    night: CareNight, market: CareMarket, plan: Plan, since: Since, anew: Flags
) -> Candidates | None:
    """Pairs and times that may pay now and did not before; None when there are none.

    night : what was solved before; plan : the best for ``market``, which may lack such pairs
    anew : visits looked at anew, bool[visits]
    """
    arrays, params = market.arrays, market.params
    short = plan.unserved[: arrays.visits] > 0
    if not short.any() or params.nearest >= arrays.helpers:
        return None
    was = since.visit_before
    long = short & ~anew & (was >= 0)
    long[long] = night.plan.unserved[was[long]] == plan.unserved[: arrays.visits][long]
    everybody = replace(params, nearest=arrays.helpers)
    pairs = candidate_pairs(arrays, everybody, np.flatnonzero(short & ~long))
    helpers, visits = np.flatnonzero(_cheaper(night, market, plan, since)), np.flatnonzero(long)
    asked = pairs_of(np.repeat(helpers, len(visits)), np.tile(visits, len(helpers)))
    pairs = joined([pairs, eligible(RULES, arrays, asked, params)])
    more = worth_a_look(market, plan, pairs) if len(pairs) else pairs
    return more if len(more) else None


def _cheaper(night: CareNight, market: CareMarket, plan: Plan, since: Since) -> Flags:
    """Helpers who are not as they were, or one of whose months costs less, bool[helpers]."""
    then, now = _months(night.market, night.plan), _months(market, plan)
    was = since.helper_before
    cheaper = since.other_helper.copy()
    known = np.flatnonzero(was >= 0)
    cheaper[known] |= (now[known] < then[was[known]]).any(axis=1)
    return cheaper


def _months(market: CareMarket, plan: Plan) -> Ints:
    """What a visit asks of each helper's months, int[helpers, months]; 0 where nobody asks."""
    arrays, supply = market.arrays, market.problem.supply
    width = arrays.helper_capacity.shape[1]
    price = np.zeros(arrays.helpers * width, np.int64)
    root = np.flatnonzero(supply.parent < 0)
    price[supply.key[root]] = plan.prices.supply[root]
    return price.reshape(arrays.helpers, width)[ranks(arrays.helper_id)]
