"""Counts, wages and lists of words as ledgers write them."""

import re
from dataclasses import dataclass

from models.ledgers.cells import Cell, plain

NOTHING = frozenset({"无", "没有", "不限", "无要求", "否", "-", "/", "—", "暂无", "none"})
_SEPARATORS = re.compile(r"[、,;/|\n]|\s+")
_COUNT = re.compile(
    r"约?(\d{1,6})(?:\.0+)?\s*(?:[-~至到]\s*\d{1,6})?\s*(?:次|人|名|个|位|课时|学时|小时|左右)*"
)
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d+)?")
_MONEY = re.compile(r"(\d{1,7}(?:\.\d+)?)\s*(千|k|万)?", re.IGNORECASE)
_UNITS = {"": 1.0, "千": 1000.0, "k": 1000.0, "万": 10000.0}
AGREED = re.compile(r"面议|面谈|另议|协商")
OPEN_ENDED = re.compile(r"起|以上|不低于|≥|保底")


@dataclass(frozen=True)
class Pay:
    """Yuan a month, from and to; ``most`` None is an open end."""

    least: int
    most: int | None


def read_count(cell: Cell) -> int | None:
    """A count; of a span (2-3) the lower end, the number that is sure. None when none is named."""
    text = plain(cell)
    found = _COUNT.fullmatch(text)
    return int(found.group(1)) if found else None


def read_number(cell: Cell) -> float | None:
    """A number with or without decimals, a unit behind it allowed."""
    text = re.sub(r"\s*(小时|公里|千米|km|元|岁|°)$", "", plain(cell), flags=re.IGNORECASE)
    return float(text) if _NUMBER.fullmatch(text) else None


def read_pay(cell: Cell) -> Pay | None:
    """A monthly wage or a span of wages; None for 面议 and whatever else names no number."""
    text = plain(cell).replace(",", "")
    if AGREED.search(text) or text.startswith("-"):
        return None
    found = _MONEY.findall(text)
    if not found or len(found) > 2 or re.search(r"[/每](天|日|小时|时|年|件)", text):
        return None
    units = [unit.lower() for _, unit in found]
    # 2-3千 means thousands on both sides.
    units = [unit or units[-1] for unit in units]
    amounts = [round(float(n) * _UNITS[unit]) for (n, _), unit in zip(found, units, strict=True)]
    least, most = amounts[0], amounts[-1]
    if least <= 0 or most < least:
        return None
    return Pay(least, None if OPEN_ENDED.search(text) else most)


def read_words(cell: Cell) -> list[str]:
    """The words of a list, whatever separates them; each once, in order; 无 is an empty list."""
    words = (word.strip() for word in _SEPARATORS.split(plain(cell)))
    return list(dict.fromkeys(word for word in words if word and word not in NOTHING))
