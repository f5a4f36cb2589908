"""What a night accounts for in its report: figures, proof and coverage by community."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jobs.matching.changed import Asked
from matcher.certificate import certificate, violations
from matcher.columns import Ints
from matcher.explain import why_not
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


def others_of(
    ends: tuple[Ints, Ints], score: Ints, needs: Ints, givers: Sequence[uuid.UUID], of: Ints | None
) -> dict[int, list[dict[str, Any]]]:
    """By subject the next best givers as the desk keeps them; ``ends`` are (subject, giver) rows.

    ``of`` : the subjects wanted, when not all.
    """
    subject, giver = ends
    rows = np.arange(len(subject)) if of is None else np.flatnonzero(np.isin(subject, of))
    by_subject: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.tolist():
        said = why_not([], int(needs[row])).said.as_json()
        one = {"id": str(givers[int(giver[row])]), "score": int(score[row]), "said": said}
        by_subject[int(subject[row])].append(one)
    return by_subject
