"""Steps for several people of a class at once: exam results, and who knows that it closed."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from models.employment.people import STAFF
from models.employment.placing.life import Asked
from models.employment.tables import Referral
from models.employment.training import attendance, classes
from models.matching.classes import step_together
from models.matching.refusals import NotAllStepped
from web.access import access, scope
from web.again import after_openings_change
from web.clock import now, today
from web.db import changing, reading
from web.employment.blueprint import pages
from web.employment.training.classes import class_page
from web.employment.training.words import outcomes
from web.forms import Form, read_form
from web.masks import masked_name
from web.said import said

NUMBER = validate.Length(max=60)


class ToldForm(Schema):
    told = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1))


@pages.get("/orders/classes/<uuid:class_id>/results")
@access(roles=STAFF)
def exam(class_id: uuid.UUID) -> str:
    return _page(class_id, Form())


@pages.post("/orders/classes/<uuid:class_id>/results")
@access(roles=STAFF)
def enter_results(class_id: uuid.UUID) -> Response | tuple[str, int]:
    classes.class_in(reading(), scope(), class_id)
    people = _in_lessons(class_id)
    form = read_form(_results_form(people))
    asked = _results(form, people) if form.ok else {}
    if form.ok and not asked:
        form.refuse("", _("还没有填谁的结果。"))
    if asked:
        with _telling(form, people):
            _step(class_id, asked)
    if not form.ok:
        return _page(class_id, form), 422
    flash(_("已登记 %(count)d 人的结果。", count=len(asked)))
    return _after(class_id)


@pages.post("/orders/classes/<uuid:class_id>/told")
@access(roles=STAFF)
def told_closed(class_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(ToldForm())
    if form.ok:
        asked = {one: Asked("withdraw", reason="not_opened") for one in form.data["told"]}
        with _telling(form, classes.people(reading(), class_id)):
            _step(class_id, asked)
    if not form.ok:
        return class_page(class_id, form), 422
    flash(_("%(count)d 人已告诉，可以再推荐到别处。", count=len(asked)))
    return _after(class_id)


def _step(class_id: uuid.UUID, asked: Mapping[uuid.UUID, Asked]) -> None:
    moment = now()
    with changing() as session:
        step_together(session, scope(), class_id, asked, today(moment), moment)


def _after(class_id: uuid.UUID) -> Response:
    """Whoever is out of a class may be matched elsewhere."""
    after_openings_change(classes.class_in(reading(), scope(), class_id).place_id)
    return redirect(url_for("employment.training_class", class_id=class_id), 303)


@contextmanager
def _telling(form: Form, people: Sequence[Referral]) -> Iterator[None]:
    """Who could not, by masked name, and why."""
    names = {one.id: masked_name(one.seeker.person.name) for one in people}
    try:
        yield
    except NotAllStepped as refusal:
        form.refuse("", said(refusal.said))
        for referral_id, why in refusal.failed:
            form.refuse("", f"{names.get(referral_id, '')} {said(why.said)}")


def _in_lessons(class_id: uuid.UUID) -> list[Referral]:
    return [one for one in classes.people(reading(), class_id) if one.state == "accepted"]


def _results_form(people: Sequence[Referral]) -> Schema:
    """A day for all, and for each who is in the class an outcome and a certificate's number."""
    known = validate.OneOf(tuple(code for code, _word in outcomes()))
    read: dict[str, fields.Field[Any]] = {"day": fields.Date(required=True)}
    for one in people:
        read[f"result-{one.id}"] = fields.String(load_default=None, validate=known)
        read[f"number-{one.id}"] = fields.String(load_default=None, validate=NUMBER)
    return Schema.from_dict(read)()


def _results(form: Form, people: Sequence[Referral]) -> dict[uuid.UUID, Asked]:
    """Whoever has an outcome entered."""
    data = form.data
    found = {one.id: data[f"result-{one.id}"] for one in people}
    return {
        one: _asked(code, data[f"number-{one}"], data["day"]) for one, code in found.items() if code
    }


def _asked(code: str, number: str | None, day: dt.date) -> Asked:
    if code == "passed":
        return Asked("passed", remark=number, day=day)
    return Asked("failed", reason=code, day=day)


def _page(class_id: uuid.UUID, form: Form) -> str:
    session = reading()
    return render_template(
        "employment/training/results.html",
        found=classes.class_in(session, scope(), class_id),
        people=_in_lessons(class_id),
        came=attendance.by_person(session, class_id),
        outcomes=outcomes(),
        form=form,
        today=today(now()),
    )
