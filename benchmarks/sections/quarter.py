"""A quarter of a county's care: the product beside a greedy hand and beside first come."""

from statistics import mean
from typing import Any

from benchmarks.chart import bars, even
from benchmarks.section import Kept, Picture, Section, measured_on
from benchmarks.sections.arms import APART, Arms

ARMS = Arms(
    arms={"ours": "Lianxin", "greedy": "greedy", "first come": "first come"},
    measures={
        "coverage": "coverage",
        "high_risk": "coverage of residents at high risk",
        "made": "made, on time or late",
        "continuity": "continuity",
        "gini": "Gini of load",
        "messages": "asks a filled visit",
        "notices": "all messages to helpers, a filled visit",
    },
    shares=("coverage", "high_risk", "made", "continuity"),
)
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
            ARMS.means(found),
            Picture("quarter", "Coverage and continuity by arm", bars(ARMS.bars(found), "%", even)),
            APART,
            ARMS.differences(found),
            "What became of the obligations, and what people did, a seed on the mean.",
            ARMS.counts(found, ("obligations", "happened"), STATES),
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
