"""The tutoring stations of one's places for staff: set up, their days, their children."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matcher.said import Said
from models.care.days import WEEKDAYS
from models.care.together import enrolling, lists, stations
from models.care.together.consents import TEXTS
from models.care.together.refusals import NoPlace, SignedAlready, TogetherWrong
from models.care.together.stations import KEEPERS, Plan
from models.places.neighbourhoods import neighbourhoods
from web.access import access, scope
from web.care.blueprint import pages
from web.care.together.words import NAME, PHONE, GuardianForm, guardian_of
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.once import tapped
from web.said import said

SHOWN = 20


class StationForm(Schema):
    place_id = fields.UUID(load_default=uuid.UUID(int=0))
    name = fields.String(required=True, validate=NAME)
    spot = fields.String(required=True, validate=validate.Length(max=100))
    opens = fields.Time(required=True)
    closes = fields.Time(required=True)
    places = fields.Integer(required=True)
    adults = fields.Integer(required=True)
    minors = fields.Integer(required=True)
    begins_on = fields.Date(required=True)
    ends_on = fields.Date(load_default=None)


class EnrolForm(GuardianForm):
    person_id = fields.UUID(required=True)


class NamedForm(Schema):
    name = fields.String(required=True, validate=NAME)
    relation = fields.String(required=True, validate=validate.Length(max=20))
    phone = fields.String(required=True, validate=PHONE)


class LeaveForm(Schema):
    withdrawn = fields.Boolean(load_default=False)


@pages.get("/stations")
@access(roles=KEEPERS)
def stations_kept() -> str:
    return render_template("care/together/stations.html", found=lists.stations(reading(), scope()))


@pages.get("/stations/new")
@access(roles=KEEPERS)
def new_station() -> str:
    return _form_page(Form())


@pages.post("/stations/new")
@access(roles=KEEPERS)
def set_up_station() -> Response | tuple[str, int]:
    form = read_form(StationForm())

    def change(session: Session) -> str:
        data = dict(form.data)
        place_id = data.pop("place_id")
        station = stations.set_up(session, scope(), place_id, Plan(**data), now())
        return url_for("care.station", station_id=station.id)

    if form.ok:
        with form.telling(TogetherWrong):
            return tapped(change, _("辅导站已设好，接下来两周的上学日已经排出来。"))
    return _form_page(form), 422


@pages.get("/stations/<uuid:station_id>")
@access(roles=KEEPERS)
def station(station_id: uuid.UUID) -> str:
    session, day = reading(), today(now())
    found = stations.station_in(session, scope(), station_id)
    children = enrolling.enrolled(session, found.id)
    return render_template(
        "care/together/station.html",
        station=found,
        days=lists.days(session, found.id, day),
        children=children,
        named=enrolling.named(session, [child.id for child in children]),
        weekdays=WEEKDAYS,
        today=day,
    )


@pages.get("/stations/<uuid:station_id>/enrol")
@access(roles=KEEPERS)
def enrol_form(station_id: uuid.UUID) -> str:
    return _enrol_page(station_id, Form())


@pages.post("/stations/<uuid:station_id>/enrol")
@access(roles=KEEPERS)
def enrol(station_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(EnrolForm())

    def change(session: Session) -> str:
        guardian = guardian_of(form.data)
        child = form.data["person_id"]
        enrolling.enrol(session, scope(), station_id, child, guardian, now())
        return url_for("care.station", station_id=station_id)

    if form.ok:
        with form.telling(NoPlace, SignedAlready, TogetherWrong):
            return tapped(change, _("已报名，监护人的同意已登记，他可以来接。"))
    return _enrol_page(station_id, form), 422


@pages.post("/enrolments/<uuid:enrolment_id>/leave")
@access(roles=KEEPERS)
def leave_station(enrolment_id: uuid.UUID) -> Response:
    withdrawn = read_form(LeaveForm()).data.get("withdrawn", False)
    with changing() as session:
        place = enrolling.leave(session, scope(), enrolment_id, withdrawn, now())
        target = _station_url(place.station_id)
    flash(_("监护人的同意已撤回，孩子已退出。") if withdrawn else _("孩子已退出。"), "info")
    return redirect(target, 303)


@pages.post("/enrolments/<uuid:enrolment_id>/named")
@access(roles=KEEPERS)
def name_pickup(enrolment_id: uuid.UUID) -> Response:
    form = read_form(NamedForm())
    if not form.ok:
        raise TogetherWrong(Said("请写清接送人的姓名、关系和电话。"))
    with changing() as session:
        data = form.data
        who = (data["name"], data["relation"], data["phone"])
        enrolling.name(session, scope(), enrolment_id, *who, now())
        place = enrolling.enrolment_in(session, scope(), enrolment_id)
        target = _station_url(place.station_id)
    flash(_("已写进接送名单。"))
    return redirect(target, 303)


@pages.post("/pickups/<uuid:pickup_id>/unname")
@access(roles=KEEPERS)
def unname_pickup(pickup_id: uuid.UUID) -> Response:
    with changing() as session:
        target = _station_url(enrolling.unname(session, scope(), pickup_id, now()).station_id)
    flash(_("已从接送名单里去掉，不能再把孩子交给他。"), "info")
    return redirect(target, 303)


def _form_page(form: Form) -> str:
    places = stations.communities(reading(), scope())
    return render_template(
        "care/together/station_form.html",
        form=form,
        communities=[(place.id, place.name) for place in places],
        today=today(now()),
    )


def _enrol_page(station_id: uuid.UUID, form: Form) -> str:
    session, day = reading(), today(now())
    asked = request.args.get("q", "").strip()
    found = []
    if asked:
        query = enrolling.children(scope(), asked, day).limit(SHOWN)
        found = list(session.scalars(query))
    return render_template(
        "care/together/enrol.html",
        station=stations.station_in(session, scope(), station_id),
        form=form,
        asked=asked,
        found=found,
        where=neighbourhoods(session, [child.place.path for child in found]),
        consent=said(TEXTS["station"][1]),
        version=TEXTS["station"][0],
        today=day,
    )


def _station_url(station_id: uuid.UUID) -> str:
    return url_for("care.station", station_id=station_id)
