"""Holidays and days worked instead: looked at, entered where nothing is announced, taken back."""

from typing import Any

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.places import holidays as known
from models.places.holidays import ANNOUNCED_UNTIL, HolidayWrong
from models.trail.log import record
from web.access import access, scope
from web.clock import now, today
from web.db import reading
from web.forms import Form, read_form
from web.once import tapped
from web.rules.pages import EDITORS, pages


class RunForm(Schema):
    first = fields.Date(required=True)
    last = fields.Date(load_default=None)


class DaysForm(RunForm):
    working = fields.Boolean(required=True)
    name = fields.String(required=True, validate=validate.Length(max=20))


@pages.get("/holidays")
@access(roles=EDITORS)
def holidays() -> str:
    return _page(Form())


@pages.post("/holidays")
@access(roles=EDITORS)
def enter_days() -> Response | tuple[str, int]:
    form = read_form(DaysForm())
    if not form.ok:
        return _page(form), 422
    days = form.data | {"last": form.data["last"] or form.data["first"]}

    def change(session: Session) -> str:
        known.enter(session, **days, today=today(now()))
        return _noted(session, "rules.holiday", days)

    with form.telling(HolidayWrong):
        return tapped(change, _("已填上，今晚起按它安排。"))
    return _page(form), 422


@pages.post("/holidays/take-back")
@access(roles=EDITORS)
def take_back_days() -> Response:
    form = read_form(RunForm())
    if not form.ok:
        abort(400)

    def change(session: Session) -> str:
        known.take_back(session, **form.data, today=today(now()))
        return _noted(session, "rules.holiday_back", form.data)

    told = _("已收回。这几天照国务院公布的算；没有公布的，周一到周五上班。")
    return tapped(change, told, "info")


def _noted(session: Session, action: str, days: dict[str, Any]) -> str:
    detail = days | {name: days[name].isoformat() for name in ("first", "last")}
    by = scope().account_id
    record(session, action=action, account_id=by, now=now(), subject="holiday", detail=detail)
    return url_for("rules.holidays")


def _page(form: Form) -> str:
    day = today(now())
    found = known.runs(reading(), day.replace(month=1, day=1))
    return render_template(
        "rules/holidays.html",
        form=form,
        coming=[run for run in found if run.last >= day],
        past=[run for run in found if run.last < day],
        until=ANNOUNCED_UNTIL,
        today=day,
    )
