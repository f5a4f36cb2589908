"""Days and moments as they stand on a page: short, in China's time, in the reader's language."""

import datetime as dt

from flask_babel import format_date, get_locale

from web.clock import SHANGHAI

_DAY = {"zh": "M月d日", "en": "d MMM"}
_DAY_AND_YEAR = {"zh": "y年M月d日", "en": "d MMM y"}
_MONTH = {"zh": "y年M月", "en": "MMM y"}


def day(value: dt.date | dt.datetime | None, year: bool = False) -> str:
    """11月20日; with ``year`` 2026年11月20日; nothing for no day.

    A moment stands on its day in China.
    """
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = value.astimezone(SHANGHAI).date()
    return _formatted(value, _DAY_AND_YEAR if year else _DAY)


def month(first: dt.date) -> str:
    """2026年11月."""
    return _formatted(first, _MONTH)


def moment(value: dt.datetime | None, year: bool = False) -> str:
    """11月20日 08:30, in China's time."""
    if value is None:
        return ""
    return f"{day(value, year)} {value.astimezone(SHANGHAI):%H:%M}"


def _formatted(value: dt.date, patterns: dict[str, str]) -> str:
    language = "en" if get_locale().language == "en" else "zh"
    return str(format_date(value, patterns[language], rebase=False))
