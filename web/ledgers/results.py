"""One import: what became of its rows, the copy with reasons, taking it back."""

import uuid

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matcher.said import Said
from models.accounts.roles import STAFF
from models.ledgers import shown
from models.ledgers.refusals import BuiltUpon
from models.ledgers.tables import Import
from models.ledgers.undo import undo
from web.access import access, scope
from web.again import after_ledgers_change
from web.clock import now
from web.db import changing, reading
from web.ledgers.blueprint import pages
from web.ledgers.preview import preview
from web.ledgers.words import KINDS, OUTCOMES, STATES, TABLES, WORKING
from web.ledgers.workbook import XLSX
from web.ledgers.working import facts
from web.paging import paged
from web.trail import noted


@pages.get("/ledgers/<uuid:import_id>")
@access(roles=STAFF)
def show(import_id: uuid.UUID) -> str:
    """The import as far as it has come: at work, to be checked, or ended."""
    found = shown.one(reading(), scope(), import_id)
    if found.state in WORKING:
        return render_template("ledgers/working.html", **facts(found))
    if found.state == "preview":
        return preview(found, found.sheets)
    return _result(found)


def _result(found: Import) -> str:
    counted = shown.outcomes(reading(), found.id)
    return render_template(
        "ledgers/result.html",
        found=found,
        state=STATES[found.state],
        kinds=KINDS,
        outcomes=OUTCOMES,
        counted=counted,
        has_copy=shown.has_copy(reading(), found.id),
        reasons=shown.reasons(reading(), found.id),
        page=paged(reading(), shown.rows(found.id, "refused")),
    )


@pages.get("/ledgers/<uuid:import_id>/returned")
@access(roles=STAFF)
def returned(import_id: uuid.UUID) -> Response:
    """The file as it came, with a last column that says why a row was not taken."""
    return copy_of(import_id)


def copy_of(import_id: uuid.UUID) -> Response:
    """The copy as a download, for page and API."""
    found = shown.one(reading(), scope(), import_id)
    if found.returned is None:
        abort(404)
    with changing() as change:
        noted(change, "ledger.returned", "import", found.id)
    name = found.file_name.rsplit(".", 1)[0]
    response = make_response(found.returned)
    response.headers["Content-Type"] = XLSX
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}-{_('原因')}.xlsx")
    return response


@pages.get("/ledgers/<uuid:import_id>/undo")
@access(roles=STAFF)
def before_undo(import_id: uuid.UUID) -> str:
    """What taking the import back would delete and restore."""
    return _undo_page(import_id, [])


@pages.post("/ledgers/<uuid:import_id>/undo")
@access(roles=STAFF)
def take_back(import_id: uuid.UUID) -> Response | tuple[str, int]:
    shown.one(reading(), scope(), import_id)
    try:
        with changing() as change:
            undo(change, import_id, scope().account_id, now())
    except BuiltUpon as refusal:
        return _undo_page(import_id, [refusal.said, *refusal.reasons]), 409
    after_ledgers_change()
    flash(_("已撤销这次导入，名册恢复到导入以前。"))
    return redirect(url_for("ledgers.show", import_id=import_id), 303)


def _undo_page(import_id: uuid.UUID, refused: list[Said]) -> str:
    return render_template(
        "ledgers/undo.html",
        found=shown.one(reading(), scope(), import_id),
        changes=shown.changes(reading(), import_id),
        tables=TABLES,
        refused=refused,
    )
