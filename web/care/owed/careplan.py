"""A resident's care plan: what is needed, how, when; every change stays on record."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.care.board import LOOKERS
from models.care.days import PARTS, WEEKDAYS
from models.care.owed import careplan
from models.care.owed.careplan import Asked
from models.care.owed.licences import LICENCES
from models.care.owed.refusals import PlanWrong
from models.care.owed.settling import hold_visits
from models.care.pair import county_of
from models.care.people import resident_in
from models.care.visits import open_due
from models.care.work import service_names
from models.people.tables import CODE_TO
from web.access import access, scope
from web.again import match_again
from web.care.blueprint import pages
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.said import said

SLOTS = range(len(WEEKDAYS) * len(PARTS))
HALF_DAY = fields.Integer(validate=validate.OneOf(SLOTS))


class NeedForm(Schema):
    kind = fields.String(required=True)
    once = fields.Boolean(load_default=False)
    first_day = fields.Date(load_default=None)
    last_day = fields.Date(load_default=None)
    every_days = fields.Integer(load_default=None)
    helpers_wanted = fields.Integer(load_default=1)
    licence = fields.String(load_default=None)
    week = fields.List(HALF_DAY, load_default=[])


class WishesForm(Schema):
    week = fields.List(HALF_DAY, load_default=[])
    wished_sex = fields.Integer(load_default=0, validate=validate.OneOf((0, 1, 2)))
    dialect = fields.String(load_default=None, validate=validate.Length(max=40))
    code_to = fields.String(load_default="nobody", validate=validate.OneOf(CODE_TO))


@pages.get("/residents/<uuid:resident_id>/plan")
@access(roles=LOOKERS)
def plan(resident_id: uuid.UUID) -> str:
    return _page(resident_id, Form(), Form())


@pages.post("/residents/<uuid:resident_id>/plan")
@access(roles=LOOKERS)
def plan_need(resident_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(NeedForm())

    def change(session: Session) -> None:
        given = {**form.data, "week": _mask(form.data["week"])}
        careplan.agree(session, scope(), resident_id, Asked(**given), today(now()), now())

    return _done(resident_id, form, change) or (_page(resident_id, form, Form()), 422)


@pages.post("/residents/<uuid:resident_id>/wishes")
@access(roles=LOOKERS)
def plan_wishes(resident_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(WishesForm())

    def change(session: Session) -> None:
        wishes = {**form.data, "week": _mask(form.data["week"])}
        careplan.set_wishes(session, scope(), resident_id, **wishes, now=now())

    return _done(resident_id, form, change) or (_page(resident_id, Form(), form), 422)


@pages.post("/residents/<uuid:resident_id>/needs/<uuid:need_id>/close")
@access(roles=LOOKERS)
def plan_close(resident_id: uuid.UUID, need_id: uuid.UUID) -> Response:
    with changing() as session:
        hold_visits(session, resident_id)
        careplan.close(session, scope(), resident_id, need_id, today(now()), now())
        county = _follow(session, resident_id)
    match_again(county, "care")
    flash(_("已停办，记录还在。"))
    return redirect(url_for("care.plan", resident_id=resident_id), 303)


def _done(resident_id: uuid.UUID, form: Form, change: Callable[[Session], None]) -> Response | None:
    """The answer to a form that went well; what is wrong is put at the form."""
    if not form.ok:
        return None
    with form.telling(PlanWrong), changing() as session:
        hold_visits(session, resident_id)
        change(session)
        county = _follow(session, resident_id)
    if not form.ok:
        return None
    match_again(county, "care")
    flash(_("照护计划已改，还没有人认领的探访已照新的安排。"))
    return redirect(url_for("care.plan", resident_id=resident_id), 303)


def _follow(session: Session, resident_id: uuid.UUID) -> uuid.UUID:
    found = resident_in(session, scope(), resident_id)
    county = county_of(session, found.person_id)
    open_due(session, county, today(now()), now(), [resident_id])
    return county


def _page(resident_id: uuid.UUID, form: Form, wishes: Form) -> str:
    session = reading()
    found = resident_in(session, scope(), resident_id)
    names = service_names(session)
    return render_template(
        "care/owed/plan.html",
        resident=found,
        needs=careplan.history(session, resident_id),
        form=form,
        wishes=wishes,
        names=names,
        kinds=[(code, _(name)) for code, name in names.items()],
        licences=[(str(name), said(name)) for name in LICENCES],
        half_days=_half_days(),
        set_days=_days_of(found.week),
        today=today(now()),
    )


def _half_days() -> list[tuple[str, str]]:
    return [
        (str(day * len(PARTS) + part), f"{said(name)} {said(text)}")
        for day, name in enumerate(WEEKDAYS)
        for part, text in enumerate(PARTS)
    ]


def _days_of(week: int) -> list[str]:
    return [str(slot) for slot in SLOTS if week >> slot & 1]


def _mask(slots: list[Any]) -> int:
    return sum(1 << int(slot) for slot in set(slots))
