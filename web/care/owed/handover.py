"""The note whoever came so far leaves to whoever comes next."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from models.accounts.roles import HELPERS
from models.care.owed.handover import leave_note, to_hand_over
from web.access import access
from web.care.blueprint import pages
from web.care.tasks import needed_helper
from web.clock import now
from web.db import changing, reading
from web.forms import Form, read_form


class NoteForm(Schema):
    text = fields.String(required=True, validate=validate.Length(max=1000))


@pages.get("/handover/<uuid:resident_id>")
@access(roles=HELPERS)
def handover(resident_id: uuid.UUID) -> str:
    return _page(resident_id, Form())


@pages.post("/handover/<uuid:resident_id>")
@access(roles=HELPERS)
def handed_over(resident_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(NoteForm())
    if not form.ok:
        return _page(resident_id, form), 422
    with changing() as session:
        leave_note(session, needed_helper(session).id, resident_id, form.data["text"], now())
    flash(_("谢谢。接手的人认领以后就能看到。"))
    return redirect(url_for("care.tasks"), 303)


def _page(resident_id: uuid.UUID, form: Form) -> str:
    session = reading()
    known = to_hand_over(session, needed_helper(session).id, resident_id)
    return render_template("care/owed/handover.html", note=known.note, form=form)
