"""Words about posts as pages show them."""

import datetime as dt

from flask_babel import gettext as _

from matcher.said import Said
from models.care.posts.appraising import quarter_of
from web.said import said

KINDS = {"resident": Said("居民"), "member": Said("党员"), "staff": Said("工作人员")}
WORDS = {"good": Said("做得好"), "fair": Said("还可以"), "poor": Said("没做到")}
CHIPS = {"good": "good", "fair": "info", "poor": "warn"}
QUARTERS_BACK = 4


def quarter_text(first: dt.date) -> str:
    """2026年第4季度."""
    return str(_("%(year)d 年第 %(number)d 季度", year=first.year, number=(first.month + 2) // 3))


def quarters(today: dt.date) -> list[tuple[str, str]]:
    """This quarter and those before it, as options."""
    found, first = [], quarter_of(today)
    for _number in range(QUARTERS_BACK):
        found.append((first.isoformat(), quarter_text(first)))
        first = quarter_of(first - dt.timedelta(days=1))
    return found


def options(words: dict[str, Said]) -> list[tuple[str, str]]:
    """A table of words as the options of a form."""
    return [(code, said(word)) for code, word in words.items()]


def card_text(number: int) -> str:
    """000042, as it stands on the card."""
    return f"{number:06}"
