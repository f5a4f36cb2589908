"""Figures kept as JSON, and ``docs/benchmarks.md`` with its chart made from all that are kept."""

import json
import math
import platform
from importlib.metadata import version
from os import cpu_count
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[1] / "docs"
FIGURES = DOCS / "benchmarks"
PACKAGES = ("numpy", "scipy", "ortools", "networkx")
SIZES = ("county", "city", "province")
HEAD = """# Benchmarks

Made by `python -m benchmarks.solve --size county|city|province --write`. Each peer runs in a
process of its own, one after the other on the same cores, on the same instance; the median counts.
`ratio` is time in times of ours, `behind` what the objective loses against the best. Ours includes
checking the arrays, and prices of every capacity; the certificate is timed apart.
"""


def keep(name: str, found: dict[str, Any]) -> None:
    """Keep one run's figures, and make the page anew."""
    FIGURES.mkdir(exist_ok=True)
    found["machine"] = (
        f"{platform.machine()}, {cpu_count()} cores, Python {platform.python_version()}"
    )
    found["versions"] = {package: version(package) for package in PACKAGES}
    text = json.dumps(found, ensure_ascii=False, indent=1)
    (FIGURES / f"{name}.json").write_text(text + "\n", "utf-8")
    kept = {size: FIGURES / f"solve-{size}.json" for size in SIZES}
    solved = {s: json.loads(path.read_text("utf-8")) for s, path in kept.items() if path.exists()}
    (FIGURES / "solve.svg").write_text(_chart(solved), "utf-8")
    tables = "\n".join(_tables(size, one) for size, one in solved.items())
    page = f"{HEAD}\n![Seconds by solver and size](benchmarks/solve.svg)\n\n{tables}"
    (DOCS / "benchmarks.md").write_text(page, "utf-8")


def _tables(size: str, found: dict[str, Any]) -> str:
    lines = [f"## {size}", "", f"Seed {found['seed']}. {found['machine']}; {_versions(found)}.", ""]
    for form, rows in found["forms"].items():
        lines += [f"**{form}**", "", "| | seconds | ratio | MB | behind |", "|---|---|---|---|---|"]
        for name, row in rows.items():
            if "skipped" in row:
                lines.append(f"| {name} | {row['skipped']} | | | |")
                continue
            cells = f"{row['seconds']:.3f} | {row['ratio']:.1f} | {row['mb']} | {row['behind']:.3%}"
            lines.append(f"| {name} | {cells} |")
        mine = rows.get("ours", {})
        if "stages" in mine:
            stages = ", ".join(f"{stage} {took:.3f} s" for stage, took in mine["stages"].items())
            lines += [
                "",
                f"Ours: {stages}; gap {mine['gap']:.4%}, certificate {mine['certificate']}.",
            ]
        lines.append("")
    return "\n".join(lines)


def _versions(found: dict[str, Any]) -> str:
    return ", ".join(f"{package} {number}" for package, number in found["versions"].items())


def _chart(solved: dict[str, Any]) -> str:
    """Bars of the bare problem, seconds on a scale of tenfolds."""
    bars = [
        (f"{size} · {name}", row["seconds"], name.startswith("ours"))
        for size, found in solved.items()
        for name, row in found["forms"].get("bare", {}).items()
        if "seconds" in row
    ]
    high = 22 * len(bars) + 20
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="720" height="{high}">']
    for k, (label, seconds, mine) in enumerate(bars):
        width = 60 * max(0.1, math.log10(seconds) + 2.5)
        y = 10 + 22 * k
        colour = "#b4541f" if mine else "#7a8b99"
        style = 'font-family="sans-serif" font-size="13"'
        lines.append(f'<text x="200" y="{y + 14}" text-anchor="end" {style}>{label}</text>')
        lines.append(f'<rect x="210" y="{y + 2}" width="{width:.0f}" height="16" fill="{colour}"/>')
        lines.append(f'<text x="{216 + width:.0f}" y="{y + 14}" {style}>{seconds:.3g} s</text>')
    return "\n".join([*lines, "</svg>", ""])
