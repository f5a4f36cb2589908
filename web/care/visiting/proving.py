"""A code given afterwards, a call back asked for, and the staff's list of whom to call."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from matcher.said import Said
from models.accounts.roles import HELPERS
from models.care.hours.signing import SIGNERS
from models.care.outcomes import OUTCOMES
from models.care.refusals import ReasonUnknown
from models.care.visiting.calling import NO_ANSWER, answered, ask_for_call, to_call
from models.care.visiting.codes import TRIES
from models.care.visiting.proving import give_code, record_of, seen
from models.places.neighbourhoods import neighbourhoods
from web.access import access, scope
from web.care.blueprint import pages
from web.care.visits import own_errand
from web.clock import now
from web.db import changing, reading
from web.forms import read_form
from web.paging import paged
from web.said import said

CALL_ANSWERS = {
    "confirmed": Said("接通，确认来过"),
    NO_ANSWER: Said("没有接通，以后再打"),
    "denied": Said("接通，说没有来过"),
}


class CodeForm(Schema):
    code = fields.String(required=True, validate=validate.Length(max=20))


class CallForm(Schema):
    answer = fields.String(required=True, validate=validate.OneOf(tuple(CALL_ANSWERS)))
    note = fields.String(load_default=None, validate=validate.Length(max=500))


@pages.post("/visits/<uuid:claim_id>/code")
@access(roles=HELPERS)
def code(claim_id: uuid.UUID) -> Response:
    form = read_form(CodeForm())
    if not form.ok:
        flash(_("请填写四位验证码。"), "warn")
        return _back(claim_id)
    with changing() as session:
        own_errand(session, claim_id)
        right = give_code(session, claim_id, form.data["code"], now(), by=scope().account_id)
        proof = seen(session, claim_id)
        left = TRIES - (proof.tries if proof else 0)
    if right:
        flash(_("验证码核对无误。"))
    elif left > 0:
        flash(_("验证码不对，还可以再试 %(left)d 次。", left=left), "warn")
    else:
        flash(_("验证码错了太多次，不能再试。工作人员会打电话回访。"), "warn")
    return _back(claim_id)


@pages.post("/visits/<uuid:claim_id>/call")
@access(roles=HELPERS)
def call_asked(claim_id: uuid.UUID) -> Response:
    with changing() as session:
        own_errand(session, claim_id)
        ask_for_call(session, claim_id, now())
    flash(_("好的，工作人员会打电话给住户核实。"))
    return _back(claim_id)


@pages.get("/calls")
@access(roles=SIGNERS)
def calls() -> str:
    session = reading()
    page = paged(session, to_call(scope()))
    places = [proof.claim.visit.resident.person.place.path for proof in page.items]
    return render_template(
        "care/visiting/calls.html",
        page=page,
        records={one.claim_id: record_of(session, one.claim_id) for one in page.items},
        where=neighbourhoods(session, places),
        answers=[(key, said(text)) for key, text in CALL_ANSWERS.items()],
        outcomes=OUTCOMES,
    )


@pages.post("/calls/<uuid:claim_id>")
@access(roles=SIGNERS)
def called(claim_id: uuid.UUID) -> Response:
    form = read_form(CallForm())
    if not form.ok:
        raise ReasonUnknown(Said("请选一个回访结果。"))
    answer = form.data["answer"]
    with changing() as session:
        answered(session, scope(), claim_id, answer, form.data["note"], now())
    flash(
        _("记下了，这一户还在名单上，请换个时间再打。")
        if answer == NO_ANSWER
        else _("回访结果已记下。")
    )
    return redirect(url_for("care.calls"), 303)


def _back(claim_id: uuid.UUID) -> Response:
    return redirect(url_for("care.visit", claim_id=claim_id), 303)
