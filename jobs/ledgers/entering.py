"""One file's confirmed sheets into the tables: one transaction, its copy with reasons beside it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jobs.ledgers.reading import Sheet
from jobs.ledgers.returning import returned_copy
from jobs.ledgers.sheets import data_rows
from matcher.said import Said
from models.care import service_kinds
from models.care.owed import policies
from models.ledgers.conflicts import decisions, mark_repeated
from models.ledgers.fields import KINDS
from models.ledgers.intake import Progress, RowResult, take_in
from models.ledgers.journal import Journal
from models.ledgers.register import Register, load_places
from models.ledgers.tables import Import
from models.ledgers.turns import wait_for_turn
from models.ledgers.uploads import allowed_paths, finished, held_back, uploaders_of
from models.places.tables import Place

ORDER = tuple(KINDS)


def enter(
    session: Session,
    kept: Import,
    sheets: Sequence[Sheet],
    as_of: dt.date,
    now: dt.datetime,
    progress: Progress,
) -> list[RowResult]:
    """Bring in what ``kept.sheets`` confirms; returns the outcome of every data row.

    ``kept.whole`` and a refused row: nothing of the file comes in, and every row says so.
    """
    wait_for_turn(session)
    service_kinds.seed(session)
    policies.seed(session)
    known = decisions(session, kept.id)
    register = _register(session, kept, as_of, now)
    register.decided = set(known)
    results = _take_in(session, register, kept, sheets, progress)
    refused = [result for result in results if result.outcome == "refused"]
    # The last word before the import's own row is changed: from then on it is locked.
    progress("写入", 0, 1)
    if kept.whole and refused:
        _none(results, len(refused))
    else:
        mark_repeated(results, known)
        register.journal.write()
        kept.county_id = register.county_id
    copy = returned_copy(sheets, results, _heading_rows(kept.sheets))
    finished(session, kept, results, copy, now)
    if kept.whole and refused:
        held_back(kept, len(refused))
    return results


def _register(session: Session, kept: Import, as_of: dt.date, now: dt.datetime) -> Register:
    county_id = kept.county_id or _only_county(session)
    county = session.get(Place, county_id) if county_id else None
    return Register(
        session=session,
        journal=Journal(session, kept.id),
        as_of=as_of,
        now=now,
        # A grid ledger may bring another county, so it looks at all there are.
        places=load_places(session, county.path if county and not _has_grids(kept) else None),
        county_id=county_id,
    )


def _take_in(
    session: Session,
    register: Register,
    kept: Import,
    sheets: Sequence[Sheet],
    progress: Progress,
) -> list[RowResult]:
    by_name = {sheet.name: sheet for sheet in sheets}
    confirmed = [one for one in kept.sheets if one["kind"]]
    results: list[RowResult] = []
    for one in sorted(confirmed, key=lambda one: ORDER.index(one["kind"])):
        register.allowed = allowed_paths(session, kept.uploaded_by, uploaders_of(one["kind"]))
        results += take_in(register, data_rows(by_name[one["sheet"]], one), progress)
    return results


def _none(results: Sequence[RowResult], refused: int) -> None:
    """Nothing comes in: rows without a fault of their own say why."""
    for result in results:
        if result.outcome != "refused":
            result.reasons = [
                Said(
                    "文件中有 %(count)d 行有误，按“全部或不导入”的要求，本行也没有导入。",
                    count=refused,
                )
            ]
            result.outcome, result.subject_id, result.cells = "refused", None, None


def _heading_rows(sheets: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {one["sheet"]: one["first_row"] - 1 for one in sheets if one["kind"]}


def _has_grids(kept: Import) -> bool:
    return any(one["kind"] == "grids" for one in kept.sheets)


def _only_county(session: Session) -> Any:
    """The county where there is no question which."""
    counties = select(Place.id).where(Place.kind == "county")
    if session.scalar(select(func.count()).select_from(counties.subquery())) != 1:
        return None
    return session.scalar(counties)
