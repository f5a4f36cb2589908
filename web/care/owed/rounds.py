"""Extra rounds at festivals and in extreme weather: previewed, opened, ended."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.care.owed import festivals, preview, rounds
from models.care.owed.policies import CATEGORIES, EDITORS, ELDERS
from models.care.owed.refusals import RoundWrong
from models.care.owed.tables import ExtraRound
from models.care.visits import open_due
from models.places.tables import Place
from web.access import access, scope
from web.again import match_again
from web.care.blueprint import pages
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.said import said


class RoundForm(Schema):
    county = fields.UUID(required=True)
    name = fields.String(required=True, validate=validate.Length(max=60))
    categories = fields.List(fields.String(validate=validate.OneOf(CATEGORIES)), load_default=[])
    first_day = fields.Date(required=True)
    last_day = fields.Date(required=True)
    every_days = fields.Integer(load_default=None)
    settled = fields.Boolean(load_default=False)


@pages.get("/rounds")
@access(roles=EDITORS)
def round_list() -> str:
    """``?festival=`` and ``?weather=`` fill in the form."""
    day = today(now())
    values: dict[str, object] = {}
    for festival in festivals.coming(reading(), day):
        if str(festival.name) == request.args.get("festival"):
            values = {"name": said(festival.name), "last_day": festival.day}
            values["first_day"] = max(day, festival.first_day)
    weather = rounds.WEATHER.get(request.args.get("weather", ""))
    if weather is not None:
        values = {"name": said(weather), "first_day": day, "every_days": 3}
    return _page(Form(values=values), [])


@pages.post("/rounds")
@access(roles=EDITORS)
def round_begin() -> Response | str | tuple[str, int]:
    """First the preview; the same form, settled, opens the round."""
    form = read_form(RoundForm())
    if not form.ok:
        return _page(form, []), 422
    with form.telling(RoundWrong):
        if not form.data["settled"]:
            session = reading()
            draft = _draft(session, form)
            return _page(form, preview.of_round(session, scope(), draft, today(now())))
        with changing() as session:
            opened = rounds.begin(session, _draft(session, form))
            open_due(session, opened.county_id, today(now()), now())
        match_again(opened.county_id, "care")
        flash(_("专项走访已开始，应办的探访已开出。"))
        return redirect(url_for("care.round_list"), 303)
    return _page(form, []), 422


@pages.post("/rounds/<uuid:round_id>/end")
@access(roles=EDITORS)
def round_end(round_id: uuid.UUID) -> Response:
    with changing() as session:
        ended = rounds.end(session, scope(), round_id, now())
        open_due(session, ended.county_id, today(now()), now())
    match_again(ended.county_id, "care")
    flash(_("专项走访已结束，没办的记为免办。"))
    return redirect(url_for("care.round_list"), 303)


def _draft(session: Session, form: Form) -> ExtraRound:
    data = form.data
    county = session.get(Place, data["county"])
    if county is None or county.kind != "county":
        raise RoundWrong(rounds.NO_COUNTY)
    return rounds.drafted(
        scope(),
        county,
        data["name"],
        data["categories"],
        (data["first_day"], data["last_day"]),
        data["every_days"],
        today(now()),
        now(),
    )


def _page(form: Form, rows: list[preview.Row]) -> str:
    session, day = reading(), today(now())
    counties = select(Place).where(Place.kind == "county", scope().within(EDITORS))
    return render_template(
        "care/owed/rounds.html",
        rounds=rounds.rounds(session, scope()),
        counties=[(one.id, one.name) for one in session.scalars(counties.order_by(Place.path))],
        festivals=festivals.coming(session, day),
        weather={code: said(text) for code, text in rounds.WEATHER.items()},
        categories=[(name, name) for name in CATEGORIES],
        usual=ELDERS,
        form=form,
        rows=rows,
        total=preview.total(rows),
        today=day,
    )
