"""Do some groups of seekers fare worse? Looked at by people; nothing here is used for matching.

A group of fewer than ``LEAST`` is hidden, and so are others until those hidden cannot be worked
out from what is shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from models.employment.outcomes.intervals import (
    LEVEL,
    Interval,
    mean,
    means_apart,
    share,
    shares_apart,
)
from models.employment.outcomes.seekers import GROUPS, Sought

LEAST = 10
MEASURES = ("referred", "yes", "wait", "placed")
# By what, which group, against which, measured how, and the numbers of both sides.
Asked = tuple[str, str, str | None, str, Sequence[float], Sequence[float]]


Lines = Mapping[str, Sequence[Sought]]


@dataclass(frozen=True)
class Group:
    """One line. A measure is None where fewer than ``LEAST`` stand behind it."""

    code: str
    people: int
    measures: Mapping[str, Interval | None]


@dataclass(frozen=True)
class Cut:
    """The groups of one of ``GROUPS`` that may be shown, and how many may not."""

    by: str
    groups: Sequence[Group]
    hidden: int


@dataclass(frozen=True)
class Finding:
    """``group`` is beyond chance off ``against``, or off all others shown (None)."""

    by: str
    group: str
    against: str | None
    measure: str
    apart: Interval


def cuts(people: Sequence[Sought]) -> Sequence[Cut]:
    """One of each of ``GROUPS``."""
    return [_cut(by, lines) for by, lines in _sorted(people).items()]


def findings(people: Sequence[Sought]) -> Sequence[Finding]:
    """Differences beyond chance among the groups shown.

    All comparisons together err once in twenty pages at most (Bonferroni): whoever looks at thirty
    numbers would else find a difference nearly every time.
    """
    asked = [one for by, lines in _sorted(people).items() for one in _asked(by, _shown(lines))]
    level = 1 - (1 - LEVEL) / max(1, len(asked))
    found = (
        Finding(by, group, against, measure, _apart(measure, a, b, level))
        for by, group, against, measure, a, b in asked
    )
    return [one for one in found if one.apart.beyond_chance]


def _sorted(people: Sequence[Sought]) -> Mapping[str, Lines]:
    """By each of ``GROUPS``: group -> its people, in the order in which groups are shown."""
    found: dict[tuple[str, str], list[Sought]] = defaultdict(list)
    for one in people:
        for kind in one.groups.items():
            found[kind].append(one)
    return {
        by: {code: found[by, code] for code in codes if (by, code) in found}
        for by, codes in GROUPS.items()
    }


def _shown(lines: Lines) -> Lines:
    """Without the small ones; the next smallest go too while those hidden are few in all."""
    smallest_first = sorted(lines, key=lambda code: len(lines[code]))
    hidden: set[str] = set()
    behind = 0
    for code in smallest_first:
        if len(lines[code]) >= LEAST and (not hidden or behind >= LEAST):
            break
        hidden.add(code)
        behind += len(lines[code])
    return {code: people for code, people in lines.items() if code not in hidden}


def _cut(by: str, lines: Lines) -> Cut:
    shown = _shown(lines)
    groups = [
        Group(code, len(people), {name: _measure(name, people) for name in MEASURES})
        for code, people in shown.items()
    ]
    return Cut(by, groups, len(lines) - len(shown))


def _pairs(shown: Lines) -> Iterable[tuple[str, str | None, Sequence[Sought], Sequence[Sought]]]:
    """Of two groups the first against the second, of more each against all the others."""
    if len(shown) == 2:
        (one, first), (other, second) = shown.items()
        yield one, other, first, second
    elif len(shown) > 2:
        for code, people in shown.items():
            others = chain.from_iterable(lines for name, lines in shown.items() if name != code)
            yield code, None, people, list(others)


def _asked(by: str, shown: Lines) -> Iterable[Asked]:
    """The measures for which enough people stand on both sides, with what stands behind them."""
    for code, against, one, other in _pairs(shown):
        for measure in MEASURES:
            a, b = _behind(measure, one), _behind(measure, other)
            if min(len(a), len(b)) >= LEAST:
                yield by, code, against, measure, a, b


def _behind(measure: str, people: Sequence[Sought]) -> Sequence[float]:
    """What a measure is the mean of: a number for each person who stands behind it."""
    if measure == "wait":
        return [one.wait for one in people if one.wait is not None]
    if measure == "yes":
        return [one.yes for one in people if one.wait is not None]
    if measure == "referred":
        return [one.wait is not None for one in people]
    return [one.placed for one in people]


def _measure(measure: str, people: Sequence[Sought]) -> Interval | None:
    behind = _behind(measure, people)
    if len(behind) < LEAST:
        return None
    return mean(behind) if measure == "wait" else share(int(sum(behind)), len(behind))


def _apart(measure: str, a: Sequence[float], b: Sequence[float], level: float) -> Interval:
    if measure == "wait":
        return means_apart(a, b, level)
    return shares_apart((int(sum(a)), len(a)), (int(sum(b)), len(b)), level)
