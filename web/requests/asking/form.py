"""Asking without an account: by the QR code of a building, or by choosing a community."""

import re
import uuid
from typing import Any

from flask import redirect, render_template, request, url_for
from marshmallow import fields, validate
from werkzeug.wrappers import Response

from jobs import queues
from matcher.said import Said
from models.requests.asking.entering import enter_once, entered
from models.requests.asking.places import Spot, grids, spot_at
from models.requests.asking.refusals import PlaceUnknown
from models.requests.life import Entry
from models.requests.refusals import RequestWrong
from models.requests.sorting.sort import sort
from models.requests.sorting.words import words_on
from models.requests.tables import KINDS
from models.requests.words import KIND_NAMES, URGENCY_NAMES
from web.access import public, scope, signed_in
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.requests import photos
from web.requests.asking import gate
from web.requests.asking.blueprint import pages
from web.requests.asking.choosing import choose, within
from web.requests.asking.help import HelpFields, help_words, wanted_of
from web.said import said

KEY = re.compile(r"[\w-]{16,64}")
CHOOSE = Said("看不出是哪一类，请选一类；拿不准就选“其他”。您写的都还在。")
# Danger is no answer here: the form says whom to call first.
URGENCIES = ("ordinary", "urgent")
NO_KEY = Said("这张表单不完整，请刷新后再试。")


class AskForm(HelpFields):
    words = fields.String(required=True, validate=validate.Length(2, 1000))
    urgency = fields.String(load_default="ordinary", validate=validate.OneOf(URGENCIES))
    grid = fields.UUID(load_default=None)
    spot = fields.String(load_default=None, validate=validate.Length(max=100))
    kind = fields.String(load_default=None, validate=validate.OneOf(KINDS))
    name = fields.String(load_default=None, validate=validate.Length(max=30))
    phone = fields.String(load_default=None, validate=validate.Length(max=20))


@pages.get("/ask/<path:code>")
@public
def form(code: str) -> str | tuple[str, int]:
    try:
        spot = spot_at(reading(), code)
    except PlaceUnknown as refusal:
        return choose(said(refusal.said)), 404
    return _page(spot, Form(), plan=within(spot.place))


@pages.post("/ask/<path:code>")
@public
def ask(code: str) -> Response | tuple[str, int]:
    """One request, with the code of its own page; past the limits, first a question."""
    spot, typed, moment = spot_at(reading(), code), read_form(AskForm()), now()
    key = request.form.get("key", "")
    if KEY.fullmatch(key) is None:
        typed.refuse("", said(NO_KEY))
    own = signed_in() and scope().person_id is not None
    wanted = wanted_of(typed, own)
    kind = "care" if wanted is not None else _kind(typed)
    sent = photos.sent(typed)
    if not typed.ok or kind is None:
        return _page(spot, typed), 422
    earlier = entered(reading(), key)
    if earlier is not None:
        return _on(earlier)
    why = _stopped(spot)
    if why is not None:
        return _page(spot, typed, why=why, question=gate.new_question()), 429
    # Opened only now: whoever floods the form is stopped above.
    pictures = photos.made(typed, sent)
    entry = _entry(spot, kind, typed.data)
    if typed.ok:
        with typed.telling(RequestWrong), changing() as session:
            made = enter_once(session, key, entry, moment, wanted, pictures)
    if not typed.ok:
        return _page(spot, typed, answered=_given_back()), 422
    if wanted is not None:
        queues.serve_requests_soon()
    return _on(made)


def _kind(typed: Form) -> str | None:
    """The kind that was chosen, or the text's own where that is sure; else it is asked for."""
    if not typed.ok:
        return None
    if typed.data["kind"] is not None:
        return str(typed.data["kind"])
    found = sort(typed.data["words"], words_on(reading(), today(now())))
    if found.kind is None:
        typed.refuse("kind", said(CHOOSE))
        typed.values = {**typed.values, "kind": found.guess or ""}
    return found.kind


def _stopped(spot: Spot) -> Said | None:
    """Why a question has to be answered first, or was not; None lets the request in."""
    token, answer = (request.form.get(name, "") for name in ("question", "answer"))
    if token:
        return gate.refused(token, answer)
    return None if gate.free(spot.community) else gate.MANY


def _given_back() -> tuple[str, str] | None:
    """The question that was answered, and its answer, where they still hold."""
    token, answer = (request.form.get(name, "") for name in ("question", "answer"))
    return (token, answer) if token and gate.give_back(token) else None


def _entry(spot: Spot, kind: str, data: dict[str, Any]) -> Entry:
    inside = {one.id for one in grids(reading(), spot.community)}
    grid: uuid.UUID | None = data["grid"]
    return Entry(
        kind=kind,
        place_id=grid if grid in inside and spot.place.kind == "community" else spot.place.id,
        words=data["words"],
        urgency=data["urgency"],
        spot=data["spot"],
        name=data["name"],
        phone=data["phone"],
        # Staff who ask for themselves do not handle it, whichever door they come by.
        requester_id=scope().account_id if signed_in() else None,
        person_id=scope().person_id if signed_in() else None,
    )


def _on(code: str) -> Response:
    return redirect(url_for("ask.followed", code=code, new=1), 303)


def _page(spot: Spot, typed: Form, **more: Any) -> str:
    large = spot.place.kind == "community"
    return render_template(
        "requests/asking/form.html",
        spot=spot,
        form=typed,
        kinds={code: said(name) for code, name in KIND_NAMES.items()},
        urgent={code: said(URGENCY_NAMES[code]) for code in URGENCIES},
        grids=[(one.id, one.name) for one in grids(reading(), spot.community)] if large else [],
        **help_words(),
        **more,
    )
