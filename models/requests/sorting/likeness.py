"""How alike two texts are: the pairs of neighbouring signs they share (Dice's coefficient)."""

from collections import Counter

from models.requests.sorting.sort import plain

# From here on two open requests at one place are shown as perhaps the same; of the pairs in the
# test, all that mean the same lie above and all others below.
ALIKE = 0.4


def likeness(one: str, other: str) -> float:
    """0 nothing in common, 1 the same signs in the same order, but for blanks and punctuation."""
    first, second = _pairs(plain(one)), _pairs(plain(other))
    both = first.total() + second.total()
    return 2 * (first & second).total() / both if both else 0.0


def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1))
