"""Which rows of a sheet are its headings, which ledger it is, which column holds what."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.ledgers.cells import Cell, is_blank, plain, tidy
from models.ledgers.fields import KINDS, Kind

SEARCHED_ROWS = 20
LEAST_COLUMNS = 3
_NOT_A_HEADING = re.compile(r"\d{4,}")
_DECORATION = re.compile(r"[\s*★☆※:：()\[\]【】<>《》、/\\\-_.。,，\"'“”]|必填|选填")
_BRACKETED = re.compile(r"[(\[【（].*?[)\]】）]")

Row = Sequence[Cell]
# (ledger, heading key) -> field: what people matched by hand before.
Memory = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Column:
    """A column of a sheet; ``column`` counts from 0, ``how`` is synonym, memory, hand or None."""

    column: int
    heading: str
    field: str | None
    how: str | None


@dataclass(frozen=True)
class Layout:
    """Where data begins (``first`` counts rows from 0) and what the columns are."""

    kind: str
    heading_row: int
    first: int
    columns: tuple[Column, ...]

    def fields(self) -> dict[str, Column]:
        """The mapped columns by field."""
        return {column.field: column for column in self.columns if column.field}


def key(heading: str) -> str:
    """A heading without what decorates it; two headings with one key are the same."""
    return _DECORATION.sub("", unicodedata.normalize("NFKC", heading)).lower()


def find_layout(rows: Sequence[Row], hint: str, memory: Memory) -> Layout | None:
    """The most fitting reading of a sheet's top, None when it is none of the ledgers.

    ``hint`` is the names of file and sheet; it decides between readings that fit equally.
    """
    best: tuple[float, Layout] | None = None
    for index, headings, depth in _candidates(rows[:SEARCHED_ROWS]):
        said = hint + "".join(tidy(cell) for row in rows[:index] for cell in row)
        for kind in KINDS.values():
            columns = map_columns(kind, headings, memory)
            score = _score(kind, columns, said)
            if score and (best is None or score > best[0]):
                best = score, Layout(kind.code, index, index + depth, columns)
    return best[1] if best else None


def map_columns(
    kind: Kind, headings: Sequence[Sequence[str]], memory: Memory
) -> tuple[Column, ...]:
    """Each column with the first of its names that the ledger knows; a field is given once."""
    known = {key(name): f.name for f in kind.fields.values() for name in (f.title, *f.synonyms)}
    taken: set[str] = set()
    columns = []
    for number, names in enumerate(headings):
        field, how = _field(kind.code, names, known, memory)
        if field in taken:
            field, how = None, None
        if field:
            taken.add(field)
        columns.append(Column(number, names[0] if names else "", field, how))
    return tuple(columns)


def _field(
    kind: str, names: Sequence[str], known: Mapping[str, str], memory: Memory
) -> tuple[str | None, str | None]:
    for name in names:
        remembered = memory.get((kind, key(name)))
        if remembered is not None:
            return remembered or None, "memory"
    for name in names:
        found = known.get(key(name)) or known.get(key(_BRACKETED.sub("", name)))
        if found:
            return found, "synonym"
    return None, None


def _candidates(rows: Sequence[Row]) -> Iterator[tuple[int, list[tuple[str, ...]], int]]:
    """Row number, names of each column, and over how many rows the headings go."""
    for index, row in enumerate(rows):
        if not _like_headings(row):
            continue
        yield index, [_names(tidy(cell)) for cell in row], 1
        below = rows[index + 1] if index + 1 < len(rows) else ()
        if _like_headings(below, least=1):
            yield index, _two_rows(row, below), 2


def _two_rows(upper: Row, lower: Row) -> list[tuple[str, ...]]:
    """Names out of two rows: a group stands over its columns, also over those right of it."""
    columns: list[tuple[str, ...]] = []
    group = ""
    for number in range(max(len(upper), len(lower))):
        above = tidy(upper[number]) if number < len(upper) else ""
        below = tidy(lower[number]) if number < len(lower) else ""
        # An empty upper cell over a named lower one belongs to the group on its left.
        group = above if above or not below else group
        columns.append(_names(f"{group}{below}" if below else group, below, above))
    return columns


def _names(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _like_headings(row: Row, least: int = LEAST_COLUMNS) -> bool:
    filled = [cell for cell in row if not is_blank(cell)]
    return len(filled) >= least and all(
        isinstance(cell, str) and len(cell) <= 40 and not _NOT_A_HEADING.search(plain(cell))
        for cell in filled
    )


def _score(kind: Kind, columns: Sequence[Column], said: str) -> float:
    """How well a ledger fits: its columns found, more for those it cannot do without."""
    found = [kind.fields[column.field] for column in columns if column.field]
    needed = [field for field in kind.fields.values() if field.needed]
    present = [field for field in needed if field in found]
    if len(found) < LEAST_COLUMNS or 2 * len(present) < len(needed):
        return 0.0
    hinted = any(word in said for word in kind.hints)
    return len(found) + 2 * len(present) - 2 * (len(needed) - len(present)) + 1.5 * hinted
