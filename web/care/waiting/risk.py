"""Visits that may fall through, for those who look after the place: call, replace, release."""

import uuid

from flask import render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.care.board import LOOKERS
from models.care.handing import giving
from models.care.pairing.standing import stand_ins
from models.care.tables import Claim
from models.care.waiting import reconfirming
from models.care.waiting.shown import waiting_on
from models.care.work import service_names
from models.matching import suggestions
from models.places.neighbourhoods import neighbourhoods
from web.access import access, scope
from web.again import after_helpers_change
from web.care.blueprint import pages
from web.care.words import slot_text
from web.clock import now
from web.db import reading
from web.once import tapped
from web.paging import paged


@pages.get("/waiting/at-risk")
@access(roles=LOOKERS)
def at_risk() -> str:
    session = reading()
    page = paged(session, reconfirming.at_risk(scope(), now()), 20)
    visits = [held.visit for held in page.items]
    return render_template(
        "care/waiting/at_risk.html",
        page=page,
        where=neighbourhoods(session, [v.resident.person.place.path for v in visits]),
        names=service_names(session),
        waiting=waiting_on(session, [visit.id for visit in visits]),
        asked=giving.open_ones(session, [held.id for held in page.items]),
        stand_ins=stand_ins(session, [visit.resident_id for visit in visits]),
        slot_text=slot_text,
    )


@pages.post("/at-risk/<uuid:claim_id>/comes")
@access(roles=LOOKERS)
def comes(claim_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        reconfirming.claim_at_risk(session, scope(), claim_id, now())
        reconfirming.still_coming(session, claim_id, now(), by=scope().account_id)
        return url_for("care.at_risk")

    return tapped(change, _("已记下：他会去。"))


@pages.post("/at-risk/<uuid:claim_id>/stand-in")
@access(roles=LOOKERS)
def ask_stand_in(claim_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        held = reconfirming.claim_at_risk(session, scope(), claim_id, now())
        helper_id = stand_ins(session, [held.visit.resident_id])[held.visit.resident_id].helper_id
        giving.offer(session, claim_id, helper_id, now(), by=scope().account_id)
        return url_for("care.at_risk")

    return tapped(change, _("已请替补接手，他答应以后这里就不再显示。"))


@pages.post("/at-risk/<uuid:claim_id>/release")
@access(roles=LOOKERS)
def release(claim_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        reconfirming.claim_at_risk(session, scope(), claim_id, now())
        suggestions.release(session, claim_id, now(), by=scope().account_id)
        return url_for("care.at_risk")

    answer = tapped(change, _("名额已放出：有人排队的先留给他，没有的马上回到任务池。"))
    after_helpers_change(reading().get_one(Claim, claim_id).helper_id)
    return answer
