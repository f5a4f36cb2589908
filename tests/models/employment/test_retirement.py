"""Gradual retirement: by how much later, and the day."""

import datetime as dt

import pytest

from models.employment.retirement import MEN, WOMEN, retires_on

# Published examples of the decision of 2024-09-13.
LATER = [
    (MEN, 1964, 12, 0),
    (MEN, 1965, 1, 1),
    (MEN, 1965, 4, 1),
    (MEN, 1965, 5, 2),
    (MEN, 1976, 2, 34),
    (MEN, 1976, 9, 36),
    (MEN, 1990, 1, 36),
    (WOMEN[55], 1969, 12, 0),
    (WOMEN[55], 1970, 1, 1),
    (WOMEN[55], 1970, 5, 2),
    (WOMEN[55], 1981, 12, 36),
    (WOMEN[50], 1974, 12, 0),
    (WOMEN[50], 1975, 1, 1),
    (WOMEN[50], 1975, 3, 2),
    (WOMEN[50], 1975, 12, 6),
    (WOMEN[50], 1984, 12, 60),
]


@pytest.mark.parametrize(("scale", "year", "month", "later"), LATER)
def test_a_month_more_for_every_few_of_birth(scale, year, month, later) -> None:
    assert scale.months_later(dt.date(year, month, 28)) == later


@pytest.mark.parametrize(
    ("born_on", "sex", "women", "day"),
    [
        (dt.date(1965, 5, 20), 1, 50, dt.date(2025, 7, 20)),
        (dt.date(1976, 11, 30), 2, 50, dt.date(2027, 11, 30)),
        (dt.date(1976, 11, 30), 2, 55, dt.date(2033, 8, 30)),
        (dt.date(1964, 2, 29), 1, 50, dt.date(2024, 2, 29)),
        (dt.date(1965, 5, 20), 0, 50, dt.date(2025, 7, 20)),
    ],
)
def test_the_day(born_on, sex, women, day) -> None:
    assert retires_on(born_on, sex, women) == day
