"""One's own notices, newest first."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from models.notices.outbox import box, mark_read
from web.access import EVERYONE_SIGNED_IN, access, scope
from web.clock import now
from web.db import changing, reading

pages = Blueprint("notices", __name__, url_prefix="/notices")


@pages.get("/")
@access(roles=EVERYONE_SIGNED_IN)
def mine() -> str:
    return render_template("notices/mine.html", notices=box(reading(), scope().account_id))


@pages.post("/read")
@access(roles=EVERYONE_SIGNED_IN)
def read() -> Response:
    with changing() as session:
        mark_read(session, scope().account_id, now())
    return redirect(url_for("notices.mine"), 303)
