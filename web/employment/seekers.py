"""A seeker's page for the employment station: masked until asked why; the way out of matching."""

import uuid

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from models.employment import people
from models.employment.consent import REASONS
from models.employment.people import PURPOSES, STAFF
from models.matching.consent import set_automated
from web.access import access, scope
from web.again import after_seekers_change
from web.clock import now
from web.db import changing, reading
from web.employment.blueprint import pages
from web.employment.seeking.page import seeker_page
from web.forms import read_form
from web.unmasking import in_clear


class AutomationForm(Schema):
    automated = fields.Boolean(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(tuple(REASONS)))


@pages.get("/seekers/<uuid:seeker_id>")
@access(roles=STAFF)
def seeker(seeker_id: uuid.UUID) -> str:
    session = reading()
    return seeker_page(session, people.seeker_in(session, scope(), seeker_id))


@pages.post("/seekers/<uuid:seeker_id>")
@access(roles=STAFF)
def seeker_unmasked(seeker_id: uuid.UUID) -> str:
    with changing() as session:
        found = people.seeker_in(session, scope(), seeker_id)
        clear = in_clear(session, found.person, PURPOSES, "employment.unmask")
        return seeker_page(session, found, clear)


@pages.post("/seekers/<uuid:seeker_id>/automation")
@access(roles=STAFF)
def automation(seeker_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(AutomationForm())
    if not form.ok:
        session = reading()
        found = people.seeker_in(session, scope(), seeker_id)
        return seeker_page(session, found, form=form, at="automation"), 422
    wanted, reason = form.data["automated"], form.data["reason"]
    with changing() as session:
        changed = set_automated(session, scope(), seeker_id, wanted, reason, now())
    after_seekers_change(changed.person_id)
    if wanted:
        flash(_("已恢复参加自动匹配，马上重新匹配。"))
    else:
        flash(_("已改为不参加自动匹配，待审核的方案已失效。"))
    return redirect(url_for("employment.seeker", seeker_id=seeker_id), 303)
