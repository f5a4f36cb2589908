"""What a night accounts for in its report: figures, proof and coverage by community."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from jobs.matching.changed import Asked
from matcher.certificate import certificate, violations
from matcher.columns import Ints
from matcher.fairness import coverage
from matcher.plan import Plan
from matcher.problem import Problem
from models.matching.drafts import Draft
from models.matching.gates import Figures, Outcome
from models.places.lattice import Lattice


@dataclass(frozen=True)
class MarketNight:
    """One market solved: what the gates judge, what is published, reported, and asked about."""

    outcome: Outcome
    drafts: list[Draft]
    report: dict[str, Any]
    asked: Asked


def judged(
    market: str, problem: Problem, plan: Plan, figures: Figures, last: Figures | None
) -> Outcome:
    """The plan checked by code that shares nothing with the solver."""
    proven = certificate(problem, plan)
    return Outcome(
        market=market,
        figures=figures,
        last=last,
        violations=len(violations(problem, plan)),
        certified=proven.holds,
        gap=plan.gap(problem),
    )


def figures_report(outcome: Outcome, problem: Problem, plan: Plan, unserved: int) -> dict[str, Any]:
    """The plain numbers of one market; objective and bound in units of score."""
    return {
        "people": outcome.figures.people,
        "openings": outcome.figures.openings,
        "candidates": problem.edges,
        "proposals": outcome.figures.proposals,
        "unserved": unserved,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": outcome.gap,
        "violations": outcome.violations,
        "certified": outcome.certified,
    }


def by_community(places: Lattice, row: Ints, wanted: Ints, served: Ints) -> list[dict[str, Any]]:
    """Coverage of each community, in the order of its path; ``row`` are rows of the lattice."""
    groups, share = coverage(row, wanted, served)
    asked = np.bincount(row + 1, weights=wanted, minlength=len(places.communities) + 1)
    return [
        {
            "place": None if group < 0 else str(places.communities[group]),
            "name": "" if group < 0 else places.names[group],
            "wanted": int(asked[group + 1]),
            "share": round(float(one), 4),
        }
        for group, one in zip(groups.tolist(), share.tolist(), strict=True)
    ]
