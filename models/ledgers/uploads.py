"""An upload from its arrival to its end; jobs do the reading, a person confirms in between."""

import datetime as dt
import hashlib
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import scope_of
from models.accounts.tables import Account
from models.ledgers.fields import KINDS
from models.ledgers.headings import key
from models.ledgers.intake import RowResult
from models.ledgers.refusals import FileRefused, ImportNotReady, ImportUnknown, MappingWrong
from models.ledgers.tables import ColumnMemory, Import, ImportRow
from models.places.tables import Place
from models.trail.log import record_row

MOST_BYTES = 20 * 1024 * 1024
CARE_UPLOADERS = ("administrator", "county", "town", "community")
UPLOADERS = (*CARE_UPLOADERS, "employment")
# What the other ledgers hold of homes and of a person's need for care is no business of the
# employment station.
ABOUT_WORK = ("seekers", "vacancies", "orders")
TOO_LARGE = Said("文件超过 20 MB，请拆分后再上传。")


def receive(
    session: Session,
    file_name: str,
    content: bytes,
    whole: bool,
    account_id: uuid.UUID | None,
    now: dt.datetime,
) -> Import:
    """Keep an uploaded file, sealed, for the job ``READ_UPLOAD``; raises ``FileRefused``.

    ``whole``: the file comes in without a refused row, or not at all. ``account_id`` None is the
    command line, which may import everything.
    """
    if len(content) > MOST_BYTES:
        raise FileRefused(TOO_LARGE)
    if not content:
        raise FileRefused(Said("文件是空的。"))
    kept = Import(
        county_id=_county_of(session, account_id),
        file_name=file_name,
        content=content,
        digest=hashlib.sha256(content).digest(),
        sheets=[],
        whole=whole,
        counts={},
        uploaded_at=now,
        uploaded_by=account_id,
    )
    session.add(kept)
    record_row(
        session,
        "ledger.receive",
        kept,
        now,
        by=account_id,
        detail={"file": file_name, "bytes": len(content)},
    )
    return kept


def get(session: Session, import_id: uuid.UUID, lock: bool = False) -> Import:
    """The import; raises ``ImportUnknown``."""
    found = session.get(Import, import_id, with_for_update=lock, populate_existing=lock)
    if found is None:
        raise ImportUnknown(Said("没有找到这次导入。"))
    return found


def previewed(kept: Import, sheets: Sequence[Mapping[str, Any]]) -> None:
    """The file was read: ``sheets`` is what is proposed for each of its sheets."""
    kept.sheets = [dict(sheet) for sheet in sheets]
    kept.state, kept.stage, kept.share = "preview", None, 1.0


def failed(kept: Import, said: Said, now: dt.datetime) -> None:
    """The file cannot come in; nothing of it did. The file itself is forgotten."""
    kept.state, kept.failure, kept.finished_at = "failed", said.as_json(), now
    kept.stage, kept.content = None, None
    kept.sheets = _without_samples(kept.sheets)


def held_back(kept: Import, refused: int) -> None:
    """All was asked for or nothing, and ``refused`` rows were faulty: it is nothing."""
    said = Said("有 %(count)d 行有误，按“全部或不导入”的要求，整个文件没有导入。", count=refused)
    kept.state, kept.failure = "failed", said.as_json()


def confirm(
    session: Session,
    import_id: uuid.UUID,
    sheets: Sequence[Mapping[str, Any]],
    whole: bool,
    account_id: uuid.UUID | None,
    now: dt.datetime,
) -> Import:
    """Accept a previewed import with its mapping, corrected or as proposed.

    ``sheets`` name per sheet its ``sheet``, ``kind`` (None leaves the sheet out) and ``mapping``
    (``column`` and ``field`` each, field None leaves the column out). What was changed by hand is
    remembered for the next file. Raises ``ImportNotReady`` and ``MappingWrong``.
    """
    kept = get(session, import_id, lock=True)
    if kept.state != "preview":
        raise ImportNotReady(Said("这次导入不在等待确认，请刷新后再看。"))
    wanted = {sheet["sheet"]: sheet for sheet in sheets}
    confirmed = []
    for proposed in kept.sheets:
        given = wanted.get(proposed["sheet"], proposed)
        confirmed.append(_confirmed(session, proposed, given))
    if not any(sheet["kind"] for sheet in confirmed):
        raise MappingWrong(Said("至少要有一张工作表认定为一种台账。"))
    kept.sheets, kept.whole = confirmed, whole
    kept.state, kept.stage, kept.share = "importing", None, 0.0
    record_row(session, "ledger.confirm", kept, now, by=account_id)
    return kept


def finished(
    session: Session,
    kept: Import,
    results: Sequence[RowResult],
    returned: bytes,
    now: dt.datetime,
) -> None:
    """Write what became of each row; ``returned`` is the copy with the reasons."""
    rows = [
        {
            "import_id": kept.id,
            "sheet": result.sheet,
            "row": result.row,
            "outcome": result.outcome,
            "reasons": [reason.as_json() for reason in result.reasons],
            "cells": result.cells,
            "subject_id": result.subject_id,
            "resolution": result.resolution,
        }
        for result in results
    ]
    if rows:
        session.execute(insert(ImportRow), rows)
    kept.counts = dict(Counter(result.outcome for result in results))
    kept.returned, kept.content = returned, None
    kept.sheets = _without_samples(kept.sheets)
    kept.state, kept.stage, kept.share, kept.finished_at = "done", None, 1.0, now
    record_row(
        session,
        "ledger.import",
        kept,
        now,
        by=kept.uploaded_by,
        detail={"file": kept.file_name, "counts": kept.counts},
    )


def waiting_since(
    session: Session, before: dt.datetime, states: tuple[str, ...]
) -> list[tuple[uuid.UUID, str]]:
    """(id, state) of the imports in these states that arrived before a moment, oldest first."""
    left = select(Import.id, Import.state).where(
        Import.state.in_(states), Import.uploaded_at < before
    )
    return [(row.id, row.state) for row in session.execute(left.order_by(Import.uploaded_at))]


def show_progress(session: Session, import_id: uuid.UUID, stage: str, share: float) -> None:
    """Say how far a job is; in a transaction of its own, so that the page sees it."""
    running = Import.state.in_(("reading", "importing"))
    session.execute(
        update(Import).where(Import.id == import_id, running).values(stage=stage, share=share)
    )


def uploaders_of(kind: str) -> tuple[str, ...]:
    """The roles that bring in a kind of ledger and decide on its contradictions."""
    return UPLOADERS if kind in ABOUT_WORK else CARE_UPLOADERS


def allowed_paths(
    session: Session, account_id: uuid.UUID | None, roles: tuple[str, ...] = UPLOADERS
) -> tuple[str, ...] | None:
    """The parts of the tree an uploader may write to in these roles; None is everything."""
    if account_id is None:
        return None
    account = session.get_one(Account, account_id)
    return scope_of(account).paths(roles)


def remembered(session: Session) -> dict[tuple[str, str], str]:
    """(ledger, heading key) -> field, as people once matched them."""
    rows = select(ColumnMemory.kind, ColumnMemory.heading, ColumnMemory.field)
    return {(kind, heading): field for kind, heading, field in session.execute(rows)}


def _confirmed(
    session: Session, proposed: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    kind = given["kind"]
    if kind is not None and kind not in KINDS:
        raise MappingWrong(Said("没有“%(kind)s”这种台账。", kind=str(kind)[:40]))
    fields = {column["column"]: column["field"] for column in given["mapping"]}
    mapping = [_column(session, kind, column, fields) for column in proposed["mapping"]]
    named = [column["field"] for column in mapping if column["field"]]
    if len(named) != len(set(named)):
        raise MappingWrong(Said("工作表“%(sheet)s”中有两列对应同一项。", sheet=proposed["sheet"]))
    return {**proposed, "kind": kind, "mapping": mapping}


def _column(
    session: Session, kind: str | None, column: Mapping[str, Any], fields: Mapping[int, str | None]
) -> dict[str, Any]:
    field = fields.get(column["column"], column["field"]) or None
    if kind is None:
        return dict(column)
    if field is not None and field not in KINDS[kind].fields:
        raise MappingWrong(Said("台账中没有“%(field)s”这一项。", field=str(field)[:40]))
    if field == column["field"]:
        return dict(column)
    _remember(session, kind, column["heading"], field)
    return {**column, "field": field, "how": "hand"}


def _remember(session: Session, kind: str, heading: str, field: str | None) -> None:
    """A column left out by hand is remembered too, as an empty field."""
    row = {"kind": kind, "heading": key(heading), "field": field or ""}
    statement = upsert(ColumnMemory).values(row)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "heading"], set_={"field": row["field"]}
        )
    )


def _without_samples(sheets: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**sheet, "sample": []} for sheet in sheets]


def _county_of(session: Session, account_id: uuid.UUID | None) -> uuid.UUID | None:
    paths = allowed_paths(session, account_id)
    if not paths:
        return None
    county = paths[0].split("/")[0] + "/"
    return session.scalar(select(Place.id).where(Place.path == county))
