"""Checks for serving children that run out: the list, and the form that renews one."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from models.care.vetting import renewing
from models.care.vetting.renewing import RENEWERS, CheckDateWrong
from web.access import access, scope
from web.care.blueprint import pages
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.paging import paged


class RenewForm(Schema):
    until = fields.Date(required=True)


@pages.get("/child-checks")
@access(roles=RENEWERS)
def child_checks() -> str:
    return _page(Form(), None)


@pages.post("/child-checks/<uuid:helper_id>")
@access(roles=RENEWERS)
def renew_check(helper_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(RenewForm())
    if form.ok:
        with form.telling(CheckDateWrong, at="until"), changing() as session:
            renewing.renew(session, scope(), helper_id, form.data["until"], now())
    if not form.ok:
        return _page(form, helper_id), 422
    flash(_("已更新。看过证书的人和日期都已记下。"))
    return redirect(url_for("care.child_checks"), 303)


def _page(form: Form, wrong: uuid.UUID | None) -> str:
    session, day = reading(), today(now())
    page = paged(session, renewing.running_out(scope(), day), 20)
    return render_template("care/vetting/checks.html", page=page, form=form, wrong=wrong, today=day)
