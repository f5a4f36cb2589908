"""The form of a vacancy: what is asked, what is told back at which field."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import render_template
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from models.employment.codes import table
from models.employment.employers import employer_to_post_for, employers
from models.employment.people import STAFF
from models.employment.posting import PostingChanged, PostingWrong, communities
from models.employment.tables import EMPLOYER_KINDS, EMPLOYMENT_KINDS, Vacancy
from models.employment.texts import TextOffends
from models.employment.vacancies import Terms, seen
from web.access import scope
from web.clock import now, today
from web.db import reading
from web.employment.words import EMPLOYERS, EMPLOYMENT, HAZARDS
from web.forms import Form
from web.masks import masked_phone
from web.said import said

SHORT = validate.Length(max=60)
LONG = validate.Length(max=1000)
# Far above any pay there is, and within what the column holds.
PAY = validate.Range(min=1, max=100_000)
PHONE = validate.Regexp(r"[\d\s+\-]{7,20}$", error="Not a valid string.")
# What a form asks beside the terms: whose they are, and what was shown.
BESIDE = ("employer_id", "new_employer", "new_kind", "seen")


class TermsForm(Schema):
    occupation = fields.String(required=True, validate=SHORT)
    headcount = fields.Integer(required=True, validate=validate.Range(min=1, max=999))
    employment_kind = fields.String(required=True, validate=validate.OneOf(EMPLOYMENT_KINDS))
    work = fields.String(required=True, validate=LONG)
    conditions = fields.String(load_default=None, validate=LONG)
    place_id = fields.UUID(required=True)
    pay_min = fields.Integer(required=True, validate=PAY)
    pay_max = fields.Integer(load_default=None, validate=PAY)
    shift = fields.String(required=True, validate=SHORT)
    education = fields.String(load_default=None, validate=SHORT)
    skill = fields.String(load_default=None, validate=SHORT)
    certificate = fields.Boolean(load_default=False)
    hazards = fields.List(fields.String(validate=SHORT), load_default=list)
    insurance = fields.String(required=True, validate=SHORT)
    board = fields.String(load_default=None, validate=SHORT)
    valid_until = fields.Date(required=True)
    contact_name = fields.String(required=True, validate=SHORT)
    contact_phone = fields.String(load_default=None, validate=PHONE)


class WhoseForm(Schema):
    """For which employer staff post: one of the list, or a new one."""

    employer_id = fields.UUID(load_default=None)
    new_employer = fields.String(load_default=None, validate=SHORT)
    new_kind = fields.String(load_default=None, validate=validate.OneOf(EMPLOYER_KINDS))


class SeenForm(Schema):
    """What was shown when the change was begun."""

    seen = fields.String(required=True, metadata={"description": "读到的 seen，原样带回"})


class ChangeVacancyForm(TermsForm, SeenForm):
    pass


class NewVacancyForm(TermsForm, WhoseForm):
    pass


def whose(session: Session, data: Mapping[str, Any]) -> uuid.UUID:
    """The employer that what was read posts for; raises ``PostingWrong``."""
    new = data["new_employer"], data["new_kind"]
    return employer_to_post_for(session, scope(), data["employer_id"], new, data["place_id"])


def terms(data: Mapping[str, Any]) -> Terms:
    return Terms(**{name: value for name, value in data.items() if name not in BESIDE})


@contextmanager
def telling(form: Form) -> Iterator[None]:
    """Each demand that the law forbids is told at its field, and so is what cannot be so."""
    try:
        yield
    except TextOffends as refusal:
        form.refuse("", said(refusal.said))
        for one in refusal.findings:
            form.refuse(one.field, said(one.said))
    except PostingWrong as refusal:
        form.refuse(refusal.field, said(refusal.said))
    except PostingChanged as refusal:
        form.refuse("", said(refusal.said))


def form_page(vacancy: Vacancy | None, form: Form) -> str:
    """The form, empty or as the vacancy stands, or as it was sent."""
    session, day = reading(), today(now())
    was = _as_it_stands(vacancy) if vacancy is not None and not form.values else {}
    hazards = {**HAZARDS, **{word: word for word in was.get("hazards", []) if word not in HAZARDS}}
    return render_template(
        "employment/vacancy_form.html",
        vacancy=vacancy,
        form=form,
        was=was,
        seen=seen(vacancy) if vacancy else "",
        staff=scope().has(*STAFF),
        employers=[(one.id, one.name) for one in employers(session, scope())],
        employer_kinds=EMPLOYERS.items(),
        employment_kinds=EMPLOYMENT.items(),
        hazards=hazards.items(),
        communities=[(place.id, place.name) for place in communities(session, scope())],
        education=[(word, word) for word in table(session, "education", day)],
        least=table(session, "minimum_wage", day)["monthly"],
        phone=masked_phone(vacancy.contact_phone) if vacancy else "",
        today=day,
    )


def _as_it_stands(vacancy: Vacancy) -> dict[str, Any]:
    """By field; the phone stays out: it is asked for only where it changes."""
    names = set(TermsForm().fields) - {"contact_phone"}
    known = {name: getattr(vacancy, name) for name in names}
    known["certificate"] = "true" if vacancy.certificate else "false"
    return {name: "" if value is None else value for name, value in known.items()}
