"""Group activities: a helper signs up or queues; staff set them up and enter who came."""

import uuid
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.accounts.roles import HELPERS
from models.care.together import activities, lists, stations
from models.care.together.activities import Plan
from models.care.together.refusals import TogetherWrong
from models.care.together.stations import KEEPERS
from web.access import access, scope
from web.again import after_own_change
from web.care.blueprint import pages
from web.care.tasks import needed_helper, own_helper
from web.care.together.words import AUDIENCES, moment_of
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.once import tapped
from web.paging import paged
from web.said import said

SHOWN = 30


class ActivityForm(Schema):
    place_id = fields.UUID(load_default=uuid.UUID(int=0))
    title = fields.String(required=True, validate=validate.Length(max=60))
    what = fields.String(required=True, validate=validate.Length(max=1000))
    spot = fields.String(required=True, validate=validate.Length(max=100))
    day = fields.Date(required=True)
    begins = fields.Time(required=True)
    ends = fields.Time(required=True)
    places = fields.Integer(required=True)
    audience = fields.String(required=True, validate=validate.OneOf(list(AUDIENCES)))


class AttendedForm(Schema):
    came = fields.List(fields.UUID(), load_default=list)


@pages.get("/activities")
@access(roles=HELPERS)
def my_activities() -> str:
    session, moment = reading(), now()
    helper = own_helper(session)
    if helper is None:
        return render_template("care/no_helper.html")
    return render_template(
        "care/together/activities.html",
        shown=activities.coming(session, helper, moment, SHOWN),
        audiences=AUDIENCES,
        moment=moment,
    )


@pages.post("/activities/<uuid:activity_id>/sign-up")
@access(roles=HELPERS)
def sign_up(activity_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        helper = needed_helper(session)
        given = activities.sign_up(session, helper.id, activity_id, now(), by=scope().account_id)
        return url_for("care.my_activities", _anchor=str(given.activity_id))

    told = _("已记下。有名额就是报上了；满了就排着队，轮到您会通知。")
    return tapped(change, told, then=after_own_change)


@pages.post("/activities/<uuid:activity_id>/cancel")
@access(roles=HELPERS)
def cancel_signup(activity_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        helper = needed_helper(session)
        activities.cancel(session, helper.id, activity_id, now(), by=scope().account_id)
        return url_for("care.my_activities")

    return tapped(change, _("已取消，名额让给排队的人。"), "info", then=after_own_change)


@pages.get("/activities/kept")
@access(roles=KEEPERS)
def activities_kept() -> str:
    session = reading()
    page = paged(session, lists.activities(scope()))
    return render_template(
        "care/together/kept.html",
        page=page,
        tallies=lists.tallies(session, [one.id for one in page.items]),
        moment=now(),
    )


@pages.get("/activities/new")
@access(roles=KEEPERS)
def new_activity() -> str:
    return _form_page(Form())


@pages.post("/activities/new")
@access(roles=KEEPERS)
def set_up_activity() -> Response | tuple[str, int]:
    form = read_form(ActivityForm())

    def change(session: Session) -> str:
        data = form.data
        made = activities.set_up(session, scope(), data["place_id"], _plan(data), now())
        return url_for("care.activity", activity_id=made.id)

    if form.ok:
        with form.telling(TogetherWrong):
            return tapped(change, _("活动已发布，可以报名了。"))
    return _form_page(form), 422


@pages.get("/activities/<uuid:activity_id>")
@access(roles=KEEPERS)
def activity(activity_id: uuid.UUID) -> str:
    session = reading()
    found = activities.activity_in(session, scope(), activity_id)
    return render_template(
        "care/together/activity.html",
        activity=found,
        signups=activities.signups_of(session, found.id),
        audiences=AUDIENCES,
        moment=now(),
    )


@pages.post("/activities/<uuid:activity_id>/attended")
@access(roles=KEEPERS)
def attended(activity_id: uuid.UUID) -> Response:
    form = read_form(AttendedForm())
    if not form.ok:
        abort(400)
    with changing() as session:
        there = activities.attend(session, scope(), activity_id, set(form.data["came"]), now())
    flash(_("已登记，%(count)d 人来了。", count=len(there)))
    return redirect(url_for("care.activity", activity_id=activity_id), 303)


@pages.post("/activities/<uuid:activity_id>/call-off")
@access(roles=KEEPERS)
def call_off_activity(activity_id: uuid.UUID) -> Response:
    with changing() as session:
        activities.call_off(session, scope(), activity_id, now())
    flash(_("活动已取消，报了名的人会收到通知。"), "info")
    return redirect(url_for("care.activities_kept"), 303)


def _plan(data: dict[str, Any]) -> Plan:
    return Plan(
        title=data["title"],
        what=data["what"],
        spot=data["spot"],
        begins_at=moment_of(data["day"], data["begins"]),
        ends_at=moment_of(data["day"], data["ends"]),
        places=data["places"],
        audience=data["audience"],
    )


def _form_page(form: Form) -> str:
    places = stations.communities(reading(), scope())
    return render_template(
        "care/together/activity_form.html",
        form=form,
        communities=[(place.id, place.name) for place in places],
        audiences=[(code, said(text)) for code, text in AUDIENCES.items()],
        today=today(now()),
    )
