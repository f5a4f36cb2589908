"""The board of clocks, and one request with its way and the steps open to whoever looks."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.care.board import LOOKERS
from models.care.work import service_names
from models.places.neighbourhoods import neighbourhoods
from models.requests import life, lists, offers
from models.requests.asking.at_once import asked_for
from models.requests.asking.needs import WHILE, need_of
from models.requests.deadlines import unmet
from models.requests.mine import mine
from models.requests.photos.keeping import keep, photos_of
from models.requests.refusals import RequestStepNotNow, RequestStepWrong
from models.requests.sorting.alike import alike
from models.requests.steps import DECLINE, PROVIDER, STAFF, STATES, STEPS, Step
from models.requests.tables import ENDED, LEVELS, Request, RequestDeadline
from models.requests.texting.telling import not_reached
from models.requests.who import HANDLERS, HANDS, Actor
from models.requests.words import (
    KIND_NAMES,
    LEVEL_NAMES,
    PROMISE_NAMES,
    PURPOSES,
    SOURCE_NAMES,
    UNIT_NAMES,
    URGENCY_NAMES,
)
from web.access import access, scope
from web.clock import now
from web.db import changing, reading
from web.forms import Form, read_form
from web.once import tapped
from web.paging import paged
from web.requests import photos
from web.requests.blueprint import pages
from web.requests.clocks import clock
from web.said import said
from web.unmasking import UnmaskForm

WORDS = {
    "answers": offers.ANSWER_NAMES,
    "declines": DECLINE,
    "kinds": KIND_NAMES,
    "levels": LEVEL_NAMES,
    "promises": PROMISE_NAMES,
    "states": STATES,
    "sources": SOURCE_NAMES,
    "urgencies": URGENCY_NAMES,
}
# The steps that photos may come with: what it looked like before, and after.
WITH_PHOTOS = ("handle",)


class StepForm(Schema):
    reason = fields.String(load_default=None)
    remark = fields.String(load_default=None, validate=validate.Length(max=500))
    to = fields.UUID(load_default=None)
    units = fields.List(fields.UUID(), load_default=())


@pages.get("/")
@access(roles=HANDLERS)
def board() -> str:
    """Asked for again every few seconds by itself, and by a button without script."""
    session, moment = reading(), now()
    asked = request.args.get("level")
    level = asked if asked in LEVELS else None
    only = mine(session, scope(), moment) if "mine" in request.args else None
    page = paged(session, lists.board(session, scope(), level, only))
    clocks = lists.clocks_of(session, [one.id for one in page.items])
    return render_template(
        "requests/board.html",
        page=page,
        level=level,
        only_mine=only is not None,
        counts=lists.levels(session, scope()),
        clocks={key: (row.what, *clock(row, moment)) for key, row in clocks.items()},
        where=neighbourhoods(session, (one.place.path for one in page.items)),
        moment=moment,
        may_enter=scope().has(*LOOKERS),
        **WORDS,
    )


@pages.get("/<uuid:request_id>")
@access(roles=HANDS)
def one(request_id: uuid.UUID) -> str | Response:
    session = reading()
    found, by = lists.request_in(session, scope(), request_id, offered=True)
    if by.relations == {PROVIDER}:
        # Nothing of who asks is shown before it is taken.
        return redirect(url_for("requests.offered"))
    return _page(session, found, by, clear=False)


@pages.post("/<uuid:request_id>")
@access(roles=HANDS)
def unmasked(request_id: uuid.UUID) -> str:
    purpose = read_form(UnmaskForm()).data["purpose"]
    with changing() as session:
        found, by = lists.request_in(session, scope(), request_id)
        lists.look(session, scope(), found, purpose, now())
        flash(_("这次查看和用途已经留痕。"), "info")
        return _page(session, found, by, clear=True)


@pages.get("/<uuid:request_id>/<step>")
@access(roles=HANDS)
def step(request_id: uuid.UUID, step: str) -> str:
    return _step_page(request_id, step, Form())


@pages.post("/<uuid:request_id>/<step>")
@access(roles=HANDS)
def take_step(request_id: uuid.UUID, step: str) -> Response | tuple[str, int]:
    form, moment = read_form(StepForm()), now()
    pictures = _pictures(request_id, step, form)

    def change(session: Session) -> str:
        found, by = lists.request_in(session, scope(), request_id, lock=True, offered=True)
        asked = life.Asked(step, **form.data)
        if "all" in request.form:
            units = [one.id for one in offers.providers_for(session, found)]
            asked = replace(asked, units=units)
        taken = life.step(session, found, by, asked, moment)
        keep(session, found.id, taken.id, pictures, moment)
        # Given back, it may be none of his business any more.
        return _list() if step == "give_back" else url_for("requests.one", request_id=request_id)

    if form.ok:
        try:
            return tapped(change, _("已记下：%(what)s", what=said(_named(step).done)))
        except RequestStepWrong as refusal:
            form.refuse(refusal.field, said(refusal.said))
    return _step_page(request_id, step, form), 422


def _pictures(request_id: uuid.UUID, name: str, form: Form) -> list[bytes]:
    """Opened only for whoever may take the step at all; whether now, is asked when it is taken."""
    if name not in WITH_PHOTOS:
        return []
    _found, by = lists.request_in(reading(), scope(), request_id, offered=True)
    if STEPS[name].by.isdisjoint(by.relations):
        raise RequestStepNotNow(life.NOT_YOURS)
    return photos.taken(form)


def _page(session: Session, found: Request, by: Actor, clear: bool) -> str:
    moment = now()
    may = [(name, STEPS[name]) for name in life.open_steps(session, found, by, moment)]
    clocks = unmet(session, found.id)
    looks = scope().has(*LOOKERS)
    return render_template(
        "requests/one.html",
        found=found,
        clear=clear,
        photos=len(photos_of(session, found.id)),
        pictures=photos.in_clear(session, found.id) if clear else (),
        onward=_in_order(found, [one for one in may if not _ends(found, *one)], clocks),
        endings=[one for one in may if _ends(found, *one)],
        asks=_asks,
        alike=alike(session, scope(), found) if not found.ended_at else (),
        back=_list(),
        offers=offers.offers_of(session, found.id) if by.relations & {STAFF} else (),
        looks=looks,
        may_need=looks and found.state in WHILE,
        became=need_of(session, found.id),
        help=asked_for(session, found.id),
        services=service_names(session),
        not_reached=not_reached(session, found.id),
        clocks=[(row, *clock(row, moment)) for row in clocks],
        steps=[(step, STEPS[step.step], who) for step, who in lists.way_of(session, found, by)],
        names=lists.names_of(session, found),
        where=neighbourhoods(session, [found.place.path])[found.place.path],
        purposes=[(code, said(text)) for code, text in PURPOSES.items()],
        **WORDS,
    )


def _list() -> str:
    """Where the requests of whoever looks are listed."""
    return url_for("requests.board" if scope().has(*HANDLERS) else "requests.offered")


def _step_page(request_id: uuid.UUID, name: str, form: Form) -> str:
    """The few fields that a step asks for; a step that is not open is refused at once."""
    session, step = reading(), _named(name)
    found, by = lists.request_in(session, scope(), request_id, offered=True)
    life.check_open(session, found, by, name, now())
    return render_template(
        "requests/step.html",
        found=found,
        name=name,
        step=step,
        form=form,
        reasons=[(code, said(text)) for code, text in step.reasons.items()],
        handlers=_handlers(session, found) if step.to else (),
        photos=name in WITH_PHOTOS,
        units=_units(session, found) if step.units else (),
        **WORDS,
    )


def _handlers(session: Session, found: Request) -> list[tuple[uuid.UUID, Any]]:
    return [(one.id, one.name) for one in lists.handlers_for(session, found)]


def _units(session: Session, found: Request) -> list[tuple[str, str]]:
    return [
        (str(one.id), _("%(name)s（%(kind)s）", name=one.name, kind=said(UNIT_NAMES[one.kind])))
        for one in offers.providers_for(session, found)
    ]


def _ends(found: Request, name: str, step: Step) -> bool:
    """What ends it for want of something better stands apart; a referral's echo ends nothing, and
    the resident's yes is what all was done for."""
    ends = step.moves[found.state] in ENDED and found.state not in ENDED
    return ends and name != "resident_yes"


def _in_order(
    found: Request, may: list[tuple[str, Step]], clocks: Sequence[RequestDeadline]
) -> list[tuple[str, Step]]:
    """The answer while it is owed, then what brings the request on, then what can be noted."""
    owed = {row.what for row in clocks}

    def turn(one: tuple[str, Step]) -> tuple[bool, bool]:
        name, step = one
        return name != "answer" or "answer" not in owed, step.moves[found.state] == found.state

    return sorted(may, key=turn)


def _asks(step: Step) -> bool:
    """Whether a step has anything to fill in; the others are one tap."""
    return bool(step.reasons or step.remark or step.to or step.units)


def _named(name: str) -> Step:
    if name not in STEPS:
        raise RequestStepNotNow(life.NOT_YOURS)
    return STEPS[name]
