"""Half-days out of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.care.days import EVERY_SLOT, PARTS, week_bit
from models.people.week import read_week, welcome_week

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
WORKDAYS, WEEKEND, ALL = range(5), (SAT, SUN), range(7)
PART_WORDS = ("上午", "下午", "晚上")


def bits(*pairs: tuple[object, object]) -> int:
    mask = 0
    for days, parts in pairs:
        for day in days:  # type: ignore[attr-defined]
            for part in parts:  # type: ignore[attr-defined]
                mask |= week_bit(day, part)
    return mask


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("周三下午、周末", bits(([WED], [1]), (WEEKEND, range(3)))),
        ("工作日 14:00-17:00", bits((WORKDAYS, [1]))),
        ("周一、三、五上午", bits(([MON, WED, FRI], [0]))),
        ("周一三五上午", bits(([MON, WED, FRI], [0]))),
        ("周二、周四下午", bits(([TUE, THU], [1]))),
        ("周一至周五晚上", bits((WORKDAYS, [2]))),
        ("星期一到星期三 9:00-11:30", bits(([MON, TUE, WED], [0]))),
        ("每天上午", bits((ALL, [0]))),
        ("周六上午", bits(([SAT], [0]))),
        ("周六、周日", bits((WEEKEND, range(3)))),
        ("晚上", bits((ALL, [2]))),
        ("８：００－１１：００", bits((ALL, [0]))),
        ("随时", EVERY_SLOT),
        ("看情况", 0),
        ("", 0),
    ],
)
def test_words_people_use(text: str, mask: int) -> None:
    found = read_week(text)
    assert (found.mask, found.school_holidays_only) == (mask, False)


def test_school_holidays_narrow_the_week() -> None:
    assert read_week("寒暑假") == read_week("寒假、暑假")
    assert read_week("寒暑假").mask == EVERY_SLOT
    assert read_week("暑假上午").mask == bits((ALL, [0]))
    assert read_week("暑假上午").school_holidays_only


@given(st.integers(0, EVERY_SLOT))
def test_any_week_spelt_out_is_read_back(mask: int) -> None:
    words = [
        f"周{'一二三四五六日'[day]}{PART_WORDS[part]}"
        for day in range(7)
        for part in range(PARTS)
        if mask & week_bit(day, part)
    ]
    assert read_week("、".join(words)).mask == mask


def test_a_remark_takes_mornings_away() -> None:
    assert welcome_week("") == EVERY_SLOT
    assert welcome_week("有狗") == EVERY_SLOT
    assert welcome_week("上午不在家") == EVERY_SLOT & ~bits((ALL, [0]))
