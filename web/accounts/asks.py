"""What takes two: asked for by one, decided by another."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from models.accounts import asks, manage
from web.access import access, scope
from web.accounts.blueprint import pages
from web.clock import now
from web.db import changing, reading
from web.forms import read_form
from web.trail import noted


class ResetAsked(Schema):
    reason = fields.String(load_default="")


@pages.get("/accounts/asks")
@access(roles=asks.DECIDERS["factor"])
def open_asks() -> str:
    found = asks.open_asks(reading(), scope())
    mine = {ask.id: asks.may_decide(scope(), ask) for ask in found}
    return render_template("accounts/asks.html", asks=found, mine=mine)


@pages.post("/accounts/asks/<uuid:ask_id>")
@access(roles=asks.DECIDERS["factor"])
def decide(ask_id: uuid.UUID) -> Response:
    yes = request.form.get("answer") == "yes"
    with changing() as change:
        ask = asks.decide(change, scope(), ask_id, yes, now())
        done = "agreed" if yes else "declined"
        noted(change, f"account.{ask.kind}_{done}", "account", ask.account_id, why=ask.reason)
    flash(_("已同意，并已办好。") if yes else _("没有同意，什么都没有改动。"))
    return redirect(url_for("accounts.open_asks"), 303)


@pages.post("/accounts/<uuid:account_id>/factor-reset")
@access(roles=("administrator",))
def ask_reset(account_id: uuid.UUID) -> Response:
    reason = read_form(ResetAsked()).data["reason"]
    with changing() as change:
        account = manage.account_to_manage(change, scope(), account_id)
        asks.ask_reset(change, scope(), account, reason, now())
        noted(change, "account.factor_asked", "account", account_id, why=reason)
    flash(_("已提出申请，等另一位管理员或安全管理员同意。"))
    return redirect(url_for("accounts.person", account_id=account_id), 303)
