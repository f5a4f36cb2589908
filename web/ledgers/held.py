"""Rows that contradict what is registered: old and new side by side, and which one stands."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models.accounts.roles import STAFF
from models.ledgers import deciding
from web.access import access, scope
from web.again import after_ledgers_change
from web.clock import now
from web.db import changing
from web.ledgers.blueprint import pages
from web.ledgers.words import KINDS


@pages.get("/ledgers/conflicts")
@access(roles=STAFF)
def waiting() -> str:
    """Whoever decides must see names and numbers in full, so the look is written down."""
    with changing() as change:
        found = deciding.look(change, scope(), now(), request.remote_addr)
    return render_template("ledgers/conflicts.html", found=found, kinds=KINDS)


@pages.post("/ledgers/conflicts/<uuid:row_id>")
@access(roles=STAFF)
def decide(row_id: uuid.UUID) -> Response:
    """Keep what is registered, or take over what the row says."""
    keep = request.form.get("keep", "")
    with changing() as change:
        deciding.decide(change, scope(), row_id, keep, now())
    after_ledgers_change()
    flash(_("已采用新的内容。") if keep == "new" else _("已保留原来的内容。"))
    return redirect(url_for("ledgers.waiting"), 303)
