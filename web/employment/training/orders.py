"""Training orders: an employer's own, and for the stations all of their places."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.employment.codes import table
from models.employment.employers import employers
from models.employment.people import STAFF
from models.employment.posting import POSTERS, PostingWrong, communities
from models.employment.tables import TrainingOrder
from models.employment.training import classes, closing, orders
from web.access import access, scope
from web.again import after_openings_change
from web.clock import now, today
from web.db import changing, reading
from web.employment.blueprint import pages
from web.employment.posting import BESIDE, PAY, SHORT, SeenForm, WhoseForm, telling, whose
from web.employment.training import words
from web.employment.words import EMPLOYERS
from web.forms import Form, read_form
from web.once import tapped
from web.paging import paged
from web.said import said


class OrderForm(Schema):
    occupation = fields.String(required=True, validate=SHORT)
    headcount = fields.Integer(required=True, validate=validate.Range(min=1, max=999))
    place_id = fields.UUID(required=True)
    education = fields.String(load_default=None, validate=SHORT)
    pay_min = fields.Integer(required=True, validate=PAY)
    pay_max = fields.Integer(load_default=None, validate=PAY)
    subsidy = fields.String(load_default=None, validate=SHORT)


class CloseForm(Schema):
    reason = fields.String(required=True, validate=validate.OneOf(tuple(closing.REASONS)))


class ChangeOrderForm(OrderForm, SeenForm):
    pass


class NewOrderForm(OrderForm, WhoseForm):
    pass


@pages.get("/orders")
@access(roles=POSTERS)
def order_list() -> str:
    session, day = reading(), today(now())
    state, asked = request.args.get("state"), request.args.get("q", "").strip()
    state = state if state in orders.STATES else None
    page = paged(session, orders.orders(scope(), day, state, asked))
    return render_template(
        "employment/training/orders.html",
        page=page,
        tallies=orders.tallies(session, page.items),
        running=orders.running(session, page.items, day),
        state=state,
        asked=asked,
        states=words.ORDERS,
        staff=scope().has(*STAFF),
        tied=scope().employer_id is not None,
    )


@pages.get("/orders/new")
@access(roles=POSTERS)
def new_order() -> str:
    return _form_page(None, Form())


@pages.post("/orders/new")
@access(roles=POSTERS)
def post_order() -> Response | tuple[str, int]:
    form = read_form(NewOrderForm())

    def change(session: Session) -> str:
        moment, employer_id = now(), whose(session, form.data)
        found = orders.post(session, scope(), employer_id, terms(form.data), today(moment), moment)
        return url_for("employment.order", order_id=found.id)

    if form.ok:
        with telling(form):
            return tapped(change, _("订单已发布。开了班以后，才会匹配人来学。"))
    return _form_page(None, form), 422


@pages.get("/orders/<uuid:order_id>")
@access(roles=POSTERS)
def order(order_id: uuid.UUID) -> str:
    return _page(order_id, Form())


@pages.get("/orders/<uuid:order_id>/change")
@access(roles=POSTERS)
def change_order(order_id: uuid.UUID) -> str:
    return _form_page(orders.order_in(reading(), scope(), order_id), Form())


@pages.post("/orders/<uuid:order_id>/change")
@access(roles=POSTERS)
def changed_order(order_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(ChangeOrderForm())
    if form.ok:
        moment, told = now(), (form.data["seen"], terms(form.data))
        with telling(form), changing() as session:
            orders.change(session, scope(), order_id, *told, today(moment), moment)
    if not form.ok:
        return _form_page(orders.order_in(reading(), scope(), order_id), form), 422
    after_openings_change(form.data["place_id"])
    flash(_("已改好，马上重新匹配。"))
    return redirect(url_for("employment.order", order_id=order_id), 303)


@pages.post("/orders/<uuid:order_id>/close")
@access(roles=STAFF)
def close_order(order_id: uuid.UUID) -> Response | tuple[str, int]:
    form, moment = read_form(CloseForm()), now()
    if form.ok:
        with form.telling(PostingWrong, at="reason"), changing() as session:
            reason = form.data["reason"]
            closed = closing.close(session, scope(), order_id, reason, today(moment), moment)
            places = [one.place_id for one in closed]
    if not form.ok:
        return _page(order_id, form), 422
    for place_id in places[:1]:
        after_openings_change(place_id)
    flash(_("订单已结束，不会再开班；已经开了的班照样上完，在岗的人不受影响。"), "info")
    return redirect(url_for("employment.order", order_id=order_id), 303)


def _page(order_id: uuid.UUID, form: Form) -> str:
    """An order, with what was wrong in the form that closes it."""
    session, day = reading(), today(now())
    found = orders.order_in(session, scope(), order_id)
    cohorts = classes.classes_of(session, found.id)
    return render_template(
        "employment/training/order.html",
        order=found,
        tally=orders.tallies(session, [found])[found.id],
        classes=cohorts,
        seats=classes.seats(session, found, cohorts),
        untold=classes.untold(session, found.id),
        running=orders.running(session, [found], day),
        form=form,
        reasons={code: said(text) for code, text in closing.REASONS.items()},
        staff=scope().has(*STAFF),
        employer_kinds=EMPLOYERS,
        today=day,
    )


def terms(data: Mapping[str, Any]) -> orders.Terms:
    return orders.Terms(**{name: value for name, value in data.items() if name not in BESIDE})


def _form_page(found: TrainingOrder | None, form: Form) -> str:
    """The form, empty or as the order stands, or as it was sent."""
    session, day = reading(), today(now())
    was = {}
    if found is not None and not form.values:
        known = {name: getattr(found, name) for name in OrderForm().fields}
        was = {name: "" if value is None else value for name, value in known.items()}
    return render_template(
        "employment/training/order_form.html",
        order=found,
        form=form,
        was=was,
        seen=orders.seen(found) if found else "",
        staff=scope().has(*STAFF),
        employers=[(one.id, one.name) for one in employers(session, scope())],
        employer_kinds=EMPLOYERS.items(),
        communities=[(place.id, place.name) for place in communities(session, scope())],
        education=[(word, word) for word in table(session, "education", day)],
        least=table(session, "minimum_wage", day)["monthly"],
    )
