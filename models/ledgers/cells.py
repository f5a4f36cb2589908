"""A cell as it came: its plain text, whether it is a formula, and how to show it safely."""

import datetime as dt
import re
import unicodedata

Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | None

LONGEST = 2000
# A spreadsheet program takes a text that begins so for something to run (CWE-1236).
LIVE = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
_NOTHING = " \t\r\n\u00a0\u3000\u200b\ufeff"
_BLANKS = re.compile(r"[ \t\u00a0\u3000]+")
_HARMLESS_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def tidy(cell: Cell) -> str:
    """The text of a cell, signs left as written; whole numbers without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    text = str(cell)
    if text.isalnum():
        return text
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def plain(cell: Cell) -> str:
    """``tidy`` with full-width digits, letters and signs made ordinary (NFKC)."""
    text = tidy(cell)
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip(_NOTHING))


def is_formula(cell: Cell) -> bool:
    """Whether a spreadsheet program would run the cell rather than show it."""
    return isinstance(cell, str) and cell.lstrip().startswith("=")


def harmless(text: str) -> str:
    """``text`` so that no spreadsheet program runs it: guarded by an apostrophe when it might.

    Every export passes its texts through here. A signed number stays as it is.
    """
    if text.lstrip(" ").startswith(LIVE) and not _HARMLESS_NUMBER.fullmatch(text):
        return GUARD + text
    return text


def masked(text: str) -> str:
    """A number of a person with its middle hidden, for sentences kept outside sealed columns."""
    if len(text) == 11:
        return f"{text[:3]}****{text[-4:]}"
    if len(text) > 4:
        return f"{text[0]}{'*' * (len(text) - 3)}{text[-2:]}"
    return "*" * len(text)


def shortened(text: str, most: int = 40) -> str:
    """``text`` cut for a sentence."""
    return text if len(text) <= most else text[:most] + "…"
