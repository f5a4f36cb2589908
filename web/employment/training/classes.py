"""Classes of training orders for staff: opened, changed, closed, and the page of each."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matcher.said import Said
from models.employment.people import STAFF, STATES, SeekerUnknown
from models.employment.posting import PostingWrong, communities
from models.employment.tables import HOLDING, Cohort, TrainingOrder
from models.employment.training import attendance, classes, orders
from models.employment.training.classes import CLOSING, IN_CLASS, Plan
from models.matching import classes as matching
from models.matching.classes import proposed, would_learn
from models.places.neighbourhoods import neighbourhoods
from web.access import access, scope
from web.again import after_openings_change
from web.clock import now, today
from web.db import changing, reading
from web.employment.blueprint import pages
from web.employment.posting import SHORT, telling
from web.employment.training import words
from web.employment.words import REFERRAL_CHIPS
from web.forms import Form, read_form
from web.once import tapped
from web.said import said

PLACES = validate.Range(min=1, max=999)
# As many as can be rung up in a morning.
ASKED = 20


class ClassForm(Schema):
    provider = fields.String(required=True, validate=SHORT)
    seats = fields.Integer(required=True, validate=PLACES)
    least = fields.Integer(required=True, validate=PLACES)
    starts_on = fields.Date(required=True)
    hours = fields.Integer(load_default=None, validate=validate.Range(min=1, max=9999))
    timetable = fields.String(required=True, validate=SHORT)
    place_id = fields.UUID(required=True)


class EnrolForm(Schema):
    seeker_id = fields.UUID(required=True)


class CloseForm(Schema):
    reason = fields.String(required=True, validate=validate.OneOf(tuple(CLOSING)))


@pages.get("/orders/<uuid:order_id>/class")
@access(roles=STAFF)
def new_class(order_id: uuid.UUID) -> str:
    return _form_page(orders.order_in(reading(), scope(), order_id), None, Form())


@pages.post("/orders/<uuid:order_id>/class")
@access(roles=STAFF)
def open_class(order_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(ClassForm())

    def change(session: Session) -> str:
        moment, plan = now(), Plan(**form.data)
        found = classes.open_class(session, scope(), order_id, plan, today(moment), moment)
        return url_for("employment.training_class", class_id=found.id)

    if form.ok:
        with telling(form):
            told = _("班已开好，马上重新匹配。")
            return tapped(change, told, then=lambda: after_openings_change(form.data["place_id"]))
    return _form_page(orders.order_in(reading(), scope(), order_id), None, form), 422


@pages.get("/orders/classes/<uuid:class_id>")
@access(roles=STAFF)
def training_class(class_id: uuid.UUID) -> str:
    return class_page(class_id, Form())


@pages.get("/orders/classes/<uuid:class_id>/change")
@access(roles=STAFF)
def change_class(class_id: uuid.UUID) -> str:
    found = classes.class_in(reading(), scope(), class_id)
    return _form_page(found.order, found, Form())


@pages.post("/orders/classes/<uuid:class_id>/change")
@access(roles=STAFF)
def changed_class(class_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(ClassForm())
    if form.ok:
        moment, plan = now(), Plan(**form.data)
        with telling(form), changing() as session:
            classes.change(session, scope(), class_id, plan, today(moment), moment)
    found = classes.class_in(reading(), scope(), class_id)
    if not form.ok:
        return _form_page(found.order, found, form), 422
    after_openings_change(found.place_id)
    flash(_("已改好，马上重新匹配。时间或地点变了的，请告诉班里的人。"))
    return _back(class_id)


@pages.post("/orders/classes/<uuid:class_id>/enrol")
@access(roles=STAFF)
def enrol(class_id: uuid.UUID) -> Response:
    form, moment = read_form(EnrolForm()), now()
    if not form.ok:
        raise SeekerUnknown(Said("没有这位求职者，或不在您的管理范围内"))
    seeker_id = form.data["seeker_id"]

    def change(session: Session) -> str:
        matching.enrol(session, scope(), class_id, seeker_id, today(moment), moment)
        return url_for("employment.training_class", class_id=class_id)

    def then() -> None:
        after_openings_change(classes.class_in(reading(), scope(), class_id).place_id)

    return tapped(change, _("已报上名，名额给这个人留着。"), then=then)


@pages.post("/orders/classes/<uuid:class_id>/close")
@access(roles=STAFF)
def close_class(class_id: uuid.UUID) -> Response | tuple[str, int]:
    form, moment = read_form(CloseForm()), now()
    if form.ok:
        with form.telling(PostingWrong, at="reason"), changing() as session:
            reason = form.data["reason"]
            place_id = classes.close(
                session, scope(), class_id, reason, today(moment), moment
            ).place_id
    if not form.ok:
        return class_page(class_id, form), 422
    after_openings_change(place_id)
    flash(_("已停办，不会再推荐人来。班里的人还不知道，请一个一个告诉。"), "warn")
    return _back(class_id)


def _back(class_id: uuid.UUID) -> Response:
    return redirect(url_for("employment.training_class", class_id=class_id), 303)


def class_page(class_id: uuid.UUID, form: Form) -> str:
    """A class, with what was wrong in one of its forms."""
    session, day = reading(), today(now())
    found = classes.class_in(session, scope(), class_id)
    seats = classes.seats(session, found.order, [found])[found.id]
    everybody = classes.people(session, found.id)
    open_to_more = found.closed_on is None and found.starts_on >= day and seats.free > 0
    first = proposed(session, scope(), found, ASKED) if open_to_more else []
    more = would_learn(session, scope(), found, ASKED - len(first), day) if open_to_more else []
    askable = [*(seeker for seeker, _proposal in first), *more]
    return render_template(
        "employment/training/class.html",
        found=found,
        order=found.order,
        seats=seats,
        form=form,
        here=[one for one in everybody if one.state in HOLDING],
        gone=[one for one in everybody if one.state not in HOLDING],
        to_tell=[one for one in everybody if one.state in IN_CLASS],
        in_lessons=[one for one in everybody if one.state == "accepted"],
        came=attendance.by_person(session, found.id),
        days=attendance.by_day(session, found.id),
        proposed=first,
        would_learn=more,
        where=neighbourhoods(session, [one.person.place.path for one in askable]),
        open_to_more=open_to_more,
        begun=found.starts_on <= day,
        closing={code: said(text) for code, text in CLOSING.items()},
        states=STATES,
        chips=REFERRAL_CHIPS,
        words=words,
        today=day,
    )


def _form_page(order: TrainingOrder, found: Cohort | None, form: Form) -> str:
    """The form, empty or as the class stands, or as it was sent."""
    was = {}
    if found is not None and not form.values:
        known = {name: getattr(found, name) for name in ClassForm().fields}
        was = {name: "" if value is None else value for name, value in known.items()}
    places = communities(reading(), scope())
    return render_template(
        "employment/training/class_form.html",
        order=order,
        found=found,
        form=form,
        was=was,
        communities=[(place.id, place.name) for place in places],
        today=today(now()),
    )
