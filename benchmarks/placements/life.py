"""One arm's six months while they are lived: who was sent where, and what came of it so far."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from benchmarks.placements.ground import Ground
from benchmarks.placements.habits import People
from matcher.columns import Ints
from models.employment.tables import HOLDING


@dataclass
class Referral:
    """A seeker sent to an opening; its states are the product's.

    sent, started, ended : days, -1 = not yet; ``started`` is the first day at work
    """

    seeker: int
    opening: int
    sent: int
    state: str = "approved"
    started: int = -1
    ended: int = -1

    @property
    def holds(self) -> bool:
        """Whether it holds its seeker and its seat."""
        return self.state in HOLDING

    def end(self, state: str, day: int) -> None:
        self.state, self.ended = state, day


Step = Callable[["Life", Referral, int], None]


@dataclass
class Life:
    """``due``: by day what is to happen to which referral.

    goes : day on which each seeker is gone, unless something was found by then
    gone : day by seeker who looks no longer
    failed : seekers an employer did not take: the open market was tried
    opened : classes that began, and with how many
    gap : the largest share of a night's gain that stayed unproven
    """

    ground: Ground
    people: People
    goes: Ints
    referrals: list[Referral] = field(default_factory=list)
    due: dict[int, list[tuple[Referral, Step]]] = field(default_factory=lambda: defaultdict(list))
    gone: dict[int, int] = field(default_factory=dict)
    failed: set[int] = field(default_factory=set)
    opened: dict[int, int] = field(default_factory=dict)
    happened: Counter[str] = field(default_factory=Counter)
    gap: float = 0.0

    def holding(self) -> list[Referral]:
        return [one for one in self.referrals if one.holds]


def begun(ground: Ground, people: People) -> Life:
    """Nobody has been sent anywhere yet."""
    goes = np.array([people.goes(i) for i in range(ground.all.seekers)], np.int64)
    return Life(ground, people, ground.comes + goes)
