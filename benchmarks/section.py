"""A benchmark's part of the page: words, tables and charts in the order in which they are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Figures of every benchmark as they were kept, by name.
Kept = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Table:
    """The first column names its rows; the others are figures."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def text(self) -> str:
        marks = ["---", *["---:"] * (len(self.columns) - 1)]
        return "\n".join("| " + " | ".join(row) + " |" for row in (self.columns, marks, *self.rows))


@dataclass(frozen=True)
class Picture:
    """A chart: ``name`` of its file, what it shows, the SVG itself."""

    name: str
    shows: str
    svg: str


@dataclass(frozen=True)
class Section:
    title: str
    parts: Sequence[str | Table | Picture]


def measured_on(found: dict[str, Any]) -> str:
    """Where and when figures were measured, as ``keep`` noted it."""
    versions = ", ".join(f"{package} {number}" for package, number in found["versions"].items())
    return f"Measured {found['day']}: {found['machine']}; {versions}."
