"""Entering a request for somebody who calls or stands at the door, in under a minute."""

import uuid

from flask import render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from jobs import queues
from models.care.board import LOOKERS
from models.care.owed.refusals import PlanWrong
from models.places.neighbourhoods import neighbourhoods
from models.requests import life, lists
from models.requests.asking.needs import become
from models.requests.asking.refusals import NotANeed
from models.requests.life import Entry
from models.requests.photos.keeping import keep
from models.requests.refusals import RequestWrong
from models.requests.tables import KINDS, URGENCIES
from models.requests.words import KIND_NAMES, SOURCE_NAMES, URGENCY_NAMES
from web.access import access, scope
from web.clock import now, today
from web.db import reading
from web.forms import Form, read_form
from web.once import tapped
from web.requests import photos, picking
from web.requests.asking.help import HelpFields, help_words, wanted_of
from web.requests.blueprint import pages
from web.said import said

SOURCES = ("phone", "door", "staff")
GIVEN = ("words", "kind", "place_id", "urgency", "spot", "name", "phone")


class EntryForm(HelpFields):
    words = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    where = fields.String(load_default=None, validate=validate.Length(max=200))
    place_id = fields.UUID(load_default=None)
    urgency = fields.String(load_default="ordinary", validate=validate.OneOf(URGENCIES))
    source = fields.String(load_default="phone", validate=validate.OneOf(SOURCES))
    spot = fields.String(load_default=None, validate=validate.Length(max=100))
    name = fields.String(load_default=None, validate=validate.Length(max=50))
    phone = fields.String(load_default=None, validate=validate.Length(max=30))


@pages.get("/new")
@access(roles=LOOKERS)
def new() -> str:
    return _page(Form(values=request.args))


@pages.post("/new")
@access(roles=LOOKERS)
def enter() -> Response | tuple[str, int]:
    form, moment = read_form(EntryForm()), now()
    wanted = wanted_of(form, own=False)
    counties: list[uuid.UUID] = []
    shown = picking.tapped(form)
    if shown is not None:
        form.errors = {name: texts for name, texts in form.errors.items() if name == "where"}
        return _page(form, shown), 422 if form.errors else 200
    shown = _where(form)
    pictures = photos.taken(form)

    def change(session: Session) -> str:
        given = {name: form.data[name] for name in GIVEN}
        lists.check_place(session, scope(), given["place_id"])
        entry = Entry(**given, recorder_id=scope().account_id)
        found = life.enter(session, entry, source=form.data["source"], now=moment)
        keep(session, found.id, None, pictures, moment)
        if wanted is not None:
            counties.append(become(session, scope(), found.id, wanted, today(moment), moment))
        return url_for("requests.one", request_id=found.id)

    def offer() -> None:
        for county_id in counties:
            queues.offer_soon(county_id, today(moment))

    if form.ok:
        try:
            return tapped(change, _("已录入，时限从现在算起。"), then=offer)
        except RequestWrong as refusal:
            form.refuse(refusal.field, said(refusal.said))
        except (NotANeed, PlanWrong) as refusal:
            form.refuse("who", said(refusal.said))
    return _page(form, shown), 422


def _where(form: Form) -> picking.Picking | None:
    """The place by its code or name where one was written; several are offered to be chosen."""
    if not form.ok:
        return None
    if form.data["where"]:
        shown = picking.look_up(form)
        if shown.found:
            form.refuse("where", _("有几个地方都对得上，请点一个。"))
        return shown
    if form.data["place_id"] is None:
        form.refuse("where", _("请写地方的编号或名字，或从名单里选一个。"))
    return None


def _page(form: Form, shown: picking.Picking | None = None) -> str:
    session = reading()
    places = lists.places_of(session, scope())
    names = neighbourhoods(session, (one.path for one in places))
    return render_template(
        "requests/new.html",
        form=form,
        picking=shown,
        places=[(one.id, _place_name(names[one.path], one.kind, one.name)) for one in places],
        kinds=[(code, said(text)) for code, text in KIND_NAMES.items()],
        urgencies=[(code, said(text)) for code, text in URGENCY_NAMES.items()],
        sources=[(code, said(SOURCE_NAMES[code])) for code in SOURCES],
        **help_words(),
    )


def _place_name(neighbourhood: str, kind: str, name: str) -> str:
    return f"{neighbourhood} {name}" if kind in ("district", "building") else neighbourhood
