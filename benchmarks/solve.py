"""``python -m benchmarks.solve --size county|city|province``: the core beside its peers.

Each peer runs in a process of its own, one after the other on the same cores, on the same instance.
``--write`` keeps the figures in ``docs/benchmarks/`` and makes ``docs/benchmarks.md`` anew.
"""

import argparse
import json
import subprocess
import sys
from statistics import median
from typing import Any

from benchmarks.instances import COUNTIES
from benchmarks.page import keep
from benchmarks.peers import PEERS

# Nobody else can state the whole problem.
FULL_PEERS = ("ours", "highs_milp")
# Runs of each peer, of which the median counts.
RUNS = {"county": 7, "city": 3, "province": 1}
# Seconds a peer is given; whoever needs more is left out, and the table says so.
LIMIT = {"county": 120, "city": 180, "province": 300}


def main() -> None:
    given = _arguments(sys.argv[1:])
    found = {"size": given.size, "seed": given.seed, "forms": {}}
    for form, peers in (("bare", PEERS), ("full", FULL_PEERS)):
        if form in given.forms:
            wanted = [name for name in given.peers or peers if name in peers]
            found["forms"][form] = _form(given, form, wanted)
    if given.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    if given.write:
        keep(f"solve-{given.size}", found)


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.solve", description=__doc__)
    parser.add_argument("--size", choices=COUNTIES, default="county")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, help="runs of each peer; the median counts")
    parser.add_argument("--limit", type=int, help="seconds a peer is given")
    parser.add_argument("--forms", nargs="+", choices=("bare", "full"), default=["bare", "full"])
    parser.add_argument("--peers", nargs="+", choices=PEERS, help="only these")
    parser.add_argument("--json", action="store_true", help="figures as JSON at the end")
    parser.add_argument("--write", action="store_true", help="keep the figures in docs/")
    return parser.parse_args(words)


def _form(given: argparse.Namespace, form: str, names: list[str]) -> dict[str, Any]:
    print(f"\n{given.size}, {form}, seed {given.seed}")
    rows = {name: _measured(given, form, name) for name in names}
    _compare(rows)
    _show(rows)
    return rows


def _measured(given: argparse.Namespace, form: str, name: str) -> dict[str, Any]:
    """One peer's figures from its own process, or why there are none."""
    limit = given.limit or LIMIT[given.size]
    runs = str(given.runs or RUNS[given.size])
    words = [given.size, str(given.seed), form, name, runs, str(limit)]
    command = [sys.executable, "-m", "benchmarks.one", *words]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=3 * limit + 120)
    except subprocess.TimeoutExpired:
        return {"skipped": f"more than {limit} s"}
    if done.returncode:
        return {"skipped": done.stderr.strip().splitlines()[-1][:120]}
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def _compare(rows: dict[str, dict[str, Any]]) -> None:
    """Ratios to ours, and how far each objective is behind the best."""
    there = {name: row for name, row in rows.items() if "skipped" not in row}
    best = max((row["objective"] for row in there.values()), default=0)
    for row in there.values():
        row["seconds"], row["cpu"] = median(row["seconds"]), median(row["cpu"])
        row["behind"] = (best - row["objective"]) / best
    for row in there.values():
        row["ratio"] = row["seconds"] / there["ours"]["seconds"] if "ours" in there else None


def _show(rows: dict[str, dict[str, Any]]) -> None:
    print(f"{'':16}{'seconds':>9}{'cpu':>9}{'ratio':>8}{'MB':>7}{'objective':>16}{'behind':>9}")
    for name, row in rows.items():
        if "skipped" in row:
            print(f"{name:16}{row['skipped']}")
            continue
        print(
            f"{name:16}{row['seconds']:9.3f}{row['cpu']:9.3f}{row['ratio'] or 0:8.1f}"
            f"{row['mb']:7d}{row['objective']:16,d}{row['behind']:9.3%}"
        )
        if "stages" in row:
            stages = ", ".join(f"{stage} {took:.3f}" for stage, took in row["stages"].items())
            print(f"{'':16}{stages}; gap {row['gap']:.4%}, certificate {row['certificate']}")


if __name__ == "__main__":
    main()
