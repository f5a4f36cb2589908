"""What a choice of edges is worth by a problem's own rules: the same arithmetic for every peer."""

import numpy as np

from matcher.columns import Flags
from matcher.problem import Problem


class Broken(Exception):
    """A peer's answer that keeps a promise of the problem not."""


def gained(asked: Problem, flow: Flags) -> int:
    """Worth over doing nothing; raises ``Broken`` where a capacity or a minimum is not kept."""
    gain = int(asked.edge_value[flow].sum())
    for side, ends in asked.sides():
        load = side.loads(ends[flow])
        short = (load > 0) & (load < side.minimum)
        if (load > side.capacity).any() or short.any() or (asked.edge_locked & ~flow).any():
            raise Broken("the answer breaks the rules of the problem")
        node = side.step_node()
        nth = np.arange(len(node)) - side.step_start[node]
        if side is asked.supply:
            gain -= int(side.step_cost[nth < load[node]].sum())
        else:
            # The dearest misses are saved first; what is left missing are the last steps.
            gain += int(side.step_cost[nth < load[node]].sum())
    return gain
