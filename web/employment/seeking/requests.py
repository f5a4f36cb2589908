"""What two must agree on: asked for on a seeker's page, decided by another on the list."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from models.bridge import ending
from models.care.pair import county_of
from models.employment.people import STAFF, seeker_in
from models.employment.seeking import requests
from models.employment.seeking.refusals import RequestSettled
from models.employment.seeking.requests import END, END_REASONS, HARDSHIP, HARDSHIP_REASONS, Asked
from models.matching.tables import MARKETS
from models.places.neighbourhoods import neighbourhoods
from web.access import access, scope
from web.again import match_again
from web.clock import now, today
from web.db import changing, reading
from web.employment.blueprint import pages
from web.employment.seeking.form import TICKED, telling
from web.employment.seeking.page import reasons, seeker_page
from web.employment.seeking.words import ASKED_FOR
from web.forms import Form, read_form

Answer = Response | tuple[str, int]
TEXT = validate.Length(max=500)


class EndForm(Schema):
    end_reason = fields.String(required=True, validate=validate.OneOf(tuple(END_REASONS)))
    end_remark = fields.String(load_default=None, validate=TEXT)


class HardshipForm(Schema):
    categories = fields.List(fields.String(), required=True, validate=TICKED)
    gone_reason = fields.String(required=True, validate=validate.OneOf(tuple(HARDSHIP_REASONS)))
    gone_remark = fields.String(load_default=None, validate=TEXT)


class DecisionForm(Schema):
    confirmed = fields.Boolean(required=True)


@pages.post("/seekers/<uuid:seeker_id>/end")
@access(roles=STAFF)
def end_seeker(seeker_id: uuid.UUID) -> Answer:
    form = read_form(EndForm())
    return _ask(seeker_id, form, END, "end_reason", "end_remark")


@pages.post("/seekers/<uuid:seeker_id>/hardship")
@access(roles=STAFF)
def take_hardship(seeker_id: uuid.UUID) -> Answer:
    form = read_form(HardshipForm())
    return _ask(seeker_id, form, HARDSHIP, "gone_reason", "gone_remark")


@pages.get("/seekers/requests")
@access(roles=STAFF)
def request_list() -> str:
    session = reading()
    found = requests.waiting(session, scope())
    paths = [one.request.seeker.person.place.path for one in found]
    return render_template(
        "employment/seeking/requests.html",
        waiting=found,
        where=neighbourhoods(session, paths),
        asked_for=ASKED_FOR,
        reasons=reasons(),
    )


@pages.post("/seekers/requests/<uuid:request_id>")
@access(roles=STAFF)
def decide_request(request_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(DecisionForm())
    if not form.ok:
        return request_list(), 422
    confirmed, moment = form.data["confirmed"], now()
    with changing() as session:
        told = confirmed, today(moment), moment
        seeker = ending.decide(session, scope(), request_id, *told)
    if confirmed:
        _match_again(seeker.person_id)
        flash(_("已确认，现在照办了。"))
    else:
        flash(_("没有同意，什么都没有改。"), "info")
    return redirect(url_for("employment.request_list"), 303)


def _ask(seeker_id: uuid.UUID, form: Form, asked_for: str, reason: str, remark: str) -> Answer:
    if form.ok:
        moment = now()
        with telling(form), form.telling(RequestSettled), changing() as session:
            data = form.data
            asked = Asked(asked_for, data[reason], data[remark], data.get("categories", ()))
            request = ending.ask(session, scope(), seeker_id, asked, today(moment), moment)
            person_id = seeker_in(session, scope(), seeker_id).person_id
    if not form.ok:
        session = reading()
        found = seeker_in(session, scope(), seeker_id)
        return seeker_page(session, found, form=form, at=asked_for), 422
    if request is None:
        _match_again(person_id)
        flash(_("已不再登记，待审核的方案已失效，已有的推荐不受影响。"))
    else:
        flash(_("已提出，等另一位同事确认。现在什么都没有改。"), "info")
    return redirect(url_for("employment.seeker", seeker_id=seeker_id), 303)


def _match_again(person_id: uuid.UUID) -> None:
    """The person is sought work for no more, and nobody is asked to stand in for his care."""
    county = county_of(reading(), person_id)
    for market in MARKETS:
        match_again(county, market)
