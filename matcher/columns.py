"""Tables of numpy columns, checked once when they are made and never changed afterwards.

A table declares its columns as dataclass fields by ``ints``, ``floats``, ``flags`` and ``names``;
``Columns.__post_init__`` makes every column a read-only array of one dtype, and raises one typed
error per kind of fault. Code behind this door need not doubt its arrays again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

type_of = {"int": np.int64, "float": np.float64, "flag": np.bool_}
KINDS = {"int": "iu", "float": "fiu", "flag": "b", "name": "USiu"}

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class FaultyColumn(ValueError):
    """A column that does not fit its table; ``column`` names it."""

    def __init__(self, column: str, what: str) -> None:
        super().__init__(f"{column}: {what}")
        self.column = column


class WrongShape(FaultyColumn):
    """Not as many rows as its neighbours, or not as many dimensions."""


class WrongType(FaultyColumn):
    """Not of the kind declared: whole numbers, numbers, yes/no, names."""


class NotANumber(FaultyColumn):
    """NaN or infinite where a number must stand."""


class OutOfRange(FaultyColumn):
    """Below the lowest or above the highest value allowed, or an index of nobody."""


class NotUnique(FaultyColumn):
    """Two rows with one name."""


def ints(
    rows: str, low: int | None = None, high: int | None = None, of: str = "", wide: str = ""
) -> Any:
    """Whole numbers (int64). ``of``: each is a row of that table; -1 only where ``low`` is -1.

    ``wide`` names the second dimension of a matrix.
    """
    return field(
        metadata={"kind": "int", "rows": rows, "low": low, "high": high, "of": of, "wide": wide}
    )


def floats(rows: str, low: float | None = None, missing: bool = False) -> Any:
    """Numbers (float64); ``missing`` allows NaN for "not known"."""
    return field(metadata={"kind": "float", "rows": rows, "low": low, "missing": missing})


def flags(rows: str) -> Any:
    """Yes or no (bool)."""
    return field(metadata={"kind": "flag", "rows": rows})


def names(rows: str) -> Any:
    """Unique sortable ids: whole numbers, text or bytes. Their order breaks ties."""
    return field(metadata={"kind": "name", "rows": rows})


class Columns:
    """Base of the frozen tables."""

    def __post_init__(self) -> None:
        sizes: dict[str, int] = {}
        declared = [f for f in fields(self) if "kind" in f.metadata]  # type: ignore[arg-type]
        for f in declared:
            column = _settled(f.name, getattr(self, f.name), f.metadata)
            for axis, size in zip(("rows", "wide"), column.shape, strict=False):
                known = sizes.setdefault(f.metadata[axis], size)
                if known != size:
                    raise WrongShape(f.name, f"{size} {f.metadata[axis]}, expected {known}")
            object.__setattr__(self, f.name, column)
        for f in declared:
            if f.metadata.get("of"):
                _check_index(f.name, getattr(self, f.name), sizes[f.metadata["of"]])
        self.check()

    def check(self) -> None:
        """What a table checks beyond its single columns."""


def spliced(table: Any, rows: str, kept: Ints, more: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of ``rows`` with the rows kept first and those of ``more`` behind them.

    A matrix of another width is filled up with its last column.
    """
    found = {}
    for f in fields(table):
        if f.metadata.get("rows") == rows and f.name in more:
            parts = [getattr(table, f.name)[kept], np.asarray(more[f.name])]
            if f.metadata.get("wide"):
                wide = max(part.shape[1] for part in parts)
                parts = [np.pad(p, ((0, 0), (0, wide - p.shape[1])), "edge") for p in parts]
            found[f.name] = np.concatenate(parts)
    return found


def changed_rows(
    before: Any, after: Any, rows: str, row: Ints, more: Sequence[str] = (), but: Sequence[str] = ()
) -> Flags:
    """Whether any column of a row after is not what it was, or the row is new, bool[rows after].

    row : row before of each row after, -1 = new
    more, but : further columns to compare, and some to leave out
    """
    other: Flags = row < 0
    known = np.flatnonzero(~other)
    names = [f.name for f in fields(after) if f.metadata.get("rows") == rows]
    for name in (*names, *more):
        if name in but:
            continue
        now, then = getattr(after, name)[known], getattr(before, name)[row[known]]
        if now.ndim > 1:
            wide = min(now.shape[1], then.shape[1])
            other[known] |= (now[:, :wide] != then[:, :wide]).any(axis=1)
        elif now.dtype.kind == "f":
            other[known] |= (now != then) & ~(np.isnan(now) & np.isnan(then))
        else:
            other[known] |= now != then
    return other


def _settled(name: str, value: Any, wanted: Any) -> NDArray[Any]:
    column = np.asarray(value)
    kind = wanted["kind"]
    dimensions = 2 if wanted.get("wide") else 1
    if column.ndim != dimensions:
        raise WrongShape(name, f"{column.ndim} dimensions, expected {dimensions}")
    if column.dtype.kind not in KINDS[kind] and column.size:
        raise WrongType(name, f"{column.dtype}, expected {kind}")
    if kind == "name":
        # Sorting is many times quicker than numpy's unique, which hashes.
        ordered = np.sort(column)
        if (ordered[1:] == ordered[:-1]).any():
            raise NotUnique(name, "two rows with one id")
        settled = column.copy()
    else:
        settled = column.astype(type_of[kind])
        _check_range(name, settled, wanted)
    settled.flags.writeable = False
    return settled


def _check_range(name: str, column: NDArray[Any], wanted: Any) -> None:
    if wanted["kind"] == "float" and not wanted["missing"] and not np.isfinite(column).all():
        raise NotANumber(name, "holds a value that is no number")
    low, high = wanted.get("low"), wanted.get("high")
    if low is not None and (column < low).any():
        raise OutOfRange(name, f"below {low}")
    if high is not None and (column > high).any():
        raise OutOfRange(name, f"above {high}")


def _check_index(name: str, column: Ints, size: int) -> None:
    if column.size and int(column.max()) >= size:
        raise OutOfRange(name, f"row {int(column.max())} of {size}")
