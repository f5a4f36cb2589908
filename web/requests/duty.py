"""The duty roster: who accepts requests of a place at which hours, and the hours nobody has."""

import uuid
from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.care.days import WEEKDAYS
from models.requests import duty as roster
from models.requests.duty import SETTERS
from models.requests.refusals import ShiftWrong
from models.requests.tables import DutyShift
from web.access import access, scope
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.once import tapped
from web.requests.blueprint import pages
from web.said import said

SHOWN_GAPS = 5


class ShiftForm(Schema):
    account_id = fields.UUID(required=True)
    weekdays = fields.List(
        fields.Integer(validate=validate.Range(0, 6)), required=True, validate=validate.Length(1)
    )
    begins = fields.Time(required=True)
    ends = fields.Time(required=True)
    first_day = fields.Date(required=True)
    last_day = fields.Date(load_default=None)


@pages.get("/duty")
@access(roles=SETTERS)
def duty() -> str:
    """Every place one sets duties for, with the first hour nobody has."""
    session, day = reading(), today(now())
    found = roster.places_of(session, scope())
    return render_template(
        "requests/duty.html",
        places=[(place, roster.uncovered(session, place, day)) for place in found],
        shifts=_by_place(roster.shifts(session, scope(), day)),
        days=days_of,
    )


@pages.get("/duty/<uuid:place_id>")
@access(roles=SETTERS)
def duty_of(place_id: uuid.UUID) -> str:
    return _page(place_id, Form())


@pages.post("/duty/<uuid:place_id>")
@access(roles=SETTERS)
def set_duty(place_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(ShiftForm())
    if not form.ok:
        return _page(place_id, form), 422

    def change(session: Session) -> str:
        given = form.data
        bits = sum(1 << number for number in set(given["weekdays"]))
        hours = (given["begins"], given["ends"])
        lasting = (given["first_day"], given["last_day"])
        who = given["account_id"]
        roster.set_shift(session, scope(), place_id, who, bits, hours, lasting, now())
        return url_for("requests.duty_of", place_id=place_id)

    try:
        return tapped(change, _("已排上。"))
    except ShiftWrong as refusal:
        names = {"account": "account_id", "place": ""}
        form.refuse(names.get(refusal.field, refusal.field), said(refusal.said))
    return _page(place_id, form), 422


@pages.post("/duty/shifts/<uuid:shift_id>/end")
@access(roles=SETTERS)
def end_duty(shift_id: uuid.UUID) -> Response:
    with changing() as session:
        place_id = roster.end_shift(session, scope(), shift_id, now()).place_id
    flash(_("今天是最后一天；还没有开始的已去掉。"), "info")
    return redirect(url_for("requests.duty_of", place_id=place_id), 303)


def days_of(shift: DutyShift) -> str:
    """每天, or the weekdays one by one."""
    named = [said(day) for number, day in enumerate(WEEKDAYS) if shift.weekdays >> number & 1]
    return _("每天") if len(named) == len(WEEKDAYS) else str(_("、")).join(named)


def _by_place(shifts: Sequence[DutyShift]) -> dict[uuid.UUID, list[DutyShift]]:
    found: dict[uuid.UUID, list[DutyShift]] = {}
    for shift in shifts:
        found.setdefault(shift.place_id, []).append(shift)
    return found


def _page(place_id: uuid.UUID, form: Form) -> str:
    session, day = reading(), today(now())
    place = next((one for one in roster.places_of(session, scope()) if one.id == place_id), None)
    if place is None:
        abort(404)
    return render_template(
        "requests/duty_of.html",
        place=place,
        form=form,
        shifts=[one for one in roster.shifts(session, scope(), day) if one.place_id == place_id],
        gaps=roster.uncovered(session, place, day),
        shown=SHOWN_GAPS,
        accounts=[(one.id, one.name) for one in roster.candidates(session, place)],
        weekdays=[(str(number), said(name)) for number, name in enumerate(WEEKDAYS)],
        days=days_of,
        today=day,
    )
