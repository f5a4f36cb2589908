"""What staff decide about who holds a post: confirmed, declined, left; and his appraisal begun."""

import datetime as dt
import uuid

from flask import redirect, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matcher.said import Said
from models.care.posts import appraising, holding
from models.care.posts.refusals import AppraisalNotReady
from models.care.posts.setting import KEEPERS
from models.care.posts.tables import PostHolding
from web.access import access, scope
from web.care.blueprint import pages
from web.clock import now
from web.db import changing
from web.forms import read_form
from web.once import tapped


class EndForm(Schema):
    reason = fields.String(load_default="")


class QuarterForm(Schema):
    quarter = fields.Date(required=True)


@pages.post("/holdings/<uuid:holding_id>/confirm")
@access(roles=KEEPERS)
def confirm_holder(holding_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        return _page(holding.confirm(session, scope(), holding_id, now()))

    return tapped(change, _("已确认，本人会收到通知。"))


@pages.post("/holdings/<uuid:holding_id>/decline")
@access(roles=KEEPERS)
def decline_holder(holding_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        return _page(holding.decline(session, scope(), holding_id, now()))

    return tapped(change, _("没有确认，名额已空出，本人会收到通知。"), "info")


@pages.post("/holdings/<uuid:holding_id>/end")
@access(roles=KEEPERS)
def end_holder(holding_id: uuid.UUID) -> Response:
    reason = read_form(EndForm()).data["reason"]

    def change(session: Session) -> str:
        return _page(holding.end(session, scope(), holding_id, reason, now()))

    return tapped(change, _("已办理离岗，记录都留着。"), "info")


@pages.post("/holdings/<uuid:holding_id>/appraise")
@access(roles=KEEPERS)
def begin_appraisal(holding_id: uuid.UUID) -> Response:
    form = read_form(QuarterForm())
    if not form.ok:
        raise AppraisalNotReady(Said("请选一个已经开始的季度。"))
    quarter: dt.date = form.data["quarter"]
    with changing() as session:
        found = appraising.begin(session, scope(), holding_id, quarter, now())
        target = url_for("care.appraisal", appraisal_id=found.id)
    return redirect(target, 303)


def _page(held: PostHolding) -> str:
    return url_for("care.post", post_id=held.post_id)
