"""The day of statutory retirement, which moves back month by month for those born later.

Source: the decision of the National People's Congress Standing Committee of 2024-09-13 on
gradually raising the retirement age (in force from 2025-01-01): men from 60 to 63, one month for
every four of birth; women from 55 to 58 alike, or from 50 to 55, one month for every two.
"""

import datetime as dt
from dataclasses import dataclass

from models.employment.months import months_after


@dataclass(frozen=True)
class Scale:
    """``years`` of age before; from births in ``since`` on a month more every ``step`` months."""

    years: int
    since: tuple[int, int]
    step: int
    most: int

    def months_later(self, born_on: dt.date) -> int:
        """By how many months somebody born that day retires later than before."""
        after = (born_on.year - self.since[0]) * 12 + born_on.month - self.since[1]
        return min(self.most, max(0, 1 + after // self.step))


MEN = Scale(60, (1965, 1), 4, 36)
# By the age at which they retired before: 50 for workers, 55 for others.
WOMEN = {50: Scale(50, (1975, 1), 2, 60), 55: Scale(55, (1970, 1), 4, 36)}
FEMALE = 2


def retires_on(born_on: dt.date, sex: int, women: int) -> dt.date:
    """The day from which somebody is retired; ``women`` 50 or 55, which scale women are on."""
    scale = WOMEN[women] if sex == FEMALE else MEN
    return months_after(born_on, 12 * scale.years + scale.months_later(born_on))
