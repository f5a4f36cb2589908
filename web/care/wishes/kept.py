"""Wishes for those who look after the place: written down, checked, handed over."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.care.board import LOOKERS
from models.care.people import resident_in
from models.care.wishes import life, lists
from models.care.wishes.life import KEEPERS, REASONS
from models.care.wishes.refusals import WishWrong
from models.care.wishes.tables import WISH_KINDS, Wish
from models.care.wishes.telling import shown_place
from web.access import access, scope
from web.care.blueprint import pages
from web.care.wishes.words import KINDS, STAGES, STATES, WHOSE
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.once import tapped
from web.paging import paged
from web.said import said

TEXT = validate.Length(max=200)
Change = Callable[[Session, dict[str, Any]], None]


class WishForm(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(WISH_KINDS))
    words = fields.String(required=True, validate=TEXT)


class ToldForm(Schema):
    told = fields.String(required=True, validate=TEXT)


class EndForm(Schema):
    reason = fields.String(required=True)


class HandedForm(Schema):
    thanks = fields.String(load_default=None, validate=TEXT)


@pages.get("/wishes/kept")
@access(roles=LOOKERS)
def wishes() -> str:
    session, day = reading(), today(now())
    asked = request.args.get("stage")
    stage = asked if asked in STAGES else None
    return render_template(
        "care/wishes/kept.html",
        page=paged(session, lists.kept(scope(), day, stage)),
        counts=lists.counted(session, scope(), day),
        stage=stage,
        stages=STAGES,
        states=STATES,
        kinds=KINDS,
        today=day,
    )


@pages.get("/residents/<uuid:resident_id>/wish")
@access(roles=LOOKERS)
def new_wish(resident_id: uuid.UUID) -> str:
    return _form_page(resident_id, Form())


@pages.post("/residents/<uuid:resident_id>/wish")
@access(roles=LOOKERS)
def collect_wish(resident_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(WishForm())

    def change(session: Session) -> str:
        data = form.data
        life.collect(session, scope(), resident_id, data["kind"], data["words"], now())
        return url_for("care.wishes")

    if form.ok:
        with form.telling(WishWrong):
            return tapped(change, _("心愿已记下，等另一位同事核实后发布。"))
    return _form_page(resident_id, form), 422


@pages.get("/wishes/<uuid:wish_id>")
@access(roles=LOOKERS)
def wish(wish_id: uuid.UUID) -> str:
    return _page(wish_id, Form())


@pages.post("/wishes/<uuid:wish_id>/publish")
@access(roles=KEEPERS)
def publish_wish(wish_id: uuid.UUID) -> Response | tuple[str, int]:
    def change(session: Session, data: dict[str, Any]) -> None:
        life.publish(session, scope(), wish_id, data["told"], now())

    told = _("已发布，志愿者、社会组织和单位都看得到。")
    return _changed(wish_id, ToldForm(), change, told)


@pages.post("/wishes/<uuid:wish_id>/end")
@access(roles=KEEPERS)
def end_wish(wish_id: uuid.UUID) -> Response | tuple[str, int]:
    def change(session: Session, data: dict[str, Any]) -> None:
        life.end(session, scope(), wish_id, data["reason"], now())

    return _changed(wish_id, EndForm(), change, _("已结束，不再公开。"), "info")


@pages.post("/wishes/<uuid:wish_id>/handed")
@access(roles=KEEPERS)
def hand_over_wish(wish_id: uuid.UUID) -> Response | tuple[str, int]:
    def change(session: Session, data: dict[str, Any]) -> None:
        life.hand_over(session, scope(), wish_id, data["thanks"], now())

    return _changed(wish_id, HandedForm(), change, _("已转交，认领的人会收到通知。"))


def _changed(
    wish_id: uuid.UUID, schema: Schema, change: Change, told: str, kind: str = "message"
) -> Response | tuple[str, int]:
    """The change and back to the wish's page; what is wrong is told at its field."""
    form = read_form(schema)
    if form.ok:
        try:
            with changing() as session:
                change(session, form.data)
        except WishWrong as refusal:
            form.refuse(refusal.field, said(refusal.said))
    if not form.ok:
        return _page(wish_id, form), 422
    flash(told, kind)
    return redirect(url_for("care.wish", wish_id=wish_id), 303)


def _form_page(resident_id: uuid.UUID, form: Form) -> str:
    found = resident_in(reading(), scope(), resident_id)
    kinds = list(KINDS.items())
    return render_template("care/wishes/new.html", resident=found, form=form, kinds=kinds)


def _page(wish_id: uuid.UUID, form: Form) -> str:
    session, day = reading(), today(now())
    found: Wish = life.wish_in(session, scope(), wish_id)
    late = found.state == "claimed" and found.due_on is not None and found.due_on < day
    ended = found.state in STATES
    return render_template(
        "care/wishes/one.html",
        wish=found,
        stage=STAGES["late" if late else "ended" if ended else found.state],
        place=shown_place(session, found),
        own=found.collected_by == scope().account_id,
        keeps=scope().has(*KEEPERS),
        form=form,
        kinds=KINDS,
        whose=WHOSE,
        states=STATES,
        late=late,
        reasons=[(code, said(text)) for code, text in REASONS.items()],
        why=said(REASONS[found.reason]) if found.reason else None,
    )
