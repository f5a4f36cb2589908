"""How several clerks write the same thing: separators, dates and telephones."""

import datetime as dt
from collections.abc import Iterable, Sequence
from random import Random
from typing import TypeVar

from jobs.demo.sheet import Cell

Item = TypeVar("Item")


def some(draw: Random, items: Sequence[Item], least: int, most: int) -> list[Item]:
    """Between ``least`` and ``most`` different items, in any order."""
    most = min(most, len(items))
    return draw.sample(items, draw.randint(min(least, most), most))


def weighted(draw: Random, table: dict[Item, int]) -> Item:
    return draw.choices(tuple(table), weights=tuple(table.values()))[0]


def listed(draw: Random, items: Iterable[str]) -> str | None:
    """Joined as most clerks do, now and then with another separator; nothing stays empty."""
    separator = "、" if draw.random() < 0.94 else draw.choice("，,；/")
    return separator.join(items) or None


def day_cell(draw: Random, day: dt.date) -> Cell:
    """Mostly ISO text, sometimes a real date or one of the ways people type it."""
    way = draw.random()
    if way < 0.88:
        return day.isoformat()
    if way < 0.92:
        return day
    if way < 0.95:
        return f"{day.year}.{day.month}.{day.day}"
    return f"{day.year}/{day.month}/{day.day}" if way < 0.98 else f"{day:%Y年%m月%d日}"


def phone_cell(draw: Random, phone: str) -> Cell:
    """Mostly plain, sometimes in blocks, with +86, or as a number."""
    way = draw.random()
    if way < 0.95:
        return phone
    if way < 0.97:
        return f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    return int(phone) if way < 0.985 else f"+86{phone}"


def days_before(draw: Random, day: dt.date, nearest: int, farthest: int) -> dt.date:
    """A day between ``nearest`` and ``farthest`` days before ``day``."""
    return day - dt.timedelta(days=draw.randint(nearest, farthest))
