"""A volunteer's lines: joined where a visit is full, confirmed with one tap, left."""

import uuid

from flask import render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matcher.said import Said
from models.accounts.roles import HELPERS
from models.care.refusals import OutsideWindow
from models.care.waiting import line
from models.care.waiting.shown import in_line
from models.matching import suggestions
from web.access import access, scope
from web.again import after_own_change
from web.care.blueprint import pages
from web.care.tasks import ClaimForm, needed_helper, slot_words
from web.clock import now
from web.db import reading
from web.forms import read_form
from web.once import tapped


@pages.get("/waiting")
@access(roles=HELPERS)
def waiting() -> str:
    session = reading()
    helper = needed_helper(session)
    return render_template(
        "care/waiting/line.html", line=in_line(session, helper.id), **slot_words()
    )


@pages.post("/visits/<uuid:visit_id>/wait")
@access(roles=HELPERS)
def wait(visit_id: uuid.UUID) -> Response:
    form = read_form(ClaimForm())
    if not form.ok:
        raise OutsideWindow(Said("请先选一个时间，再排队。"))
    day, part = form.data["slot"]

    def change(session: Session) -> str:
        helper = needed_helper(session)
        duty = form.data["duty"]
        suggestions.wait(session, helper.id, visit_id, day, part, now(), duty=duty)
        return url_for("care.waiting")

    return tapped(change, _("已排上队。有空位会马上通知您，并先给您留着。"))


@pages.post("/waiting/<uuid:entry_id>/confirm")
@access(roles=HELPERS)
def confirm(entry_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        helper = needed_helper(session)
        given = suggestions.confirm(session, helper.id, entry_id, now(), by=scope().account_id)
        return url_for("care.visit", claim_id=given.id)

    return tapped(change, _("已认领。下面是地址、电话和注意事项。"), then=after_own_change)


@pages.post("/waiting/<uuid:entry_id>/leave")
@access(roles=HELPERS)
def leave(entry_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        line.leave(session, needed_helper(session).id, entry_id, now())
        return url_for("care.waiting")

    return tapped(change, _("已退出排队。"), "info", then=after_own_change)
