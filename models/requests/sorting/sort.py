"""What a request is about, from its text; and how sure that is.

Words with weights, so that a clerk can see why. The words that were found add up by kind; a word
inside a longer one that was found counts for nothing (楼道充电 is not 楼道).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from models.requests.sorting.words import Words

# One word that names the matter is enough, if no other kind comes near.
LEAST = 3
# The kind's part of all that was found from which on it is taken without asking.
SURE = 0.6
_BLANK = re.compile(r"[\s\W_]+")


@dataclass(frozen=True)
class Sorted:
    """``kind`` None: somebody has to choose. ``guess`` is the likeliest all the same, None where
    no word was known; ``share`` (0 to 1) its part of the weight that was found; ``found`` the
    words that spoke for it."""

    kind: str | None
    guess: str | None
    share: float
    found: Sequence[str]


def sort(text: str, words: Words) -> Sorted:
    """The kind of a request by its words; a tie is never sure."""
    found = _found(plain(text), words)
    points: Counter[str] = Counter()
    for word in found:
        for kind, weights in words.items():
            points[kind] += weights.get(word, 0)
    if not points.total():
        return Sorted(None, None, 0.0, ())
    guess, most = max(points.items(), key=lambda item: item[1])
    share = most / points.total()
    sure = most >= LEAST and share >= SURE
    return Sorted(guess if sure else None, guess, share, [w for w in found if w in words[guess]])


def plain(text: str) -> str:
    """The signs that say something: no blanks, no punctuation, full-width as half-width."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text).lower())


def _found(text: str, words: Words) -> list[str]:
    """Every known word in the text once, longest first; none inside one already found."""
    known = {word for weights in words.values() for word in weights}
    found = []
    for word in sorted(known, key=lambda one: (-len(one), one)):
        if word in text:
            found.append(word)
            text = text.replace(word, "\n")
    return found
