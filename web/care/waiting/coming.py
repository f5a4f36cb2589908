"""The day before: a helper says that he comes, or hands his visit on to somebody."""

import uuid

from flask import url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matcher.said import Said
from models.accounts.roles import HELPERS
from models.care.handing import giving
from models.care.handing.refusals import NobodyToTakeOver
from models.care.pairing.standing import stand_in_of
from models.care.tables import Visit
from models.care.waiting import reconfirming
from models.matching import suggestions
from web.access import access, scope
from web.again import after_own_change
from web.care.blueprint import pages
from web.care.tasks import needed_helper
from web.care.visits import own_errand
from web.clock import now
from web.forms import read_form
from web.once import tapped


class HandOnForm(Schema):
    """A telephone number, or nothing: the resident's stand-in."""

    phone = fields.String(load_default="", validate=validate.Length(max=40))


@pages.post("/visits/<uuid:claim_id>/still")
@access(roles=HELPERS)
def still(claim_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        own_errand(session, claim_id)
        reconfirming.still_coming(session, claim_id, now(), by=scope().account_id)
        return url_for("care.tasks")

    return tapped(change, _("好的，明天见。谢谢您。"))


@pages.post("/visits/<uuid:claim_id>/hand-on")
@access(roles=HELPERS)
def hand_on(claim_id: uuid.UUID) -> Response:
    form = read_form(HandOnForm())
    phone = form.data.get("phone", "").strip()

    def change(session: Session) -> str:
        errand = own_errand(session, claim_id)
        if phone:
            helper_id = giving.by_phone(session, phone)
        else:
            helper_id = _stand_in(session, errand.claim.visit_id)
        giving.offer(session, claim_id, helper_id, now(), by=scope().account_id)
        return url_for("care.visit", claim_id=claim_id)

    return tapped(change, _("已经请他接手。他答应以前，这次探访还在您名下。"))


@pages.post("/visits/<uuid:claim_id>/recall")
@access(roles=HELPERS)
def recall(claim_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        own_errand(session, claim_id)
        giving.recall(session, claim_id, now())
        return url_for("care.visit", claim_id=claim_id)

    return tapped(change, _("已收回，这次探访还是您去。"), "info")


@pages.post("/handings/<uuid:handing_id>/accept")
@access(roles=HELPERS)
def take_over(handing_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        helper = needed_helper(session)
        given = suggestions.take_over(session, helper.id, handing_id, now(), by=scope().account_id)
        return url_for("care.visit", claim_id=given.id)

    return tapped(change, _("已由您接手。下面是地址、电话和注意事项。"), then=after_own_change)


@pages.post("/handings/<uuid:handing_id>/decline")
@access(roles=HELPERS)
def decline(handing_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        giving.decline(session, needed_helper(session).id, handing_id, now())
        return url_for("care.tasks")

    return tapped(change, _("好的，已告诉对方您这次不行。"), "info")


def _stand_in(session: Session, visit_id: uuid.UUID) -> uuid.UUID:
    found = stand_in_of(session, session.get_one(Visit, visit_id).resident_id)
    if found is None:
        raise NobodyToTakeOver(Said("这户还没有替补，请填接手志愿者的手机号。"))
    return found
