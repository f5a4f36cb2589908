"""Identity numbers: the check digit, the date, the sex, and what people write around them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.people.identity import IdNumberInvalid, age, check_digit, read_identity

# The textbook sample number of GB 11643.
SAMPLE = "11010519491231002X"

dates = st.dates(dt.date(1900, 1, 1), dt.date(2030, 12, 31))


def number(born_on: dt.date, order: int, area: str = "610998") -> str:
    first = f"{area}{born_on:%Y%m%d}{order:03d}"
    return first + check_digit(first)


@pytest.mark.parametrize(
    "text", [SAMPLE, "11010519491231002x", " 110105 19491231 002X", "'11010519491231002X"]
)
def test_the_sample_number_is_one_however_it_is_written(text: str) -> None:
    found = read_identity(text)
    assert (found.number, found.born_on, found.sex) == (SAMPLE, dt.date(1949, 12, 31), 2)


@given(dates, st.integers(0, 999))
def test_a_made_number_says_its_date_and_sex(born_on: dt.date, order: int) -> None:
    found = read_identity(number(born_on, order))
    assert found.born_on == born_on
    assert found.sex == (1 if order % 2 else 2)


@given(dates, st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(
    born_on: dt.date, order: int, place: int, more: int
) -> None:
    right = number(born_on, order)
    wrong = right[:place] + str((int(right[place]) + more) % 10) + right[place + 1 :]
    with pytest.raises(IdNumberInvalid):
        read_identity(wrong)


@pytest.mark.parametrize("text", ["", "123", "1" * 18, "11010519490231002X", "１" * 18, "A" * 18])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(IdNumberInvalid):
        read_identity(text)


def test_age_turns_on_the_birthday() -> None:
    born = dt.date(2010, 11, 21)
    assert age(born, dt.date(2026, 11, 20)) == 15
    assert age(born, dt.date(2026, 11, 21)) == 16
