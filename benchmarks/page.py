"""``python -m benchmarks.page``: ``docs/benchmarks.md`` with its charts, from the figures kept.

A benchmark gives ``keep`` its figures and has a section in ``SECTIONS`` that tells them.
"""

import datetime as dt
import json
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from os import cpu_count, sysconf
from pathlib import Path

from benchmarks.section import Kept, Picture, Table
from benchmarks.sections import desk, events, night, offers, placements, quarter, solve

DOCS = Path(__file__).parents[1] / "docs"
FIGURES = "benchmarks"
PACKAGES = ("numpy", "scipy", "ortools", "networkx", "SQLAlchemy", "psycopg")
SECTIONS = (
    solve.section,
    night.section,
    events.section,
    desk.section,
    offers.section,
    quarter.section,
    placements.section,
)
HEAD = """# Benchmarks

This page is made from the figures in `docs/benchmarks/`; each command below measures anew and
makes it again. Seconds are wall seconds; processor seconds beside them show what a busy machine
adds. Where several runs were made, the median counts."""


def keep(found: Kept) -> None:
    """Keep figures by name, with machine and versions, and make the page anew."""
    folder = DOCS / FIGURES
    folder.mkdir(exist_ok=True)
    for name, figures in found.items():
        text = json.dumps(figures | _surroundings(), ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(text + "\n", "utf-8")
    main()


def main() -> None:
    for name, text in pages(kept()).items():
        (DOCS / name).write_text(text, "utf-8")


def kept() -> Kept:
    paths = sorted((DOCS / FIGURES).glob("*.json"))
    return {path.stem: json.loads(path.read_text("utf-8")) for path in paths}


def pages(figures: Kept) -> dict[str, str]:
    """The page and its charts, by path below ``docs``."""
    found = {}
    texts = [HEAD]
    for section in filter(None, (make(figures) for make in SECTIONS)):
        texts.append(f"## {section.title}")
        for part in section.parts:
            texts.append(_text(part))
            if isinstance(part, Picture):
                found[f"{FIGURES}/{part.name}.svg"] = part.svg
    return {"benchmarks.md": "\n\n".join(texts) + "\n", **found}


def _text(part: str | Table | Picture) -> str:
    if isinstance(part, Picture):
        return f"![{part.shows}]({FIGURES}/{part.name}.svg)"
    return part.text() if isinstance(part, Table) else part


def _surroundings() -> dict[str, object]:
    there = {}
    for package in PACKAGES:
        try:
            there[package] = version(package)
        except PackageNotFoundError:
            continue
    return {"day": dt.date.today().isoformat(), "machine": _machine(), "versions": there}


def _machine() -> str:
    memory = sysconf("SC_PAGE_SIZE") * sysconf("SC_PHYS_PAGES") / 2**30
    where = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*: (.*)", where.read_text()) if where.exists() else None
    kind = named.group(1) if named else platform.machine()
    python = platform.python_version()
    return f"{kind}, {cpu_count()} cores, {memory:.0f} GB, {platform.system()}, Python {python}"


if __name__ == "__main__":
    main()
