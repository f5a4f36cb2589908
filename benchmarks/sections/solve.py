"""The core beside its peers: one table a size and form, and how time grows with size."""

import math
from itertools import pairwise
from typing import Any

from benchmarks.chart import Bar, bars, tenfolds
from benchmarks.instances import SIZES
from benchmarks.section import Kept, Picture, Section, Table, measured_on

# What a reader calls a peer.
NAMES = {
    "ours": "Lianxin",
    "ours_2": "Lianxin, 2 processes",
    "ortools": "OR-Tools flow",
    "highs_simplex": "HiGHS simplex",
    "highs_milp": "HiGHS MIP",
    "networkx": "networkx",
    "greedy": "greedy, Python",
}
COLUMNS = ("", "seconds", "processor s", "times ours", "MB", "objective", "behind the best")
TITLES = {
    "bare": "The bare assignment: which helper serves which need, each at most so many.",
    "full": "The full problem, in both markets: half-days within days within months, a load that "
    "costs more with each visit, visits for two together or none; classes with a minimum. "
    "Each county is solved by itself, one after the other.",
}
WORDS = """`python -m benchmarks.solve --size county city province --write`

A county is 600 helpers and 3,000 needs in 17 communities, each need with its 30 nearest helpers of
the right skills; a city is 20 counties, a province 200. Instances come from a seed. Every peer gets
the same one, in a process of its own, one after the other on the same cores; only Lianxin with 2
processes uses more than one of them. Each peer's own preparation counts. Lianxin's seconds include
checking the arrays and the prices of every capacity; candidates, scores and the certificate, which
it has besides, are named apart. Memory is the peak of the whole process up to the answer, the
instance included, with 2 processes the larger of them added. Every answer is held against the
problem's capacities and minimums, and one arithmetic says what it is worth. Whoever passes the time
limit is left out, at larger sizes too."""
CANNOT = """What peers cannot state: a visit that wants two helpers together or none, and a class
that opens with its minimum or not at all, are no flow and no linear programme, so OR-Tools' flow,
networkx and the simplex take the bare form only. HiGHS' branch and bound can state everything, and
the greedy hand minds the same rules. In the full form Lianxin may leave a gap of 0.1 %, and HiGHS
is asked for no less. Lianxin alone answers with prices of every capacity, which tell what is short,
and with a proof that is checked by code the solver has no part in."""


def section(kept: Kept) -> Section | None:
    found = [
        (size, form, kept[f"solve-{form}-{size}"])
        for size in SIZES
        for form in TITLES
        if f"solve-{form}-{size}" in kept
    ]
    if not found:
        return None
    parts: list[str | Table | Picture] = [WORDS, CANNOT, _picture(found), *growth(kept)]
    for size, form, one in found:
        parts += [_title(size, form), f"Seed {one['seed']}. {measured_on(one)}", TITLES[form]]
        parts += [_table(one["rows"]), *_stages(one["rows"])]
    return Section("The core beside its peers", parts)


def growth(kept: Kept) -> list[str]:
    """How time grows from each size to the next, as the exponent of the number of needs."""
    ours = {
        size: kept[name]["rows"]["ours"]
        for size in SIZES
        if "seconds" in kept.get(name := f"solve-bare-{size}", {}).get("rows", {}).get("ours", {})
    }
    said = []
    for small, large in pairwise(ours):
        wider = SIZES[large].all_needs / SIZES[small].all_needs
        wall, cpu = (
            math.log(ours[large][key] / ours[small][key]) / math.log(wider)
            for key in ("seconds", "cpu")
        )
        said.append(
            f"From {small} to {large}, in the bare form, Lianxin's seconds grow with the number of "
            f"needs to the power of {wall:.2f} (processor seconds: {cpu:.2f})."
        )
    return said


def _title(size: str, form: str) -> str:
    one = SIZES[size]
    of = f"{one.all_helpers:,} helpers × {one.all_needs:,} needs"
    return f"### {size.capitalize()}, {form} form: {of}"


def _table(rows: dict[str, dict[str, Any]]) -> Table:
    return Table(COLUMNS, [(NAMES[name], *_cells(row)) for name, row in rows.items()])


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    if "skipped" in row:
        return (row["skipped"], *[""] * (len(COLUMNS) - 2))
    behind = f"{row['behind']:.3%}" if row["behind"] else "0"
    figures = (f"{row['seconds']:.3f}", f"{row['cpu']:.3f}", f"{row['ratio']:.1f}")
    return (*figures, f"{row['mb']:,}", f"{row['objective']:,}", behind)


def _stages(rows: dict[str, dict[str, Any]]) -> list[str]:
    mine = rows.get("ours", {})
    if "stages" not in mine:
        return []
    stages = ", ".join(f"{stage} {took:.3f} s" for stage, took in mine["stages"].items())
    proof = f"gap {mine['gap']:.4%}, the certificate {mine['certificate']}"
    runs = "one run" if mine["runs"] == 1 else f"median of {mine['runs']} runs"
    return [f"Lianxin, stage by stage ({runs}): {stages}; {proof}."]


def _picture(found: list[tuple[str, str, dict[str, Any]]]) -> Picture:
    groups = [
        (f"{size}, {form}", [_bar(name, row) for name, row in one["rows"].items()])
        for size, form, one in found
    ]
    shows = "Seconds by size, form and peer, on a scale of tenfolds"
    return Picture("solve", shows, bars(groups, "s", tenfolds))


def _bar(name: str, row: dict[str, Any]) -> Bar:
    ours = name.startswith("ours")
    if "skipped" in row:
        return Bar(NAMES[name], None, row["skipped"], ours)
    behind = f", {row['behind']:.1%} behind" if row["behind"] > 0.0005 else ""
    return Bar(NAMES[name], row["seconds"], f"{row['seconds']:.3g} s{behind}", ours)
