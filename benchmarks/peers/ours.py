"""The product's solver: the best plan, with the prices of every capacity and its proof."""

from benchmarks.instances import Bare, problem
from benchmarks.measure import measured
from matcher.plan import Plan
from matcher.problem import Problem
from matcher.solve.solver import solve


def of_bare(asked: Bare) -> Plan:
    """Putting the arrays into a checked problem counts."""
    return solve(problem(asked))


def of_full(asked: Problem) -> Plan:
    return solve(asked)


if __name__ == "__main__":
    measured(of_bare, of_full)
