"""Suspected harm: told by whoever was there, read by one recipient, named by the administrator."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.accounts.roles import HELPERS, ROLES
from models.care.owed import cases, recipients
from models.care.owed.refusals import CaseWrong
from models.care.tables import Visit
from web.access import access, scope
from web.care.blueprint import pages
from web.care.visits import own_errand
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.once import tapped
from web.said import said

LENGTH = 4000
# Whom the administrator names is a recipient, whatever else he is.
ANYBODY = tuple(ROLES)
NAMERS = ("administrator",)


class HarmForm(Schema):
    content = fields.String(required=True, validate=validate.Length(max=LENGTH))
    suspect = fields.String(load_default=None, validate=validate.Length(max=100))


class StepForm(Schema):
    step = fields.String(required=True, validate=validate.OneOf(tuple(cases.STEPS)))
    note = fields.String(load_default=None, validate=validate.Length(max=LENGTH))


class RecipientForm(Schema):
    place = fields.UUID(required=True)
    phone = fields.String(required=True)


@pages.get("/visits/<uuid:claim_id>/harm")
@access(roles=HELPERS)
def harm(claim_id: uuid.UUID) -> str:
    own_errand(reading(), claim_id)
    return _harm_page(claim_id, Form())


@pages.post("/visits/<uuid:claim_id>/harm")
@access(roles=HELPERS)
def harm_told(claim_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(HarmForm())
    if not form.ok:
        return _harm_page(claim_id, form), 422

    def change(session: Session) -> str:
        visit = session.get_one(Visit, own_errand(session, claim_id).claim.visit_id)
        content, suspect = form.data["content"], form.data["suspect"]
        cases.open_case(session, visit, content, suspect, now(), by=scope().account_id)
        return url_for("care.tasks")

    return tapped(change, _("已交给专人处理，别人看不到。请不要和任何人说起，也不要自己去问。"))


@pages.get("/cases")
@access(roles=ANYBODY)
def case_list() -> str:
    found = cases.cases_for(reading(), scope().account_id)
    return render_template("care/owed/cases.html", cases=found)


@pages.get("/cases/<uuid:case_id>")
@access(roles=ANYBODY)
def case(case_id: uuid.UUID) -> str:
    # A look leaves a line in the trail, so reading it is a change.
    with changing() as session:
        found, resident = cases.look(session, scope().account_id, case_id, now())
        done = cases.steps_of(session, found)
        return render_template(
            "care/owed/case.html",
            case=found,
            resident=resident,
            done=done,
            steps=[
                (code, said(text), found.opened_at + within)
                for code, (text, within) in cases.STEPS.items()
            ],
            now=now(),
        )


@pages.post("/cases/<uuid:case_id>")
@access(roles=ANYBODY)
def case_step(case_id: uuid.UUID) -> Response:
    data = read_form(StepForm()).data
    with changing() as session:
        step, note = data.get("step", ""), data.get("note")
        cases.do_step(session, scope().account_id, case_id, step, note, now())
    flash(_("已记下。"))
    return redirect(url_for("care.case", case_id=case_id), 303)


@pages.get("/case-recipients")
@access(roles=NAMERS)
def case_recipients() -> str:
    return _recipients_page(Form())


@pages.post("/case-recipients")
@access(roles=NAMERS)
def case_recipient() -> Response | tuple[str, int]:
    form = read_form(RecipientForm())
    if form.ok:
        with form.telling(CaseWrong):
            with changing() as session:
                place, phone = form.data["place"], form.data["phone"]
                recipients.name_recipient(session, scope(), place, phone, today(now()), now())
            flash(_("接收人已指定。"))
            return redirect(url_for("care.case_recipients"), 303)
    return _recipients_page(form), 422


def _harm_page(claim_id: uuid.UUID, form: Form) -> str:
    return render_template("care/owed/harm.html", claim_id=claim_id, form=form)


def _recipients_page(form: Form) -> str:
    named = recipients.named(reading(), scope(), today(now()))
    return render_template("care/owed/recipients.html", named=named, form=form)
