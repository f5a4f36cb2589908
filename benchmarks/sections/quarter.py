"""A quarter of a county's care: the product beside a greedy hand and beside first come."""

from collections import Counter
from collections.abc import Mapping
from statistics import mean
from typing import Any

from benchmarks.chart import Bar, bars, even
from benchmarks.section import Kept, Picture, Section, Table, measured_on

ARMS = {"ours": "Lianxin", "greedy": "greedy", "first come": "first come"}
MEASURES = {
    "coverage": "coverage",
    "high_risk": "coverage of residents at high risk",
    "made": "made, on time or late",
    "continuity": "continuity",
    "gini": "Gini of load",
    "messages": "asks a filled visit",
    "notices": "all messages to helpers, a filled visit",
}
SHARES = ("coverage", "high_risk", "made", "continuity")
STATES = {
    "discharged": "discharged",
    "carried": "carried over into a successor",
    "excused": "excused",
    "open": "open on the last day, each with a visit to come",
}
WORDS = """`python -m benchmarks.quarter --ledgers FOLDER --write`

Thirteen weeks lived through day by day by the product's own functions with a moved clock, on
PostgreSQL: what is owed is opened by policies, needs and two extra rounds; matched and published at
night and again after what people give back; helpers are asked in waves, claim, are asked again the
day before; visits are entered with their outcome. What people do is thrown by dice named after
seed, person and day: who looks, says yes, no or nothing, wants to be left in peace, gives back,
does not come; who is not at home, refuses, is in hospital, has moved or died. No throw knows the
arm, the score or the distance, so the arms live through the same people, and are compared pair by
pair. How often each happens is an assumption (`benchmarks/quarter/dice.py`), fitted to nothing.

Greedy publishes proposals as we do, made as a station works down its list: high risk first, then
who has waited longest, each given who suits it best by our own score, of all helpers whom the rules
allow, within the same capacities. First come proposes nothing: helpers see the open pool, nearest
first. Rules, claims, the policy of asking (by the plan in force, whoever made it), reconfirming and
pairings are the product's in all three. Left out are the desk's decisions and the publishing gates,
lines for full visits, handing on, posts, stations and the employment market."""
MEANT = """Coverage is the share of the obligations whose window ended in the quarter, less the
excused and those the resident put off, that were discharged by its last day. Made is the share that
was discharged at all, of those discharged, missed (carried over into the next period) and late on
the last day: whoever goes first to those who have waited longest makes few of their visits on time.
Continuity is the share of visits made by the standing helper or by whoever made the resident's last
one, of those where there was one of the two. Gini is of visits made, over all helpers who offer
any. Every obligation was looked for at the end of every run, and every promise held against the
rules once more: a run that had lost one, discharged one without a visit made, or let somebody go
round a rule would have stopped the benchmark."""


def section(kept: Kept) -> Section | None:
    found = kept.get("quarter")
    if found is None:
        return None
    return Section(
        "A quarter of care",
        [
            WORDS,
            f"{_size(found)} {measured_on(found)}",
            MEANT,
            _means(found),
            Picture("quarter", "Coverage and continuity by arm", bars(_groups(found), "%", even)),
            "Lianxin less the other, seed by seed, with 95 % intervals (paired t); in brackets "
            "the seeds in which Lianxin was the worse one. One seed alone says nothing about "
            "chance: there is no interval, and no conclusion.",
            _differences(found),
            "What became of the obligations, and what people did, a seed on the mean.",
            _counts(found),
        ],
    )


def _size(found: dict[str, Any]) -> str:
    seeds = found["seeds"]
    helpers, residents = (mean(seed[who] for seed in seeds) for who in ("helpers", "residents"))
    return (
        f"Seeds: {len(seeds)}; {found['days']} days from {found['first']}. Each seed draws "
        f"{found['share']:.0%} of the households and of the helpers of every community: "
        f"{residents:.0f} residents and {helpers:.0f} helpers on the mean."
    )


def _means(found: dict[str, Any]) -> Table:
    rows = [
        (said, *(_figure(name, found["means"][arm][name]) for arm in ARMS))
        for name, said in MEASURES.items()
    ]
    return Table(("", *ARMS.values()), rows)


def _groups(found: dict[str, Any]) -> list[tuple[str, list[Bar]]]:
    return [
        (
            MEASURES[name],
            [
                Bar(said, 100 * value, f"{value:.1%}", ours=arm == "ours")
                for arm, said in ARMS.items()
                for value in (found["means"][arm][name],)
            ],
        )
        for name in SHARES
    ]


def _differences(found: dict[str, Any]) -> Table:
    others = [arm for arm in ARMS if arm != "ours"]
    rows = [
        (said, *(_apart(name, found["differences"][arm][name]) for arm in others))
        for name, said in MEASURES.items()
    ]
    return Table(("", *(f"less {ARMS[arm]}" for arm in others)), rows)


def _apart(name: str, one: Mapping[str, float | None]) -> str:
    unit, times = (" points", 100) if name in SHARES else ("", 1)
    places = 1 if name in SHARES else 3
    middle, wide = (times * (one[key] or 0.0) for key in ("mean", "wide"))
    around = "" if one["wide"] is None else f" ± {wide:.{places}f}"
    return f"{middle:+.{places}f}{around}{unit} ({one['behind']})"


def _figure(name: str, value: float) -> str:
    return f"{value:.1%}" if name in SHARES else f"{value:.3f}"


def _counts(found: dict[str, Any]) -> Table:
    totals = {arm: _totals(found, arm) for arm in ARMS}
    told = sorted({what for one in totals.values() for what in one} - set(STATES))
    rows = [
        (STATES.get(what, what), *(f"{totals[arm][what]:.1f}" for arm in ARMS))
        for what in (*STATES, *told)
    ]
    return Table(("", *ARMS.values()), rows)


def _totals(found: dict[str, Any], arm: str) -> Counter[str]:
    summed: Counter[str] = Counter()
    for seed in found["seeds"]:
        summed.update(seed[arm]["obligations"])
        summed.update(seed[arm]["happened"])
    return Counter({what: count / len(found["seeds"]) for what, count in summed.items()})
