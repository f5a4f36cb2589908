"""Days as ledgers write them: 2026-10-14, 2026.12.2, 2024年7月8日, a date cell, a serial number."""

import datetime as dt
import re

from models.ledgers.cells import Cell, plain

# Day 0 of a spreadsheet's serial numbers (its 1900 is a leap year, so real days start from 60).
SERIAL_ZERO = dt.date(1899, 12, 30)
SERIALS = range(3_654, 73_051)  # 1910 to 2099
_WRITTEN = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
)
_RUN_ON = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{4,5}(?:\.\d+)?")


def read_day(cell: Cell) -> dt.date | None:
    """The day a cell names, None when it names none."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = plain(cell)
    written = _WRITTEN.fullmatch(text) or _RUN_ON.fullmatch(text)
    if written:
        return _real(*map(int, written.groups()))
    if _SERIAL.fullmatch(text) and int(float(text)) in SERIALS:
        return SERIAL_ZERO + dt.timedelta(days=int(float(text)))
    return None


def _real(year: int, month: int, day: int) -> dt.date | None:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return None
    return found if 1880 <= year <= 2199 else None
