"""One cell to one value: each reader says in a sentence why it could not.

A reader takes the cell and the heading of its column; it returns None for "nothing stated" and
raises ``Unreadable`` for something that is none of its kind.
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from matcher.said import Said
from models.accounts.phone import PhoneMalformed, plain_phone
from models.ledgers.amounts import (
    AGREED,
    NOTHING,
    Pay,
    read_count,
    read_number,
    read_pay,
    read_words,
)
from models.ledgers.cells import Cell, masked, plain, shortened, tidy
from models.ledgers.days import read_day
from models.people.identity import FEMALE, MALE, Identity, IdNumberInvalid, read_identity

Reader = Callable[[Cell, str], Any]

MOST_COUNT = 10_000
MOST_PAY = 200_000
LONGEST_NAME = 60
GRADES = {"一": "一级", "二": "二级", "三": "三级", "四": "四级"}
_GRADE_SIGNS = {
    "1": "一",
    "2": "二",
    "3": "三",
    "4": "四",
    "I": "一",
    "II": "二",
    "III": "三",
    "IV": "四",
}
YES = frozenset({"是", "有", "√", "✓", "1", "y", "yes", "true", "已通过", "通过", "合格"})
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff·]"
_SPACE_IN_NAME = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_LANDLINE = re.compile(r"0\d{2,3}[- ]?\d{7,8}(?:[-转]\d{1,6})?")


class Unreadable(Exception):
    """A cell is not what its column holds; ``said`` tells a clerk why."""

    def __init__(self, said: Said) -> None:
        super().__init__(str(said))
        self.said = said


def text(cell: Cell, heading: str) -> str | None:
    return plain(cell) or None


def free_text(cell: Cell, heading: str) -> str | None:
    """A remark, kept in the signs it was written in."""
    return tidy(cell) or None


def stated(cell: Cell, heading: str) -> str | None:
    """A text in which 无, 不限 and the like say that nothing is asked."""
    found = plain(cell)
    return None if not found or found in NOTHING else found


def name(cell: Cell, heading: str) -> str | None:
    found = _SPACE_IN_NAME.sub("", plain(cell))
    if found and (len(found) > LONGEST_NAME or re.fullmatch(r"[\d\W_]+", found)):
        raise Unreadable(
            Said("“%(column)s”的值“%(value)s”不是名称。", column=heading, value=shortened(found))
        )
    return found or None


def words(cell: Cell, heading: str) -> list[str]:
    return read_words(cell)


def identity(cell: Cell, heading: str) -> Identity | None:
    if isinstance(cell, float):
        raise Unreadable(
            Said("“%(column)s”在表格中存成了数字，末几位已丢失，请设为文本后重填。", column=heading)
        )
    found = plain(cell)
    if not found:
        return None
    try:
        return read_identity(found)
    except IdNumberInvalid as fault:
        raise Unreadable(
            Said(
                "“%(column)s”的值“%(value)s”不是有效的身份证号：%(why)s。",
                column=heading,
                value=masked(found[:20]),
                why=fault.said,
            )
        ) from None


def phone(cell: Cell, heading: str) -> str | None:
    """A mobile number, 11 digits; or a landline, its blanks taken away."""
    found = plain(cell).removeprefix("'")
    if not found or found in NOTHING:
        return None
    try:
        return plain_phone(found)
    except PhoneMalformed:
        if _LANDLINE.fullmatch(found):
            return found.replace(" ", "-")
    raise Unreadable(
        Said(
            "“%(column)s”的值“%(value)s”不是电话号码。",
            column=heading,
            value=masked(shortened(found, 14)),
        )
    )


def sex(cell: Cell, heading: str) -> int | None:
    """GB/T 2261.1; None for 不限 and for an empty cell."""
    found = plain(cell)
    if found in ("男", "男性", "1"):
        return MALE
    return FEMALE if found in ("女", "女性", "2") else None


def yes(cell: Cell, heading: str) -> bool:
    return plain(cell).lower() in YES


def day(cell: Cell, heading: str) -> dt.date | None:
    if not plain(cell):
        return None
    found = read_day(cell)
    if found is None:
        raise Unreadable(
            Said(
                "“%(column)s”的值“%(value)s”不是日期，应写成 2026-11-20 这样。",
                column=heading,
                value=shortened(plain(cell)),
            )
        )
    return found


def count(cell: Cell, heading: str) -> int | None:
    """A whole number of at least 1."""
    if not plain(cell):
        return None
    found = read_count(cell)
    if found is None or not 1 <= found <= MOST_COUNT:
        raise Unreadable(
            Said(
                "“%(column)s”的值“%(value)s”不对，应为不小于 1 的整数。",
                column=heading,
                value=shortened(plain(cell)),
            )
        )
    return found


def number(cell: Cell, heading: str) -> float | None:
    found = plain(cell)
    if not found or found in NOTHING:
        return None
    value = read_number(cell)
    if value is None:
        raise Unreadable(
            Said("“%(column)s”的值“%(value)s”不是数字。", column=heading, value=shortened(found))
        )
    return value


def pay(cell: Cell, heading: str) -> Pay | None:
    """A wage offered: it must be named, 面议 is not enough (人力资源市场暂行条例第二十四条)."""
    found = plain(cell)
    if not found:
        return None
    value = read_pay(cell)
    if value is None or value.least > MOST_PAY:
        raise Unreadable(
            Said(
                "“%(column)s”的值“%(value)s”没有写明每月工资是多少元。",
                column=heading,
                value=shortened(found),
            )
        )
    return value


def wage_wish(cell: Cell, heading: str) -> int | None:
    """The least a seeker wants a month; 面议 states nothing."""
    if AGREED.search(plain(cell)):
        return None
    found = pay(cell, heading)
    return None if found is None else found.least


def grade(cell: Cell, heading: str) -> str | None:
    """A grade of disability as 一级 to 四级 (GB/T 26341)."""
    found = plain(cell).upper().removesuffix("级").strip()
    sign = _GRADE_SIGNS.get(found, found)
    if found and sign not in GRADES:
        raise Unreadable(
            Said(
                "“%(column)s”的值“%(value)s”不是一至四级。",
                column=heading,
                value=shortened(plain(cell)),
            )
        )
    return GRADES.get(sign)
