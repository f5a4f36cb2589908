"""A claimed visit on a phone: where to go, giving it back, the sheet, one's history."""

import uuid

from flask import abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.accounts.roles import HELPERS
from models.bridge.information import note_shown
from models.bridge.refusals import NobodyAnswered
from models.care import work
from models.care.company import party
from models.care.contact import Contact, contact, may_look
from models.care.days import is_over, usual_hours
from models.care.handing.giving import open_on
from models.care.outcomes import OUTCOMES, WITHDRAWALS
from models.care.owed.handover import note_for
from models.care.pairing.standing import stand_ins
from models.care.pairing.tables import Pairing
from models.care.refusals import ContactClosed, ReasonUnknown, TimesWrong
from models.care.tables import Visit
from models.care.visiting.codes import TRIES
from models.care.visiting.kept import keep_until
from models.care.visiting.proving import proven, seen
from models.care.waiting.reconfirming import unanswered
from models.care.work import Errand
from models.matching import suggestions
from web.access import access, scope
from web.again import after_own_change
from web.care.blueprint import pages
from web.care.calendar import entry
from web.care.information import after_answers, answers_in, carried
from web.care.sheets import SheetForm, as_sheet, flash_told, hand_over, sheet_words
from web.care.tasks import needed_helper, slot_words
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.once import FIELD, done_once, tapped
from web.said import said


class WithdrawForm(Schema):
    reason = fields.String(required=True, validate=validate.OneOf(tuple(WITHDRAWALS)))


@pages.get("/visits/<uuid:claim_id>")
@access(roles=HELPERS)
def visit(claim_id: uuid.UUID) -> Response:
    # A look at an address leaves a line in the trail, so reading it is a change.
    with changing() as session:
        errand = own_errand(session, claim_id)
        where = _contact(session, errand)
        brings = carried(session, errand.claim.visit_id) if where else {"information": None}
        if brings["information"] is not None:
            about, by = brings["information"], scope().account_id
            note_shown(session, about, errand.claim, now(), by=by)
        page = render_template(
            "care/visit.html",
            errand=errand,
            where=where,
            left=note_for(session, errand.claim) if where else None,
            proof=seen(session, claim_id),
            tries=TRIES,
            proven=proven(errand.record),
            reasons=[(code, said(text)) for code, text in WITHDRAWALS.items()],
            outcomes=OUTCOMES,
            still=unanswered(session, [claim_id]),
            asked=open_on(session, claim_id),
            stand_in=_stand_in(session, errand),
            party=party(session, errand.claim, today(now())),
            **brings,
            **slot_words(),
        )
    # Where the address is kept from everybody, no phone keeps the page either.
    return _kept(page, errand if where is not None and where.address is not None else None)


@pages.get("/visits/<uuid:claim_id>/calendar.ics")
@access(roles=HELPERS)
def calendar(claim_id: uuid.UUID) -> Response:
    text = entry(own_errand(reading(), claim_id), now())
    answer = make_response(text)
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return answer


@pages.post("/visits/<uuid:claim_id>/withdraw")
@access(roles=HELPERS)
def withdraw(claim_id: uuid.UUID) -> Response:
    form = read_form(WithdrawForm())

    def change(session: Session) -> str:
        own_errand(session, claim_id)
        reason = form.data.get("reason", "")
        suggestions.withdraw(session, claim_id, reason, now(), by=scope().account_id)
        return url_for("care.tasks")

    told = _("已退出，任务马上回到任务池，别人可以接着认领。")
    return tapped(change, told, "info", then=after_own_change)


@pages.get("/visits/<uuid:claim_id>/sheet")
@access(roles=HELPERS)
def sheet(claim_id: uuid.UUID) -> Response:
    errand = own_errand(reading(), claim_id)
    return _kept(_sheet_page(errand, Form()), errand)


@pages.post("/visits/<uuid:claim_id>/sheet")
@access(roles=HELPERS)
def enter(claim_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(SheetForm())
    if not form.ok:
        return _sheet_page(own_errand(reading(), claim_id), form), 422

    told_of: list[tuple[str, str]] = []

    def change(session: Session) -> str:
        own_errand(session, claim_id)
        filled_in = as_sheet(claim_id, request.form[FIELD], form.data)
        told_of.append(hand_over(session, filled_in, request.form)[1:])
        return url_for("care.visit", claim_id=claim_id)

    with form.telling(TimesWrong, ReasonUnknown, NobodyAnswered):
        answer = done_once(change)
    if not form.ok:
        return _sheet_page(own_errand(reading(), claim_id), form), 422
    after_own_change()
    after_answers(answers_in(request.form), scope().person_id)
    flash_told(told_of)
    if form.data["signs"]:
        flash(_("您看到的情况已马上告诉社区和网格员。有生命危险请先拨 120。"), "warn")
    return answer


@pages.get("/history")
@access(roles=HELPERS)
def history() -> str:
    session = reading()
    helper = needed_helper(session)
    count, time = work.recorded(session, helper.id)
    return render_template(
        "care/history.html",
        errands=work.made(session, helper.id),
        count=count,
        hours=time.total_seconds() / 3600,
        outcomes=OUTCOMES,
        **slot_words(),
    )


def own_errand(session: Session, claim_id: uuid.UUID) -> Errand:
    """A claim of the helper who is signed in; nobody else's is found."""
    errand = work.errand(session, needed_helper(session).id, claim_id)
    if errand is None:
        abort(404)
    return errand


def _contact(session: Session, errand: Errand) -> Contact | None:
    try:
        return contact(session, errand.claim, scope(), now())
    except ContactClosed:
        return None


def _stand_in(session: Session, errand: Errand) -> Pairing | None:
    resident_id = session.get_one(Visit, errand.claim.visit_id).resident_id
    return stand_ins(session, [resident_id]).get(resident_id)


def _sheet_page(errand: Errand, form: Form) -> str:
    # Before that half-day is over its usual hours are no help: they would be refused.
    over = is_over(errand.claim.day, errand.claim.part, now())
    usual = usual_hours(errand.claim.day, errand.claim.part)
    began, ended = (f"{moment:%H:%M}" if over else "" for moment in usual)
    session, looks = reading(), may_look(reading(), errand.claim, scope(), now())
    return render_template(
        "care/sheet.html",
        errand=errand,
        form=form,
        **sheet_words(session, errand.claim.visit_id),
        **(carried(session, errand.claim.visit_id, request.form) if looks else {}),
        began=began,
        ended=ended,
        today=today(now()),
        **slot_words(),
    )


def _kept(page: str, errand: Errand | None) -> Response:
    """A page that a phone may keep for where there is no signal, until it says itself."""
    answer = make_response(page)
    if errand is not None and errand.claim.state == "claimed":
        answer.headers["Keep-Until"] = str(int(keep_until(errand.claim).timestamp()))
    return answer
