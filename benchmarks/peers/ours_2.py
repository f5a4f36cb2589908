"""The product's solver with two processes for parts that have nothing to do with each other."""

from benchmarks.instances import Bare, problem
from benchmarks.measure import measured
from matcher.plan import Plan
from matcher.solve.solver import SolveParams, solve


def of_bare(asked: Bare) -> Plan:
    return solve(problem(asked), SolveParams(workers=2))


if __name__ == "__main__":
    measured(of_bare)
