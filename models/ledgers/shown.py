"""Imports as their pages show them: who may see which, and what became of the rows."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, defer

from matcher.said import Said
from models.accounts.scope import Scope
from models.ledgers.refusals import ImportUnknown
from models.ledgers.tables import Import, ImportChange, ImportRow
from models.places.tables import Place

# They answer for the whole of their county's data and see each other's imports.
OVERSEERS = ("administrator", "county")


@dataclass(frozen=True)
class Reason:
    """A sentence that stands at ``rows`` rows of an outcome; ``example`` with the first's facts."""

    outcome: str
    example: Said
    rows: int


def imports(scope: Scope) -> Select[Import]:
    """One's own imports, and for overseers those of their county; without the files' bytes."""
    counties = select(Place.id).where(scope.within(OVERSEERS))
    mine = or_(Import.uploaded_by == scope.account_id, Import.county_id.in_(counties))
    files = (defer(Import.content), defer(Import.returned))
    return select(Import).where(mine).options(*files).order_by(Import.uploaded_at.desc(), Import.id)


def one(session: Session, scope: Scope, import_id: uuid.UUID) -> Import:
    found = session.scalar(imports(scope).where(Import.id == import_id))
    if found is None:
        raise ImportUnknown(Said("没有找到这次导入，可能已被删除，或不是您上传的。"))
    return found


def has_copy(session: Session, import_id: uuid.UUID) -> bool:
    """Whether the file with its reasons is there to be taken home."""
    query = select(Import.returned.is_not(None)).where(Import.id == import_id)
    return bool(session.scalar(query))


def outcomes(session: Session, import_id: uuid.UUID) -> dict[str, int]:
    """Outcome -> number of rows."""
    query = select(ImportRow.outcome, func.count()).where(ImportRow.import_id == import_id)
    return dict(session.execute(query.group_by(ImportRow.outcome)).all())


def reasons(session: Session, import_id: uuid.UUID) -> list[Reason]:
    """What was said about the rows, the same sentence counted once, the most frequent first."""
    query = select(ImportRow.outcome, ImportRow.reasons).where(ImportRow.import_id == import_id)
    found: dict[tuple[str, str], tuple[dict[str, Any], int]] = {}
    ordered = query.order_by(ImportRow.sheet, ImportRow.row)
    for outcome, sentences in session.execute(ordered):
        for sentence in sentences:
            first, rows = found.get((outcome, sentence["said"]), (sentence, 0))
            found[outcome, sentence["said"]] = (first, rows + 1)
    counted = [
        Reason(outcome, Said.from_json(first), rows)
        for (outcome, _), (first, rows) in found.items()
    ]
    return sorted(counted, key=lambda reason: -reason.rows)


def rows(import_id: uuid.UUID, outcome: str) -> Select[ImportRow]:
    """The rows of one outcome in the order of the file, without their cells."""
    return (
        select(ImportRow)
        .where(ImportRow.import_id == import_id, ImportRow.outcome == outcome)
        .options(defer(ImportRow.cells))
        .order_by(ImportRow.sheet, ImportRow.row)
    )


def changes(session: Session, import_id: uuid.UUID) -> list[tuple[str, bool, int]]:
    """What an undo takes back: (table, whether the rows were new, their number)."""
    new = ImportChange.before.is_(None)
    query = select(ImportChange.table, new, func.count(func.distinct(ImportChange.row_id)))
    grouped = query.where(ImportChange.import_id == import_id).group_by(ImportChange.table, new)
    return [
        (table, is_new, number)
        for table, is_new, number in session.execute(grouped.order_by(ImportChange.table))
    ]
