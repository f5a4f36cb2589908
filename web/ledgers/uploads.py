"""Ledgers that come in: the list of imports, and sending files."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from jobs.queues import read_soon
from models.accounts.roles import STAFF
from models.database.refused import Refused
from models.ledgers import shown, uploads
from models.ledgers.deciding import number_to_decide
from web.access import access, scope
from web.clock import now
from web.db import changing, reading
from web.ledgers.blueprint import pages
from web.ledgers.words import KINDS, STATES, WORKING
from web.paging import paged
from web.said import said


@pages.get("/ledgers")
@access(roles=STAFF)
def imports() -> str:
    page = paged(reading(), shown.imports(scope()))
    return render_template(
        "ledgers/imports.html",
        page=page,
        states=STATES,
        kinds=KINDS,
        working=any(row.state in WORKING for row in page.items),
        conflicts=number_to_decide(reading(), scope()),
        largest=uploads.MOST_BYTES,
    )


@pages.post("/ledgers/upload")
@access(roles=STAFF)
def upload() -> Response:
    """Take one file or several; each is an import of its own, and a bad one stops no other."""
    files = [file for file in request.files.getlist("files") if file.filename]
    received: list[uuid.UUID] = []
    for file in files:
        try:
            with changing() as change:
                made = uploads.receive(
                    change, str(file.filename), file.read(), False, scope().account_id, now()
                )
        except Refused as refusal:
            flash(_("%(file)s：%(why)s", file=file.filename, why=said(refusal.said)), "bad")
            continue
        read_soon(str(made.id))
        received.append(made.id)
    if not files:
        flash(_("请先选择要导入的文件。"), "warn")
    if len(files) == len(received) == 1:
        return redirect(url_for("ledgers.show", import_id=received[0]), 303)
    return redirect(url_for("ledgers.imports"), 303)
