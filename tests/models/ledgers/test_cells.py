"""Cells: days, counts, wages, lists, phones, and what would run in a spreadsheet."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.ledgers import readers
from models.ledgers.amounts import NOTHING, Pay, read_count, read_pay, read_words
from models.ledgers.cells import harmless, is_blank, masked, plain, tidy
from models.ledgers.days import SERIAL_ZERO, read_day
from models.ledgers.readers import Unreadable

DAY = dt.date(2024, 7, 8)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-07-08",
        "2024.7.8",
        "2024/7/8",
        "2024年7月8日",
        "２０２４年７月８日",
        "20240708",
        "2024-07-08 00:00:00",
        " 2024-7-8 ",
        dt.datetime(2024, 7, 8),
        DAY,
        45481,
        45481.0,
        "45481",
    ],
)
def test_one_day_in_many_spellings(cell: Any) -> None:
    assert read_day(cell) == DAY


@pytest.mark.parametrize("cell", ["2024-13-01", "2024-02-30", "去年", "7月8日", 12, "", None])
def test_what_is_no_day(cell: Any) -> None:
    assert read_day(cell) is None


@given(st.dates(dt.date(1930, 1, 1), dt.date(2090, 1, 1)))
def test_every_day_is_read_back(day: dt.date) -> None:
    spelt = f"{day.year}年{day.month}月{day.day}日"
    assert read_day(spelt) == read_day((day - SERIAL_ZERO).days) == read_day(day.isoformat()) == day


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        (4, 4),
        ("4次", 4),
        ("2-3", 2),
        ("２～３", 2),
        ("约5人", 5),
        (4.0, 4),
        ("四", None),
        ("", None),
    ],
)
def test_counts(cell: Any, count: int | None) -> None:
    assert read_count(cell) == count


@pytest.mark.parametrize("cell", [0, "0", "-3", "若干", 99999])
def test_a_headcount_that_is_none_is_said_with_column_and_value(cell: Any) -> None:
    with pytest.raises(Unreadable, match=f"“招聘人数”的值“{cell}”"):
        readers.count(cell, "招聘人数")


@pytest.mark.parametrize(
    ("cell", "pay"),
    [
        ("2200～3000元/月", Pay(2200, 3000)),
        ("2400-2700", Pay(2400, 2700)),
        ("3000元起", Pay(3000, None)),
        ("3000左右", Pay(3000, 3000)),
        (2800, Pay(2800, 2800)),
        ("2-3千", Pay(2000, 3000)),
        ("0.3万-0.5万", Pay(3000, 5000)),
        ("3,000-4,000", Pay(3000, 4000)),
        ("面议", None),
        ("4000-3000", None),
        ("100元/天", None),
        ("", None),
    ],
)
def test_wages(cell: Any, pay: Pay | None) -> None:
    assert read_pay(cell) == pay


@given(st.integers(1, 90_000), st.integers(0, 9_000), st.sampled_from(["-", "～", "~", "—", "至"]))
def test_every_span_of_wages_is_read_back(least: int, more: int, dash: str) -> None:
    assert read_pay(f"{least}{dash}{least + more}元/月") == Pay(least, least + more)


WORD = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=6)


@given(st.lists(WORD, unique=True), st.sampled_from("、，,;；/ \n　"))
def test_lists_whatever_separates_them(words: list[str], separator: str) -> None:
    asked = [word for word in words if word not in NOTHING]
    assert read_words(separator.join(asked)) == asked


@pytest.mark.parametrize(
    "cell",
    [
        19900027434,
        19900027434.0,
        "199 0002 7434",
        "199-0002-7434",
        "+8619900027434",
        "１９９０００２７４３４",
        "'19900027434",
        "19900027434\u00a0",
    ],
)
def test_one_phone_in_many_spellings(cell: Any) -> None:
    assert readers.phone(cell, "电话") == "19900027434"


def test_a_landline_is_a_phone_and_a_word_is_none() -> None:
    assert readers.phone("0915-3212345", "电话") == "0915-3212345"
    with pytest.raises(Unreadable):
        readers.phone("没装电话机", "电话")


@pytest.mark.parametrize(
    ("cell", "grade"), [("一级", "一级"), ("Ⅲ级", "三级"), (2, "二级"), ("四", "四级")]
)
def test_grades(cell: Any, grade: str) -> None:
    assert readers.grade(cell, "残疾等级") == grade


def test_a_number_cell_has_lost_the_end_of_an_identity_number() -> None:
    with pytest.raises(Unreadable, match="末几位已丢失"):
        readers.identity(6.10998197910140e17, "身份证号")


@given(st.text())
def test_nothing_that_runs_leaves(text: str) -> None:
    safe = harmless(text)
    assert not safe.lstrip(" ").startswith(("=", "@", "\t", "\r"))
    assert safe in (text, "'" + text)


@pytest.mark.parametrize("text", ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", " =1", "\t=1"])
def test_what_runs_is_guarded(text: str) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["-3.5", "+86", "普通", "", "a=b"])
def test_what_does_not_run_stays(text: str) -> None:
    assert harmless(text) == text


def test_texts_lose_what_nobody_sees() -> None:
    assert plain("\ufeff 和平社区\u00a0 ") == "和平社区"
    assert tidy("（有狗）") == "（有狗）"
    assert is_blank(" \u3000\u00a0") and not is_blank(0)
    assert masked("610998197910140513") == "6***************13"
