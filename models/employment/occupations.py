"""Occupations as numbers: the words of the ledgers of one county, at most as many as fit a mask."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST = 63
NONE_WORDS = frozenset({"无", "不限", "没有", ""})


@dataclass(frozen=True)
class Occupations:
    """Code of each occupation; a word without a code is no occupation anybody asks for here."""

    codes: dict[str, int]

    def code(self, word: str | None) -> int:
        """Its code, -1 when there is none."""
        return self.codes.get(word or "", -1)

    def mask(self, words: Iterable[str]) -> int:
        """One bit per occupation named."""
        bits = 0
        for word in words:
            code = self.code(word)
            bits |= 1 << code if code >= 0 else 0
        return bits


def number(openings: Iterable[str | None], people: Iterable[str]) -> Occupations:
    """Number the words in use: those that openings ask for first, each part in its own order."""
    asked = sorted({word for word in openings if word} - NONE_WORDS)
    known = set(asked)
    wished = sorted({word for word in people} - known - NONE_WORDS)
    return Occupations({word: i for i, word in enumerate((asked + wished)[:MOST])})
