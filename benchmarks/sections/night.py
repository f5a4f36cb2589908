"""The whole night: a first one, those after it, and its markets as a greedy hand matches them."""

from typing import Any

from benchmarks.chart import Bar, Group, bars, even
from benchmarks.section import Kept, Picture, Section, Table, measured_on

MARKETS = {"care": "Care", "employment": "Employment"}
STAGES = {
    "read": "open the visits owed, read the tables",
    "care": "match care: candidates, scores, solve, certificate, reasons",
    "employment": "match employment, the same way",
    "publish": "check and publish in one transaction",
}
WORDS = """`python -m benchmarks.night --write`

One county's night from its tables to published proposals, in PostgreSQL on the same machine. On a
county's first night everything is new; each night after it is worked for the same day again, knows
last night's plan and finds nothing changed. Processor seconds are Python's own; PostgreSQL's come
on top, within the wall seconds."""
BESIDE = """Both markets as the first of these nights finds them, each matched twice on one and the
same problem: pairs that the rules allow, half-days, months, loads, visits for two, classes with a
minimum. The greedy hand takes the most pressing first and gives each the best that is left; a class
that stays below its minimum closes, and its people are served again. Worth is what the plan gains
over doing nothing: scores, and misses and load at their cost."""


def section(kept: Kept) -> Section | None:
    found = kept.get("night")
    if found is None:
        return None
    return Section(
        "A night, from tables to tables",
        [
            WORDS,
            f"{found['county']}: {_size(found)}. {measured_on(found)}",
            _stages(found),
            Picture("night", "Seconds of a night by stage", bars(_groups(found), "s", even)),
            BESIDE,
            _beside(found["matching"]),
            *(_proof(MARKETS[name], both["ours"]) for name, both in found["matching"].items()),
        ],
    )


def _size(found: dict[str, Any]) -> str:
    care, work = (found["first"]["markets"][market] for market in MARKETS)
    return (
        f"{care['people']:,} helpers, {care['openings']:,} visits and {care['candidates']:,} "
        f"possible pairings; {work['people']:,} seekers, {work['openings']:,} openings and "
        f"{work['candidates']:,} pairings"
    )


def _title(found: dict[str, Any]) -> str:
    return "first night" if found["fresh"] else "next night"


def _stages(found: dict[str, Any]) -> Table:
    first, later = found["first"], found["later"]
    columns = ("", _title(found), f"nights after it, median of {later['runs']}")
    rows = [
        (said, *(f"{one['stages'][stage]:.2f} s" for one in (first, later)))
        for stage, said in STAGES.items()
    ]
    ends = [
        ("**the whole night**", *(f"**{one['seconds']:.2f} s**" for one in (first, later))),
        ("processor seconds", *(f"{one['cpu']:.2f} s" for one in (first, later))),
        ("peak memory", *(f"{one['mb']} MB" for one in (first, later))),
    ]
    return Table(columns, rows + ends)


def _groups(found: dict[str, Any]) -> list[Group]:
    names = {"first": _title(found), "later": "nights after"}
    return [
        (
            title,
            [
                *(Bar(stage, took, f"{took:.2f} s") for stage, took in one["stages"].items()),
                Bar("whole night", one["seconds"], f"{one['seconds']:.2f} s", ours=True),
            ],
        )
        for title, one in ((title, found[name]) for name, title in names.items())
    ]


def _beside(matching: dict[str, Any]) -> Table:
    columns = ("", "seconds", "proposals", "still missing", "mean score", "worth", "behind")
    rows = []
    for market, both in matching.items():
        best = max(both[name]["worth"] for name in ("ours", "greedy"))
        for name, said in (("ours", "Lianxin"), ("greedy", "greedy, Python")):
            one = both[name]
            behind = (best - one["worth"]) / best
            rows.append(
                (
                    f"{MARKETS[market]}, {said}",
                    f"{one['seconds']:.3f}",
                    f"{one['proposals']:,}",
                    f"{one['missing']:,}",
                    f"{one['score'] / 100:.1f}",
                    f"{one['worth']:,}",
                    f"{behind:.3%}" if behind else "0",
                )
            )
    return Table(columns, rows)


def _proof(market: str, mine: dict[str, Any]) -> str:
    stages = ", ".join(f"{stage} {took:.3f} s" for stage, took in mine["stages"].items())
    holds = "holds" if mine["certified"] else "does not hold"
    return f"{market}, stage by stage: {stages}; gap {mine['gap']:.4%}, the certificate {holds}."
