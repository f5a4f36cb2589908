"""Somebody leaves: what runs in his name is shown first, then handed on."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from models.accounts import manage
from models.accounts.refusals import UNKNOWN, AccountUnknown, NotYours
from models.accounts.roles import STAFF
from models.accounts.tables import Account
from models.care.days import civil_day
from models.database.refused import Refused
from models.leaving.closing import close
from models.leaving.duties import running
from web.access import access, scope
from web.accounts.blueprint import pages
from web.clock import now
from web.db import changing, reading
from web.forms import Form, read_form
from web.trail import noted

Page = str | Response | tuple[str, int]


class Leaving(Schema):
    reason = fields.String(required=True)
    phone = fields.String(load_default=None)


@pages.route("/accounts/<uuid:account_id>/leaving", methods=["GET", "POST"])
@access(roles=STAFF)
def leave(account_id: uuid.UUID) -> Page:
    form = Form()
    if request.method == "POST":
        form = read_form(Leaving())
        if form.ok:
            with form.telling(Refused), changing() as change:
                close(change, scope(), account_id, **form.data, now=now())
                noted(change, "account.left", "account", account_id, why=form.data["reason"])
        if form.ok:
            flash(_("账号已关闭，手里的事已经交出去，做过的记录都还在。"))
            return redirect(url_for("accounts.person", account_id=account_id), 303)
    account = _account(account_id)
    found = running(reading(), account, civil_day(now()))
    page = render_template("accounts/leaving.html", account=account, running=found, form=form)
    return page, 200 if form.ok else 422


def _account(account_id: uuid.UUID) -> Account:
    query = manage.accounts_within(scope()).where(Account.id == account_id)
    account = reading().scalar(query)
    if account is None:
        raise AccountUnknown(UNKNOWN)
    if not manage.may_manage(scope(), account):
        raise NotYours(manage.NOT_MANAGED)
    return account
