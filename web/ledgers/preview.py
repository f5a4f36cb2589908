"""Before an import: what was recognised in each sheet, for a person to correct and confirm."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from jobs.queues import bring_in_soon
from models.accounts.roles import STAFF
from models.ledgers import fields, shown, uploads
from models.ledgers.discard import discard as put_away
from models.ledgers.refusals import MappingWrong
from models.ledgers.tables import Import
from web.access import access, scope
from web.clock import now
from web.db import changing, reading
from web.ledgers.blueprint import pages
from web.ledgers.words import KINDS
from web.said import said
from web.trail import noted

Sheet = dict[str, Any]


def preview(found: Import, sheets: list[Sheet]) -> str:
    """The page of an import that waits to be checked, with its mapping as proposed or typed."""
    looked_at(found)
    return render_template(
        "ledgers/preview.html",
        found=found,
        sheets=sheets,
        kinds=KINDS,
        fields={code: list(kind.fields.values()) for code, kind in fields.KINDS.items()},
        missing=[_missing(sheet) for sheet in sheets],
        samples=[_samples(sheet) for sheet in sheets],
    )


def looked_at(found: Import) -> None:
    """The first rows stand there as they came, names and numbers in clear: that is a look."""
    if any(sheet.get("sample") for sheet in found.sheets):
        with changing() as change:
            noted(change, "ledger.look", "import", found.id)


@pages.post("/ledgers/<uuid:import_id>/confirm")
@access(roles=STAFF)
def confirm(import_id: uuid.UUID) -> Response | tuple[str, int]:
    """Take the mapping as corrected and begin to bring the rows in."""
    found = shown.one(reading(), scope(), import_id)
    sheets = [_corrected(number, sheet) for number, sheet in enumerate(found.sheets)]
    whole = request.form.get("whole") == "yes"
    try:
        with changing() as change:
            uploads.confirm(change, import_id, sheets, whole, scope().account_id, now())
    except MappingWrong as refusal:
        flash(said(refusal.said), "bad")
        return preview(found, sheets), 422
    bring_in_soon(str(import_id))
    return redirect(url_for("ledgers.show", import_id=import_id), 303)


@pages.post("/ledgers/<uuid:import_id>/discard")
@access(roles=STAFF)
def discard(import_id: uuid.UUID) -> Response:
    """Put an upload away before any row of it came in."""
    shown.one(reading(), scope(), import_id)
    with changing() as change:
        put_away(change, import_id, scope().account_id, now())
    flash(_("已放弃这份文件，什么都没有导入。"))
    return redirect(url_for("ledgers.imports"), 303)


def _corrected(number: int, sheet: Sheet) -> Sheet:
    """The sheet with the columns as chosen on the page; left out when it is not to come in."""
    if sheet["kind"] is None or request.form.get(f"use-{number}") != "yes":
        return sheet | {"kind": None}
    known = fields.KINDS[sheet["kind"]].fields
    mapping = []
    for column in sheet["mapping"]:
        chosen = request.form.get(f"column-{number}-{column['column']}", "")
        field = chosen if chosen in known else None
        how = column["how"] if field == column["field"] else "hand"
        mapping.append(column | {"field": field, "how": how})
    return sheet | {"mapping": mapping}


def _missing(sheet: Sheet) -> list[str]:
    """The columns a ledger cannot do without that were not found."""
    if sheet["kind"] is None:
        return []
    found = {column["field"] for column in sheet["mapping"]}
    known = fields.KINDS[sheet["kind"]].fields.values()
    return [_(field.title) for field in known if field.needed and field.name not in found]


def _samples(sheet: Sheet) -> list[str]:
    """What stands in the first rows, column by column in the order of the mapping."""
    columns = zip(*sheet["sample"], strict=True)
    found = [" / ".join(text for text in column if text) for column in columns]
    return found or [""] * len(sheet["mapping"])
