"""``python -m benchmarks.solve --size county city province``: the core beside its peers.

Each peer runs in a process of its own, one after the other on the same cores, on the same instance.
``--write`` keeps the figures in ``docs/benchmarks/`` and makes ``docs/benchmarks.md`` anew.
"""

import argparse
import json
import signal
import subprocess
import sys
from typing import Any

from benchmarks.instances import SIZES
from benchmarks.page import keep
from benchmarks.section import Kept
from benchmarks.sections.solve import growth

# Each a module of ``benchmarks.peers``: OR-Tools and others share no process.
PEERS = ("ours", "ours_2", "ortools", "highs_simplex", "highs_milp", "networkx", "greedy")
# The others state flows: nothing that opens with its minimum or not at all.
FULL_PEERS = ("ours", "highs_milp", "greedy")
FORMS = {"bare": PEERS, "full": FULL_PEERS}
# Runs of each peer, of which the median counts.
RUNS = {"village": 3, "county": 7, "city": 3, "province": 1}
# Seconds a peer is given; whoever needs more is left out, at larger sizes too, and is said to be.
LIMIT = {"village": 30, "county": 120, "city": 180, "province": 600}

Rows = dict[str, dict[str, Any]]


def main() -> None:
    given = _arguments(sys.argv[1:])
    found: Kept = {}
    for form in given.forms:
        late: dict[str, str] = {}
        for size in (size for size in SIZES if size in given.size):
            rows = _form(given, size, form, late)
            one = {f"solve-{form}-{size}": {"seed": given.seed, "rows": rows}}
            found |= one
            if given.write:
                keep(one)
    for line in growth(found):
        print(line)
    if given.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.solve", description=__doc__)
    parser.add_argument("--size", nargs="+", choices=SIZES, default=["county"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, help="runs of each peer; the median counts")
    parser.add_argument("--limit", type=int, help="seconds a peer is given")
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=list(FORMS))
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=PEERS, help="only these")
    parser.add_argument("--json", action="store_true", help="figures as JSON at the end")
    parser.add_argument("--write", action="store_true", help="keep the figures in docs/")
    return parser.parse_args(words)


def _form(given: argparse.Namespace, size: str, form: str, late: dict[str, str]) -> Rows:
    """Every peer's figures; whoever was late at a smaller size is not asked again."""
    print(f"\n{size}, {form}, seed {given.seed}")
    print(f"{'':16}{'seconds':>9}{'cpu':>9}{'ratio':>8}{'MB':>7}{'objective':>16}{'behind':>9}")
    limit = given.limit or LIMIT[size]
    rows = {}
    for name in (name for name in FORMS[form] if name in given.peers):
        if name in late:
            rows[name] = {"skipped": late[name]}
            continue
        rows[name] = _measured(size, given.seed, form, name, given.runs or RUNS[size], limit)
        if "skipped" in rows[name]:
            late[name] = f"{rows[name]['skipped']} for a {size}"
    _compare(rows)
    for name, row in rows.items():
        _show(name, row)
    return rows


def _measured(size: str, seed: int, form: str, name: str, runs: int, limit: int) -> dict[str, Any]:
    """One peer's figures from its own process, or why there are none."""
    words = [size, str(seed), form, str(runs), str(limit)]
    command = [sys.executable, "-m", f"benchmarks.peers.{name}", *words]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == -signal.SIGALRM:
        return {"skipped": f"over {limit} s"}
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr}")
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def _compare(rows: Rows) -> None:
    """Ratios to ours, and how far each objective is behind the best."""
    there = {name: row for name, row in rows.items() if "skipped" not in row}
    best = max((row["objective"] for row in there.values()), default=0)
    for row in there.values():
        row["behind"] = (best - row["objective"]) / best
        row["ratio"] = row["seconds"] / there["ours"]["seconds"] if "ours" in there else None


def _show(name: str, row: dict[str, Any]) -> None:
    if "skipped" in row:
        print(f"{name:16}{row['skipped']:>9}")
        return
    print(
        f"{name:16}{row['seconds']:9.3f}{row['cpu']:9.3f}{row['ratio'] or 0:8.1f}"
        f"{row['mb']:7d}{row['objective']:16,d}{row['behind']:9.3%}"
    )
    if "stages" in row:
        stages = ", ".join(f"{stage} {took:.3f}" for stage, took in row["stages"].items())
        print(f"{'':16}{stages}; gap {row['gap']:.4%}, certificate {row['certificate']}")


if __name__ == "__main__":
    main()
