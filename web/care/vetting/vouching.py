"""Vouching for a newcomer on his page, by staff who know him."""

import uuid

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from matcher.said import Said
from models.care.refusals import ReasonUnknown
from models.care.vetting import vouching
from models.care.vetting.vouching import VOUCHERS
from web.access import access, scope
from web.again import after_helpers_change
from web.care.blueprint import pages
from web.clock import now
from web.db import changing
from web.forms import read_form


class VouchForm(Schema):
    known = fields.Boolean(required=True)


@pages.post("/helpers/<uuid:helper_id>/vouch")
@access(roles=VOUCHERS)
def vouch(helper_id: uuid.UUID) -> Response:
    form = read_form(VouchForm())
    if not form.ok:
        raise ReasonUnknown(Said("这张表单不完整，请返回上一页刷新后再试。"))
    known = form.data["known"]
    with changing() as session:
        vouching.vouch(session, scope(), helper_id, known, now())
    after_helpers_change(helper_id)
    flash(_("已登记担保，他可以单独上门了。") if known else _("担保已撤回。他已经认领的不变。"))
    return redirect(url_for("care.helper", helper_id=helper_id), 303)
