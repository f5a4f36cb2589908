"""The sections of a seeker's page that staff write: each form ends on the page it stands on."""

import datetime as dt
import uuid
from collections.abc import Callable

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.accounts.scope import Scope
from models.employment.people import STAFF, seeker_in
from models.employment.seeking import consents, guidance, helping
from models.employment.seeking.guidance import Told
from models.employment.seeking.tables import NOTE_KINDS
from web.access import access, scope
from web.clock import now, today
from web.db import changing, reading
from web.employment.blueprint import pages
from web.employment.seeking.form import TICKED, telling
from web.employment.seeking.page import seeker_page
from web.forms import Form, read_form
from web.once import tapped

Answer = Response | tuple[str, int]
Change = Callable[[Session, Scope, dt.date, dt.datetime], object]
TEXT = validate.Length(max=1000)


class NoteForm(Schema):
    day = fields.Date(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(NOTE_KINDS))
    agreed = fields.String(required=True, validate=TEXT)
    next_on = fields.Date(load_default=None)


class ConsentForm(Schema):
    purposes = fields.List(
        fields.String(validate=validate.OneOf(tuple(consents.TEXTS))),
        required=True,
        validate=TICKED,
    )


class OfficerForm(Schema):
    officer_id = fields.UUID(required=True)


class StepForm(Schema):
    what = fields.String(required=True, validate=validate.Length(max=200))
    by_on = fields.Date(required=True)


class ReviewForm(Schema):
    review_on = fields.Date(required=True)


@pages.post("/seekers/<uuid:seeker_id>/guidance")
@access(roles=STAFF)
def write_note(seeker_id: uuid.UUID) -> Answer:
    form = read_form(NoteForm())
    return _kept(
        seeker_id,
        form,
        "guidance",
        lambda session, scope, today, now: guidance.write(
            session, scope, seeker_id, Told(**form.data), today, now
        ),
        _("谈话已记下。"),
    )


@pages.post("/seekers/<uuid:seeker_id>/consent")
@access(roles=STAFF)
def record_consent(seeker_id: uuid.UUID) -> Answer:
    form = read_form(ConsentForm())
    return _kept(
        seeker_id,
        form,
        "consent",
        lambda session, scope, today, now: consents.record(
            session, scope, seeker_id, form.data["purposes"], today, now
        ),
        _("本人的同意已登记。"),
    )


@pages.post("/seekers/<uuid:seeker_id>/officer")
@access(roles=STAFF)
def name_officer(seeker_id: uuid.UUID) -> Answer:
    form = read_form(OfficerForm())
    return _kept(
        seeker_id,
        form,
        "officer",
        lambda session, scope, _today, now: helping.set_officer(
            session, scope, seeker_id, form.data["officer_id"], now
        ),
        _("帮扶责任人已定。"),
    )


@pages.post("/seekers/<uuid:seeker_id>/plan")
@access(roles=STAFF)
def add_step(seeker_id: uuid.UUID) -> Answer:
    form = read_form(StepForm())
    return _kept(
        seeker_id,
        form,
        "step",
        lambda session, scope, today, now: helping.add_step(
            session, scope, seeker_id, form.data["what"], form.data["by_on"], today, now
        ),
        _("已加进帮扶计划。"),
    )


@pages.post("/seekers/<uuid:seeker_id>/plan/review")
@access(roles=STAFF)
def set_review(seeker_id: uuid.UUID) -> Answer:
    form = read_form(ReviewForm())
    return _kept(
        seeker_id,
        form,
        "review",
        lambda session, scope, today, now: helping.set_review(
            session, scope, seeker_id, form.data["review_on"], today, now
        ),
        _("复核的日子已记下。"),
    )


@pages.post("/seekers/<uuid:seeker_id>/plan/<uuid:step_id>/done")
@access(roles=STAFF)
def step_done(seeker_id: uuid.UUID, step_id: uuid.UUID) -> Response:
    moment = now()
    with changing() as session:
        helping.finish_step(session, scope(), seeker_id, step_id, today(moment), moment)
    flash(_("这一步办好了。"))
    return redirect(url_for("employment.seeker", seeker_id=seeker_id), 303)


def _kept(seeker_id: uuid.UUID, form: Form, at: str, change: Change, told: str) -> Answer:
    """Change once for the form's key; what cannot be so is told in the section ``at``."""

    def once(session: Session) -> str:
        moment = now()
        change(session, scope(), today(moment), moment)
        return url_for("employment.seeker", seeker_id=seeker_id)

    if form.ok:
        with telling(form):
            return tapped(once, told)
    session = reading()
    return seeker_page(session, seeker_in(session, scope(), seeker_id), form=form, at=at), 422
