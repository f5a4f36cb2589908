"""A resident's standing needs: what a ledger's row opens and closes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

FROM_LEDGER = "ledger"


@dataclass(frozen=True)
class Wanted:
    """Codes of services asked for, and the words that name none."""

    codes: tuple[str, ...]
    unknown: tuple[str, ...]


def wanted(words: Sequence[str], codes: Mapping[str, str]) -> Wanted:
    """The services that ``words`` name (``codes``: name -> code), each once."""
    known = dict.fromkeys(codes[word] for word in words if word in codes)
    return Wanted(tuple(known), tuple(word for word in words if word not in codes))


def to_open(open_now: Iterable[str], asked: Iterable[str]) -> list[str]:
    """Codes asked for that are not open yet."""
    held = set(open_now)
    return [code for code in asked if code not in held]
