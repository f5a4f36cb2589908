"""The nights: what each did, what held it, and how to start or release one by hand."""

import datetime as dt
import uuid

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from jobs import queues
from models.matching import nights as tables
from models.matching import runs as changes
from models.matching.health import Health, health
from models.places.tables import Place
from web.access import access, scope
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.matching import nights
from web.matching.blueprint import pages
from web.matching.chart import county_map
from web.matching.roles import ADMINISTRATOR, NIGHTS

Answer = str | Response | tuple[str, int]


class Start(Schema):
    county_id = fields.UUID(required=True)


class Release(Schema):
    reason = fields.String(required=True, validate=validate.Length(max=500))


@pages.get("/runs/")
@access(roles=NIGHTS)
def runs() -> Answer:
    session = reading()
    return render_template(
        "matching/runs.html",
        runs=tables.listed(session, scope(), NIGHTS),
        counties=tables.counties(session, scope(), NIGHTS),
        healths=_healths(session),
        may_start=scope().has(*ADMINISTRATOR),
    )


@pages.get("/runs/<uuid:run_id>")
@access(roles=NIGHTS)
def run(run_id: uuid.UUID) -> Answer:
    return _run_page(run_id, Form())


@pages.post("/runs/start")
@access(roles=ADMINISTRATOR)
def start() -> Answer:
    """Put tonight's run of a county on the queue; it is worked once however often this is asked."""
    form = read_form(Start())
    if not form.ok:
        abort(400)
    county_id, night = form.data["county_id"], today(now())
    after = tables.attempts(reading(), scope(), county_id, night)
    put_on_queue(county_id, night, night)
    flash(_("已排队，马上开始。"))
    return redirect(_progress_page(county_id, night, after), 303)


@pages.get("/runs/<uuid:county_id>/<night>")
@access(roles=NIGHTS)
def under_way(county_id: uuid.UUID, night: str) -> Answer:
    """How far a night is that was begun more often than ``?after=``; htmx gets the bar alone."""
    session = reading()
    county, day = _county(session, county_id), _day(night)
    after = request.args.get("after", "0")
    found = tables.of(session, county_id, day)
    begun = found is not None and found.attempt > (int(after) if after.isdecimal() else 0)
    part = request.headers.get("HX-Request") == "true"
    return render_template(
        "matching/progress_part.html" if part else "matching/progress.html",
        county=county,
        night=day,
        run=found if begun else None,
        url=request.full_path,
    )


@pages.post("/runs/<uuid:run_id>/release")
@access(roles=ADMINISTRATOR)
def release(run_id: uuid.UUID) -> Answer:
    """Let a held night through, knowingly: it is worked again with its gates overridden."""
    form = read_form(Release())
    if not form.ok:
        return _run_page(run_id, form), 422
    with changing() as session:
        held = changes.release(session, scope(), run_id, form.data["reason"], now())
        county_id, night, after = held.county_id, held.night, held.attempt
        as_of = dt.date.fromisoformat(held.params["as_of"])
    put_on_queue(county_id, night, as_of)
    flash(_("已记下理由，正在重新匹配并发布。"))
    return redirect(_progress_page(county_id, night, after), 303)


def _run_page(run_id: uuid.UUID, form: Form) -> str:
    session = reading()
    found = tables.one(session, scope(), NIGHTS, run_id)
    markets = [market for market in ("employment", "care") if market in found.report]
    covered = {market: nights.coverage(session, found, market) for market in markets}
    return render_template(
        "matching/run.html",
        run=found,
        county=session.get_one(Place, found.county_id),
        markets=markets,
        coverage=covered,
        maps={market: county_map(covered[market]) for market in markets},
        gates=nights.gates(found),
        stages=nights.stages(found),
        may_release=scope().has(*ADMINISTRATOR) and nights.may_be_released(found),
        form=form,
    )


def _healths(session: Session) -> list[tuple[Place, Health]]:
    hour = current_app.config["NIGHT_HOUR"]
    found = tables.counties(session, scope(), NIGHTS)
    return [(county, health(session, county.id, now(), hour)) for county in found]


def _county(session: Session, county_id: uuid.UUID) -> Place:
    seen = {county.id: county for county in tables.counties(session, scope(), NIGHTS)}
    if county_id not in seen:
        abort(404)
    return seen[county_id]


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        abort(404)


def put_on_queue(county_id: uuid.UUID, night: dt.date, as_of: dt.date) -> None:
    """Have a county's night worked as things stood on ``as_of``, once however often it is asked."""
    by = scope().account_id
    job_id = f"night-{county_id}-{night}"
    queues.enqueue(
        queues.NIGHT_RUN, county_id, night, as_of, 0, by, queue=queues.NIGHT, job_id=job_id
    )


def _progress_page(county_id: uuid.UUID, night: dt.date, after: int) -> str:
    return url_for("matching.under_way", county_id=county_id, night=night.isoformat(), after=after)
