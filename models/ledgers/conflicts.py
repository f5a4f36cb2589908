"""Rows that contradict what is registered: held until a person decides which one stands."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.days import civil_day
from models.ledgers.cells import harmless, shortened, tidy
from models.ledgers.fields import KINDS
from models.ledgers.intake import CLERKS, RowResult, cells_again
from models.ledgers.journal import Journal
from models.ledgers.refusals import ConflictSettled, DecisionRefused
from models.ledgers.register import Register, RowHeld, RowRefused, load_places
from models.ledgers.rows import parse
from models.ledgers.standing import standing_values
from models.ledgers.tables import Import, ImportRow
from models.ledgers.turns import take_turn
from models.ledgers.uploads import UPLOADERS, allowed_paths, uploaders_of
from models.people.tables import Person
from models.places.tables import Place
from models.trail.log import record_row

REPEATED = "repeated"
Decided = dict[uuid.UUID, list[tuple[str, str | None]]]


@dataclass(frozen=True)
class Difference:
    """A column in which the row differs; ``old`` None where the product does not keep it."""

    title: str
    old: str | None
    new: str


@dataclass(frozen=True)
class Conflict:
    """A held row beside what is registered; ``name`` is whom or what it is about.

    ``path`` is where it belongs: the home of a person, for anything else the import's county.
    """

    row_id: uuid.UUID
    import_id: uuid.UUID
    file_name: str
    sheet: str
    row: int
    kind: str
    path: str
    name: str
    reasons: tuple[Said, ...]
    differences: tuple[Difference, ...]
    uploaded_at: dt.datetime


def waiting(session: Session, scope: Scope) -> list[Conflict]:
    """The rows waiting for a decision within ``scope``, oldest first."""
    query = _within(scope).where(ImportRow.resolution.is_(None))
    rows = session.execute(query.order_by(Import.uploaded_at, ImportRow.sheet, ImportRow.row))
    return [_conflict(session, held, file, at, path) for held, file, at, path in rows]


def count(session: Session, scope: Scope) -> int:
    """How many rows wait within ``scope``: told on pages that show none of them."""
    held = _within(scope).where(ImportRow.resolution.is_(None)).subquery()
    return session.scalar(select(func.count()).select_from(held)) or 0


def resolve(
    session: Session, row_id: uuid.UUID, keep: str, account_id: uuid.UUID, now: dt.datetime
) -> ImportRow:
    """Keep what is registered (``old``) or take over what the row says (``new``).

    Raises ``ConflictSettled`` when somebody decided already, ``DecisionRefused`` when the row
    cannot come in as things stand now, ``ImportNotReady`` while an import is at work.
    """
    take_turn(session)
    held = session.get(ImportRow, row_id, with_for_update=True, populate_existing=True)
    if held is None or held.outcome != "conflict" or held.resolution is not None:
        raise ConflictSettled(Said("这一行已经有人处理过了。"))
    if keep == "new":
        _take_over(session, held, account_id, now)
    elif keep != "old":
        raise DecisionRefused(Said("请选择保留原有信息，或采用新的信息。"))
    held.resolution, held.resolved_at, held.resolved_by = keep, now, account_id
    record_row(session, "ledger.resolve", held, now, by=account_id, detail={"keep": keep})
    return held


def decisions(session: Session, import_id: uuid.UUID) -> Decided:
    """Of earlier imports not taken back: the contradictions known, by whom they are about."""
    known = (
        select(ImportRow.subject_id, ImportRow.cells, ImportRow.resolution)
        .join(Import, Import.id == ImportRow.import_id)
        .where(
            ImportRow.outcome == "conflict",
            ImportRow.subject_id.is_not(None),
            Import.state == "done",
            Import.id != import_id,
        )
    )
    found: Decided = {}
    for subject, cells, resolution in session.execute(known):
        if subject is not None and cells is not None:
            found.setdefault(subject, []).append((cells, resolution))
    return found


def mark_repeated(results: Iterable[RowResult], known: Decided) -> None:
    """A contradiction that was there before is not put before anybody a second time."""
    for result in results:
        if result.outcome != "conflict" or result.subject_id not in known:
            continue
        before = [json.loads(cells) for cells, _ in known[result.subject_id]]
        if json.loads(result.cells or "{}") in before:
            result.resolution = REPEATED
            result.reasons.append(Said("这一矛盾以前导入时已经提出，不再重复。"))


def _within(scope: Scope) -> Select[ImportRow, str, dt.datetime, str]:
    """Held rows: about a person by where he lives, about anything else by the import's county."""
    home, county = aliased(Place), aliased(Place)
    return (
        select(
            ImportRow,
            Import.file_name,
            Import.uploaded_at,
            func.coalesce(home.path, county.path),
        )
        .join(Import, Import.id == ImportRow.import_id)
        .outerjoin(Person, Person.id == ImportRow.subject_id)
        .outerjoin(home, home.id == Person.place_id)
        .outerjoin(county, county.id == Import.county_id)
        .where(
            ImportRow.outcome == "conflict",
            Import.state == "done",
            or_(
                scope.within(UPLOADERS, home.path),
                and_(Person.id.is_(None), scope.within(UPLOADERS, county.path)),
            ),
        )
    )


def _conflict(
    session: Session, held: ImportRow, file_name: str, at: dt.datetime, path: str
) -> Conflict:
    kind, headings, cells = cells_again(held.cells or "{}")
    values = parse(KINDS[kind], headings, cells).values
    old = standing_values(session, kind, held.subject_id)
    return Conflict(
        row_id=held.id,
        import_id=held.import_id,
        file_name=file_name,
        sheet=held.sheet,
        row=held.row,
        kind=kind,
        path=path,
        name=shortened(str(values.get("name") or values.get("number") or values.get("grid"))),
        reasons=tuple(Said.from_json(reason) for reason in held.reasons),
        differences=tuple(_differences(kind, values, old)),
        uploaded_at=at,
    )


def _differences(
    kind: str, values: Mapping[str, Any], old: Mapping[str, Any]
) -> Iterable[Difference]:
    for field in KINDS[kind].fields.values():
        if field.name in old and field.name in values and values[field.name] is not None:
            before, after = shown(old[field.name]), shown(values[field.name])
            if before != after:
                yield Difference(field.title, before, after)


def shown(value: Any) -> str:
    """A value of a row as people read it."""
    if value is None or value == []:
        return ""
    if isinstance(value, list):
        return "、".join(value)
    return harmless(shortened(tidy(value if not hasattr(value, "number") else value.number), 80))


def _take_over(session: Session, held: ImportRow, account_id: uuid.UUID, now: dt.datetime) -> None:
    """Enter the row after all, as part of its own import, so that undo takes it back too."""
    kind, headings, cells = cells_again(held.cells or "{}")
    parsed = parse(KINDS[kind], headings, cells)
    came = session.get_one(Import, held.import_id)
    if came.state != "done":
        raise DecisionRefused(Said("这次导入已经撤销。"))
    county = session.get(Place, came.county_id) if came.county_id else None
    journal = Journal(session, held.import_id)
    register = Register(
        session=session,
        journal=journal,
        as_of=civil_day(now),
        now=now,
        places=load_places(session, county.path if county else None),
        allowed=allowed_paths(session, account_id, uploaders_of(kind)),
        headings=headings,
        county_id=came.county_id,
    )
    try:
        clerk = CLERKS[kind](register)
        clerk.prepare([parsed.values])
        clerk.enter(parsed.values, True)
    except (RowRefused, RowHeld) as fault:
        raise DecisionRefused(fault.said) from None
    journal.write()
