"""Rows that contradict what is registered: old and new side by side, and which one stands."""

import uuid

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.accounts.roles import STAFF
from models.accounts.scope import Scope
from models.ledgers import conflicts
from models.ledgers.conflicts import Conflict
from models.trail.log import record
from web.access import access, scope
from web.clock import now
from web.db import changing, reading
from web.ledgers.blueprint import pages
from web.ledgers.columns import CARE_STAFF
from web.ledgers.words import KINDS

# What these ledgers hold of a person's need for care is no business of the employment station.
ABOUT_CARE = ("residents", "helpers")


def to_decide(session: Session, scope: Scope) -> list[Conflict]:
    """The rows this account may decide on, oldest first."""
    care = scope.has(*CARE_STAFF)
    return [
        found for found in conflicts.waiting(session, scope) if care or found.kind not in ABOUT_CARE
    ]


def number_to_decide(session: Session, scope: Scope) -> int:
    """How many rows ``to_decide`` gives; only the kind of ledger is not to be counted quickly."""
    if scope.has(*CARE_STAFF):
        return conflicts.count(session, scope)
    return len(to_decide(session, scope))


@pages.get("/ledgers/conflicts")
@access(roles=STAFF)
def waiting() -> str:
    """Whoever decides must see names and numbers in full, so the look is written down."""
    with changing() as change:
        found = to_decide(change, scope())
        if found:
            record(
                change,
                action="conflict.look",
                account_id=scope().account_id,
                now=now(),
                subject="import_row",
                address=request.remote_addr,
                detail={"rows": [str(one.row_id) for one in found]},
            )
    return render_template("ledgers/conflicts.html", found=found, kinds=KINDS)


@pages.post("/ledgers/conflicts/<uuid:row_id>")
@access(roles=STAFF)
def decide(row_id: uuid.UUID) -> Response:
    """Keep what is registered, or take over what the row says."""
    if row_id not in {found.row_id for found in to_decide(reading(), scope())}:
        abort(404)
    keep = request.form.get("keep", "")
    with changing() as change:
        conflicts.resolve(change, row_id, keep, scope().account_id, now())
    flash(_("已采用新的内容。") if keep == "new" else _("已保留原来的内容。"))
    return redirect(url_for("ledgers.waiting"), 303)
