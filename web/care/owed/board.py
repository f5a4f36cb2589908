"""The care board: owed, made and overdue, by kind, community and grid; its ledger as a file."""

import datetime as dt
from collections.abc import Iterable, Mapping

from flask import Response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.board import LOOKERS
from models.care.owed import figures, ledger
from models.care.owed.tables import Obligation
from models.care.work import service_names
from models.ledgers.lists import whereabouts
from models.trail.log import record
from web.access import access, scope
from web.care.blueprint import pages
from web.clock import now, today
from web.db import changing, reading
from web.ledgers.workbook import XLSX, Cell, workbook
from web.masks import masked_name
from web.paging import paged
from web.said import said


@pages.get("/board")
@access(roles=LOOKERS)
def figures_board() -> str:
    session, day = reading(), today(now())
    return render_template(
        "care/owed/board.html",
        kinds=figures.by_kind(session, scope(), day),
        communities=figures.by_place(session, scope(), day, "community"),
        grids=figures.by_place(session, scope(), day, "grid"),
        month=day,
    )


@pages.get("/ledger")
@access(roles=LOOKERS)
def obligations() -> str:
    session, day = reading(), today(now())
    month, state = _month(request.args.get("month"), day), _state(request.args.get("state"))
    page = paged(session, ledger.of_month(scope(), month, state))
    return render_template(
        "care/owed/ledger.html",
        page=page,
        month=month,
        state=state,
        states=_words(ledger.STATES),
        reasons=_words(ledger.REASONS),
        names=service_names(session),
        where=whereabouts(session, [row.resident.person.place for row in page.items]),
        today=day,
    )


@pages.post("/ledger/export")
@access(roles=LOOKERS)
def obligations_file() -> Response:
    """The month's lines as .xlsx, masked; who took it out when stands in the trail."""
    moment = now()
    month = _month(request.form.get("month"), today(moment))
    with changing() as session:
        rows = session.scalars(ledger.of_month(scope(), month, None)).all()
        content = workbook(_("应办台账"), _headings(), _cells(session, rows))
        record(
            session,
            action="list.export",
            account_id=scope().account_id,
            now=moment,
            subject="obligations",
            address=request.remote_addr,
            detail={"rows": len(rows), "masked": True, "month": f"{month:%Y-%m}"},
        )
    answer = Response(content, mimetype=XLSX)
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"obligations-{month:%Y%m}.xlsx"
    )
    return answer


def _headings() -> list[str]:
    return [
        _("服务对象"),
        _("社区"),
        _("网格"),
        _("服务"),
        _("从"),
        _("到"),
        _("最早应办"),
        _("情况"),
        _("办成日期"),
        _("原因"),
    ]


def _cells(session: Session, rows: Iterable[Obligation]) -> Iterable[tuple[Cell, ...]]:
    lines = list(rows)
    where = whereabouts(session, [row.resident.person.place for row in lines])
    names = service_names(session)
    for row in lines:
        person = row.resident.person
        community, grid = where[person.place_id]
        yield (
            masked_name(person.name),
            community,
            "" if person.address_suppressed else grid,
            str(_(names[row.kind])),
            row.window_from,
            row.window_to,
            row.owed_since,
            said(ledger.STATES[row.state]),
            row.done_on,
            said(ledger.REASONS[row.reason]) if row.reason else None,
        )


def _month(text: str | None, day: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return day.replace(day=1)


def _state(text: str | None) -> str | None:
    return text if text in ledger.STATES else None


def _words(table: Mapping[str, Said]) -> dict[str, str]:
    return {code: said(text) for code, text in table.items()}
