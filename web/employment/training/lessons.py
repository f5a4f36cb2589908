"""A day of a class: everybody came, but for those who are ticked."""

import datetime as dt
import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from models.employment.people import STAFF
from models.employment.training import attendance, classes
from models.employment.training.refusals import LessonUnlikely, LessonWrong
from web.access import access, scope
from web.clock import now, today
from web.db import changing, reading
from web.employment.blueprint import pages
from web.forms import Form, read_form


class LessonForm(Schema):
    day = fields.Date(required=True)
    absent = fields.List(fields.UUID(), load_default=list)
    anyway = fields.Boolean(load_default=False)


@pages.get("/orders/classes/<uuid:class_id>/attendance")
@access(roles=STAFF)
def lesson(class_id: uuid.UUID) -> str:
    return _page(class_id, Form())


@pages.post("/orders/classes/<uuid:class_id>/attendance")
@access(roles=STAFF)
def keep_lesson(class_id: uuid.UUID) -> Response | tuple[str, int]:
    form, moment = read_form(LessonForm()), now()
    if form.ok:
        day, absent, anyway = form.data["day"], set(form.data["absent"]), form.data["anyway"]
        with (
            form.telling(LessonUnlikely, at="anyway"),
            form.telling(LessonWrong),
            changing() as session,
        ):
            came = attendance.keep(
                session, scope(), class_id, day, absent, today(moment), moment, anyway=anyway
            )
    if not form.ok:
        return _page(class_id, form), 422
    told = _("已登记：应到 %(entered)d 人，实到 %(present)d 人。", **vars(came))
    flash(told)
    return redirect(url_for("employment.training_class", class_id=class_id), 303)


def _page(class_id: uuid.UUID, form: Form) -> str:
    session = reading()
    found = classes.class_in(session, scope(), class_id)
    day = _day(request.values.get("day"))
    expected, absent = attendance.lesson(session, found, day)
    return render_template(
        "employment/training/lesson.html",
        found=found,
        day=day,
        expected=expected,
        absent=absent,
        form=form,
        today=today(now()),
    )


def _day(asked: str | None) -> dt.date:
    """The day asked for; today where none is named, or no day at all."""
    try:
        return dt.date.fromisoformat(asked or "")
    except ValueError:
        return today(now())
