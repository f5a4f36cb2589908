"""A station's day at the station: who is there, which child came, who fetched it."""

import datetime as dt
import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import fields
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.accounts.roles import HELPERS
from models.care.days import SHANGHAI
from models.care.together import attending, enrolling, stations
from models.care.together.shifts import on_day
from models.care.together.stations import KEEPERS
from models.care.together.tables import ADULTS, Attendance, Shift, StationDay
from web.access import access, scope
from web.care.blueprint import pages
from web.care.together.words import AtForm, moment_of
from web.clock import now, today
from web.db import changing
from web.forms import Form, read_form
from web.trail import noted

AT_STATION = (*KEEPERS, *HELPERS)


class PickUpForm(AtForm):
    who = fields.UUID(load_default=None)


@pages.get("/station-days/<uuid:day_id>")
@access(roles=AT_STATION)
def station_day(day_id: uuid.UUID) -> str:
    # The children's names stand here in clear, so a look leaves a line for each of them.
    with changing() as session:
        moment = now()
        day = attending.day_for(session, scope(), day_id, today(moment))
        children = enrolling.enrolled(session, day.station_id)
        for child in children:
            noted(session, "station.look", "station_day", day.id, whose=child.person_id)
        came = attending.attendances(session, day.id)
        shifts = on_day(session, day.id)
        there = sum(shift.state == "came" and not shift.minor for shift in shifts)
        return render_template(
            "care/together/day.html",
            day=day,
            shifts=shifts,
            enough=there >= ADULTS,
            least=ADULTS,
            expected=[one for one in children if one.id not in {c.enrolment_id for c in came}],
            came=came,
            named=enrolling.named(session, [one.enrolment_id for one in came]),
            fetched_by=enrolling.names_of(session, [one.pickup_id for one in came]),
            keeper=scope().covers(day.station.place.path, KEEPERS),
            is_today=day.day == today(moment),
            open=day.day <= today(moment) and not day.called_off_for and not day.closed_at,
            moment=moment,
            time=f"{moment.astimezone(SHANGHAI):%H:%M}",
        )


@pages.post("/station-shifts/<uuid:shift_id>/present")
@access(roles=AT_STATION)
def shift_present(shift_id: uuid.UUID) -> Response:
    form = read_form(AtForm())
    with changing() as session:
        shift = session.get(Shift, shift_id)
        at = _at(session, form, shift.day_id if shift else None)
        day_id = attending.present(session, scope(), shift_id, at, now()).day_id
    flash(_("已到岗。"))
    return _back(day_id)


@pages.post("/station-days/<uuid:day_id>/arrived/<uuid:enrolment_id>")
@access(roles=AT_STATION)
def child_arrived(day_id: uuid.UUID, enrolment_id: uuid.UUID) -> Response:
    form = read_form(AtForm())
    with changing() as session:
        at = _at(session, form, day_id)
        attending.arrive(session, scope(), day_id, enrolment_id, at, now())
    flash(_("已登记到站。"))
    return _back(day_id)


@pages.post("/attendances/<uuid:attendance_id>/fetched")
@access(roles=AT_STATION)
def child_fetched(attendance_id: uuid.UUID) -> Response:
    form = read_form(PickUpForm())
    with changing() as session:
        came = session.get(Attendance, attendance_id)
        at = _at(session, form, came.day_id if came else None)
        who = form.data.get("who")
        day_id = attending.pick_up(session, scope(), attendance_id, who, at, now()).day_id
    flash(_("已登记接走。"))
    return _back(day_id)


@pages.post("/station-days/<uuid:day_id>/close")
@access(roles=AT_STATION)
def close_day(day_id: uuid.UUID) -> Response:
    with changing() as session:
        attending.close(session, scope(), day_id, now())
    flash(_("今天结束了，谢谢大家。"))
    return _back(day_id)


@pages.post("/station-days/<uuid:day_id>/call-off")
@access(roles=KEEPERS)
def call_off_day(day_id: uuid.UUID) -> Response:
    with changing() as session:
        stations.call_off_day(session, scope(), day_id, now())
    flash(_("这一天取消了，报了班的人会收到通知。请告诉家长。"), "info")
    return _back(day_id)


def _at(session: Session, form: Form, day_id: uuid.UUID | None) -> dt.datetime:
    """When it was: the time named on the station's own day, else now."""
    time = form.data.get("at")
    day = None if day_id is None else session.get(StationDay, day_id)
    return now() if time is None or day is None else moment_of(day.day, time)


def _back(day_id: uuid.UUID) -> Response:
    return redirect(url_for("care.station_day", day_id=day_id), 303)
