"""Vouching for newcomers, one on his page or several from the list, by staff who know them."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from matcher.said import Said
from models.care.refusals import ReasonUnknown
from models.care.vetting import vouching
from models.care.vetting.vouching import VOUCHERS
from models.places.neighbourhoods import neighbourhoods
from web.access import access, scope
from web.again import after_helpers_change
from web.care.blueprint import pages
from web.clock import now, today
from web.db import changing, reading
from web.forms import read_form
from web.paging import paged

PER_PAGE = 20


class VouchForm(Schema):
    known = fields.Boolean(required=True)


class VouchManyForm(Schema):
    helper = fields.List(fields.UUID(), required=True, validate=validate.Length(1, PER_PAGE))


@pages.get("/newcomers")
@access(roles=VOUCHERS)
def newcomers() -> str:
    session, day = reading(), today(now())
    page = paged(session, vouching.newcomers_in(scope(), session, day), PER_PAGE)
    paths = [helper.person.place.path for helper in page.items]
    where = neighbourhoods(session, paths)
    return render_template("care/vetting/newcomers.html", page=page, where=where)


@pages.post("/newcomers")
@access(roles=VOUCHERS)
def vouch_many() -> Response:
    form = read_form(VouchManyForm())
    if not form.ok:
        flash(_("请先勾选您认识的人。"), "warn")
        return redirect(url_for("care.newcomers"), 303)
    chosen = form.data["helper"]
    with changing() as session:
        for helper_id in sorted(chosen):
            vouching.vouch(session, scope(), helper_id, True, now())
    after_helpers_change(chosen[0])
    flash(_("已为 %(count)d 人登记担保，他们可以单独上门了。", count=len(chosen)))
    return redirect(url_for("care.newcomers"), 303)


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
