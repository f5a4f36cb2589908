"""Six months of an employment market: the product beside a greedy hand and best fit first."""

from collections.abc import Iterator
from statistics import mean
from typing import Any

from benchmarks.chart import bars, even
from benchmarks.section import Kept, Picture, Section, measured_on
from benchmarks.sections.arms import APART, Arms

ARMS = Arms(
    arms={"ours": "Lianxin", "greedy": "greedy", "best fit first": "best fit first"},
    measures={
        "placed": "placed, of all seekers",
        "stayed": "still there after three months, of all seekers",
        "hardship": "placed, of hardship persons",
        "waiting": "days until placed, of those placed",
        "idle": "days without work, of all seekers",
        "offers": "offers for a seat filled",
        "gini": "Gini of offers over seekers",
    },
    shares=("placed", "stayed", "hardship"),
    places={"waiting": 1, "idle": 1, "offers": 2},
)
NAMED = {
    "work": "at the end: at work",
    "under way": "at the end: with an offer, or in class",
    "gone": "at the end: gone by themselves",
    "looking": "at the end: looking",
    "never": "seekers never sent anywhere",
    "sent": "offers",
}
WORDS = """`python -m benchmarks.placements --write`

Half a year lived through night by night. Seekers register over the months, vacancies appear and
expire, public-welfare posts stay for last, classes begin with their minimum or not at all; a
seventh of the posts pays less than the law allows, and nobody may be sent there. Every night the
openings that take names and the seekers who hold nothing are matched; whoever is proposed is sent
there the next morning. Nobody holds two offers, nobody is sent to one opening twice, and an offer
holds its seat until it has ended: no seat has two. A seeker says yes, no or nothing within
days, an employer takes him or does not; a class is passed and its reserved post taken up, or not;
work is left again, and its person looks anew; some find work alone or move away.

What people do is thrown by dice named after seed, seeker and opening. No throw knows the arm, the
rank or the score, so the arms live through the same people, and are compared pair by pair. The
chance of a yes and of staying rises with wish, short way and pay, that of being taken with skill,
schooling and something that no ledger knows. All chances are assumptions
(`benchmarks/placements/habits.py`), as are the county's numbers (`ground.py` beside it); they were
written down once and fitted to nothing.

Lianxin is the product's night: the exact plan over vacancies, posts and classes at once, which
weighs a place in the help queue more than fit. Greedy goes down the help queue and gives each what
suits him best of what is left. Best fit first takes the pair of the highest score, whoever it is,
then the next. Rules, scores, places, minimums and limits are the same in all three; by hand, a
class left below its minimum closes, the emptiest first, and the list is gone through again. Left
out are the desk's decisions, the publishing gates, seats swapped by hand and the care market."""
MEANT = """Still there after three months are those who stayed where they began, as far as the three
months lie within the half-year. Days until placed count from registering and only for those placed,
so whoever is placed after a long wait makes them more; days without work count for everybody, days
in class included, until gone or the end. Every plan of every arm was held against the rules once
more in plain Python, with every seat held already: one person twice, a seat or an order overfilled,
a rule broken, a class sent people under its minimum, and the benchmark would have stopped. So it
would had the certificate of one of our plans not held, or had anybody been found in two places, a
seat taken twice or a class begun under its minimum on any day afterwards."""


def section(kept: Kept) -> Section | None:
    found = kept.get("placements")
    if found is None:
        return None
    return Section(
        "Half a year of placements",
        [
            WORDS,
            f"{_size(found)} {measured_on(found)}",
            MEANT,
            ARMS.means(found),
            Picture(
                "placements", "Placed and still there by arm", bars(ARMS.bars(found), "%", even)
            ),
            APART,
            ARMS.differences(found),
            *(_found(found, arm) for arm in ARMS.arms if arm != "ours"),
            "What became of the seekers, and what happened, a seed on the mean.",
            ARMS.counts(found, ("end", "happened"), NAMED),
        ],
    )


def _size(found: dict[str, Any]) -> str:
    runs = [seed["ours"] for seed in found["seeds"]]
    return (
        f"Seeds: {len(runs)}; {found['days']} days from {found['first']}; {found['seekers']:,} "
        f"seekers and {mean(run['seats'] for run in runs):,.0f} seats in all on the mean; the "
        f"largest gap of a night {max(run['gap'] for run in runs):.4%}."
    )


def _found(found: dict[str, Any], arm: str) -> str:
    """What the intervals say, for us or against us."""
    told = dict(_verdicts(found, arm))
    by = {
        verdict: [ARMS.measures[name] for name, one in told.items() if one == verdict]
        for verdict in ("better", "worse", "open")
    }
    return (
        f"Beside {ARMS.arms[arm]}, Lianxin is **better** in: {_list(by['better'])}; **worse** in: "
        f"{_list(by['worse'])}; no difference is shown in: {_list(by['open'])}."
    )


def _verdicts(found: dict[str, Any], arm: str) -> Iterator[tuple[str, str]]:
    for name, more in found["more_is_better"].items():
        one = found["differences"][arm][name]
        if one["wide"] is None or abs(one["mean"]) <= one["wide"]:
            yield name, "open"
        else:
            yield name, "better" if (one["mean"] > 0) == more else "worse"


def _list(names: list[str]) -> str:
    return " · ".join(names) or "nothing"
