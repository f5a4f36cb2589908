"""Numbers, stars and what a certificate counts."""

import datetime as dt

import pytest

from models.care.hours import certificates, correcting
from models.care.hours.numbers import DIGITS, check_digit, new_number, read_number, spaced
from models.care.hours.refusals import NothingToCertify
from models.care.hours.stars import USUAL, stars_of, thresholds
from models.care.hours.tables import Certificate
from models.people.tables import CodeTable
from tests.models.care.hours.conftest import BEGAN, NOW, Field

HOUR = dt.timedelta(hours=1)
SINCE, UNTIL = dt.date(2026, 11, 1), dt.date(2026, 11, 20)


def issue(served: Field) -> Certificate:
    return certificates.issue(served.session, served.helper, SINCE, UNTIL, NOW, by=served.own.id)


def test_every_wrong_digit_and_nearly_every_swap_is_noticed() -> None:
    number = new_number()
    wrong = [
        number[:place] + digit + number[place + 1 :]
        for place in range(DIGITS)
        for digit in "0123456789"
        if digit != number[place]
    ]
    assert [one for one in wrong if read_number(one)] == []
    swaps = [
        number[:n] + number[n + 1] + number[n] + number[n + 2 :]
        for n in range(DIGITS - 1)
        if number[n] != number[n + 1]
    ]
    assert sum(read_number(one) is not None for one in swaps) <= 1


def test_known_check_digit() -> None:
    # The worked example of ISO 7064 MOD 11,10.
    assert check_digit("0794") == 5


def test_numbers_are_read_as_people_write_them() -> None:
    number = new_number()
    assert read_number(f" {spaced(number)} ") == number
    assert read_number(spaced(number).replace(" ", "-")) == number
    assert read_number(number[:-1]) is None


@pytest.mark.parametrize(
    ("hours", "stars", "missing"),
    [(0, 0, 100), (99, 0, 1), (100, 1, 200), (1499, 4, 1), (1500, 5, 0), (9000, 5, 0)],
)
def test_stars(hours: int, stars: int, missing: int) -> None:
    worth = stars_of(hours * 60, USUAL)
    assert (worth.stars, worth.missing_minutes) == (stars, missing * 60)


def test_thresholds_are_those_in_force_on_the_day(served: Field) -> None:
    assert thresholds(served.session, UNTIL) == USUAL
    table = CodeTable(
        name="volunteer_stars",
        effective_from=dt.date(2026, 1, 1),
        effective_to=dt.date(2026, 6, 30),
        values={"hours": [50, 150]},
    )
    served.village.add(table)
    assert thresholds(served.session, dt.date(2026, 3, 1)) == (50, 150)
    assert thresholds(served.session, UNTIL) == USUAL


def test_it_counts_credited_hours_of_the_period_by_content(served: Field) -> None:
    for n in range(3):
        served.hours("code", at=BEGAN + n * 2 * HOUR)
    served.hours("code", at=BEGAN + 8 * HOUR, content="代购代办", minutes=30)
    served.hours("none", at=BEGAN - 3 * HOUR)
    served.hours("code", at=BEGAN - dt.timedelta(days=40))
    paper = issue(served)
    assert paper.minutes == 210
    assert paper.contents == [
        {"content": "陪伴聊天", "times": 3, "minutes": 180},
        {"content": "代购代办", "times": 1, "minutes": 30},
    ]
    assert (paper.unit, paper.name, paper.stars) == ("新城社区", "孟琴", 0)


def test_many_small_contents_share_a_line(served: Field) -> None:
    for n in range(9):
        served.hours("code", at=BEGAN + n * HOUR / 2, minutes=20 + n, content=f"服务{n}")
    lines = issue(served).contents
    assert len(lines) == certificates.MOST_LINES
    assert lines[-1]["content"] == certificates.OTHER
    assert sum(line["times"] for line in lines) == 9
    assert sum(line["minutes"] for line in lines) == sum(range(20, 29))


def test_nothing_to_certify_is_refused(served: Field) -> None:
    served.hours("none")
    with pytest.raises(NothingToCertify):
        issue(served)


def test_later_hours_of_the_period_leave_a_certificate_valid(served: Field) -> None:
    served.hours("code")
    paper = issue(served)
    served.hours("code", at=BEGAN + 3 * HOUR)
    assert certificates.check(served.session, paper.number, 60, None).state == "valid"


def test_corrected_hours_show(served: Field) -> None:
    hours = served.hours("code")
    paper = issue(served)
    correcting.correct(served.session, served.staff, hours.id, BEGAN, BEGAN + HOUR / 2, "早走", NOW)
    found = certificates.check(served.session, paper.number, 60, None)
    assert (found.state, found.minutes_now) == ("changed", 30)
