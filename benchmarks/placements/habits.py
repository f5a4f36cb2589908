"""What people do when they are sent somewhere, by dice; every assumption of the benchmark is here.

A throw is named by what it is about, the seeker and the opening, and by nothing else: whoever would
say yes to an opening says so in every arm in which he is sent there. No throw knows of an arm, a
rank or a score; the chances are reckoned from the ledgers' own columns, not from our points.
"""

from dataclasses import dataclass, field
from math import log

import numpy as np

from benchmarks.dice import Dice
from matcher.employment.arrays import COHORT, EmploymentArrays
from matcher.employment.params import EmploymentParams
from matcher.employment.rules import commute_limit, km_between
from matcher.rules import one_pair

MONTH = 30


@dataclass(frozen=True)
class Habits:
    """How often and how long; nothing was fitted to a result.

    yes, yes_wish, yes_near, yes_pay : a seeker's chance to say yes: from the first, up to so much
        more for the wish, a short way, the pay
    second_wish, other_course : what a second wish, and a course not asked for, count of a first one
    silent : answers nothing, and the referral lapses after ``patience`` days
    answers, decides : days until a seeker, and after a yes an employer, has answered
    takes, takes_skill, takes_school, takes_person : an employer's chance to take somebody: from the
        first, more for knowing the occupation, for schooling above what is asked, and up to so much
        more for what no ledger knows of a person
    begins : days from the last yes to the first day at work
    passes, taken_on : a class that was sat through; the reserved post after it
    course : days a class takes
    leaves, leaves_fit : chance to leave work within a month; for whom it suits wholly
    goes : chance within a month to find work alone, or to move away, while nothing was found
    """

    yes: float = 0.2
    yes_wish: float = 0.3
    yes_near: float = 0.2
    yes_pay: float = 0.15
    second_wish: float = 0.6
    other_course: float = 0.3
    silent: float = 0.1
    patience: int = 5
    answers: tuple[int, int] = (1, 4)
    decides: tuple[int, int] = (2, 7)
    takes: float = 0.3
    takes_skill: float = 0.3
    takes_school: float = 0.1
    takes_person: float = 0.2
    begins: int = 3
    passes: float = 0.85
    taken_on: float = 0.85
    course: tuple[int, int] = (15, 40)
    leaves: float = 0.2
    leaves_fit: float = 0.04
    goes: float = 0.05


@dataclass(frozen=True)
class Suits:
    """How an opening suits a person, each from 0 to 1, and what an employer sees."""

    wish: float
    near: float
    pay: float
    knows: bool
    more_school: bool


@dataclass(frozen=True)
class People:
    """Everybody who ever comes, and how they answer to every opening there ever is."""

    all: EmploymentArrays
    dice: Dice
    habits: Habits = field(default_factory=Habits)

    def suits(self, i: int, j: int) -> Suits:
        a = self.all
        pair, params = one_pair(i, j), EmploymentParams()
        km, limit = float(km_between(a, pair)[0]), float(commute_limit(a, pair, params)[0])
        wished, paid = int(a.seeker_wage[i]), int(a.opening_wage_high[j])
        return Suits(
            wish=self._wish(i, j),
            near=max(0.0, 1 - km / max(limit, 0.1)),
            pay=1.0 if not wished else float(np.clip((paid / wished - 0.8) / 0.4, 0, 1)),
            knows=bool(a.seeker_skills[i] >> a.opening_occupation[j] & 1),
            more_school=bool(a.seeker_schooling[i] > a.opening_schooling[j]),
        )

    def answers(self, i: int, j: int) -> tuple[bool | None, int]:
        """Yes, no or nothing, and after how many days."""
        habits, suits = self.habits, self.suits(i, j)
        if self.dice.throw("silent", i, j) < habits.silent:
            return None, habits.patience
        chance = habits.yes + habits.yes_wish * suits.wish
        chance += habits.yes_near * suits.near + habits.yes_pay * suits.pay
        return self.dice.throw("yes", i, j) < chance, self._days(habits.answers, "answers", i, j)

    def taken(self, i: int, j: int) -> tuple[bool, int]:
        """Whether the employer takes somebody who said yes, and after how many days."""
        habits, suits = self.habits, self.suits(i, j)
        chance = habits.takes + habits.takes_skill * suits.knows
        chance += habits.takes_school * suits.more_school
        chance += habits.takes_person * self.dice.throw("person", i)
        return self.dice.throw("taken", i, j) < chance, self._days(habits.decides, "decides", i, j)

    def passes(self, i: int, j: int) -> bool:
        return self.dice.throw("passes", i, j) < self.habits.passes * self.habits.taken_on

    def course(self, j: int) -> int:
        return self._days(self.habits.course, "course", j)

    def stays(self, i: int, j: int) -> int:
        """Days at work; what suits is left less often."""
        suits = self.suits(i, j)
        fit = (suits.wish + suits.near + suits.pay) / 3
        habits = self.habits
        monthly = habits.leaves + (habits.leaves_fit - habits.leaves) * fit
        return self._lasts(monthly, "stays", i, j)

    def goes(self, i: int) -> int:
        """Days until somebody who found nothing is gone."""
        return self._lasts(self.habits.goes, "goes", i)

    def _wish(self, i: int, j: int) -> float:
        a, habits, occupation = self.all, self.habits, int(self.all.opening_occupation[j])
        wishes = a.seeker_wishes[i].tolist()
        if a.opening_kind[j] == COHORT:
            asked = bool(a.seeker_training_wishes[i] >> occupation & 1) or occupation in wishes
            return 1.0 if asked else habits.other_course
        if occupation not in wishes:
            return 0.0
        return 1.0 if wishes[0] == occupation else habits.second_wish

    def _days(self, ends: tuple[int, int], *about: object) -> int:
        low, high = ends
        return low + int((high - low + 1) * self.dice.throw(*about))

    def _lasts(self, monthly: float, *about: object) -> int:
        """Days until something happens whose chance is the same on every day."""
        return 1 + int(MONTH * log(1 - self.dice.throw(*about)) / log(1 - monthly))
