"""Entering whom a seeker has to care for, asking the care market for it, and ending it."""

import uuid

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models.bridge import duties as bridge
from models.bridge.refusals import DutyWrong
from models.employment.people import STAFF, seeker_in
from web.access import access, scope
from web.again import match_again
from web.clock import now, today
from web.db import changing, reading
from web.employment.blueprint import pages
from web.employment.duties import AskForm, DutyForm, given
from web.employment.seeking.page import seeker_page
from web.forms import Form, read_form
from web.said import said


@pages.post("/seekers/<uuid:seeker_id>/duties")
@access(roles=STAFF)
def enter_duty(seeker_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(DutyForm())
    if form.ok:
        moment = now()
        try:
            with changing() as session:
                asked = given(form.data)
                bridge.enter(session, scope(), seeker_id, asked, today(moment), moment)
        except DutyWrong as refusal:
            form.refuse(refusal.field, said(refusal.said))
    if not form.ok:
        return _wrong(seeker_id, form)
    flash(_("已记下。下一步：问过被照顾的人，就可以向照护市场提出。"))
    return _back(seeker_id)


@pages.post("/seekers/<uuid:seeker_id>/duties/<uuid:duty_id>/ask")
@access(roles=STAFF)
def ask_for_care(seeker_id: uuid.UUID, duty_id: uuid.UUID) -> Response:
    consent = read_form(AskForm()).data.get("consent", "")
    moment = now()
    with changing() as session:
        county = bridge.ask(session, scope(), seeker_id, duty_id, consent, today(moment), moment)
    match_again(county, "care")
    flash(_("已向照护市场提出，马上匹配。有人认领会显示在这里。"))
    return _back(seeker_id)


@pages.post("/seekers/<uuid:seeker_id>/duties/<uuid:duty_id>/end")
@access(roles=STAFF)
def end_duty(seeker_id: uuid.UUID, duty_id: uuid.UUID) -> Response:
    moment = now()
    with changing() as session:
        county = bridge.end(session, scope(), seeker_id, duty_id, today(moment), moment)
    if county is not None:
        match_again(county, "care")
    flash(_("已结束，提出过的照护也停了。记录还在。"), "info")
    return _back(seeker_id)


def _wrong(seeker_id: uuid.UUID, form: Form) -> tuple[str, int]:
    session = reading()
    found = seeker_in(session, scope(), seeker_id)
    return seeker_page(session, found, form=form, at="duty"), 422


def _back(seeker_id: uuid.UUID) -> Response:
    return redirect(url_for("employment.seeker", seeker_id=seeker_id) + "#caring", 303)
