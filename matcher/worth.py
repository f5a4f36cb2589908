"""What one change would be worth: the county's question asked again with the change made.

A change only ever adds pairs or room to the question the night asked, so what is gained is never
below zero, and it is the difference of two plans that are both proven, not an estimate.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from matcher.plan import Plan
from matcher.problem import Problem
from matcher.solve.solver import SolveParams, solve

WHOLE_COUNTY = -1


@dataclass(frozen=True)
class Question:
    """One change.

    kind : ``helper`` (one more), ``skill`` (one person more who has it), ``km`` (further for those
        of a place), ``rule`` (left out)
    place : the caller's code of a community, WHOLE_COUNTY = everywhere
    what : the rule's name, or the number of the skill
    changed : makes the problem with the change; a superset of the one it is compared with
    """

    kind: str
    place: int
    what: str
    changed: Callable[[], Problem]


@dataclass(frozen=True)
class Gain:
    """What a change is worth.

    points : value of the best plan with the change less the best without, in points of score
    served : how many more are served, below zero where fewer but more urgent ones are; None where
        only the price is known
    doubt : by how much ``points`` may be off at most; 0 where both plans are proven the best
    """

    kind: str
    place: int
    what: str
    points: int
    served: int | None
    doubt: int


def gains(questions: Sequence[Question], before: Plan, solving: SolveParams) -> Iterator[Gain]:
    """The gain of each change, in their order; each is a solve of its own, so they come singly."""
    for one in questions:
        after = solve(one.changed(), solving)
        yield Gain(
            kind=one.kind,
            place=one.place,
            what=one.what,
            points=after.objective - before.objective,
            served=int(before.unserved.sum() - after.unserved.sum()),
            doubt=after.bound - after.objective + before.bound - before.objective,
        )
