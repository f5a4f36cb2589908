"""The review desk: what the night did, its proposals by urgency, many approved at once."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.matching import desk as tables
from models.matching import reviews
from models.matching.cards import Card, cards
from models.matching.detail import one
from models.matching.refusals import NoSuchProposal, NotAllApproved
from models.matching.taking import STATES
from web.access import access, scope
from web.clock import now
from web.db import changing, reading
from web.forms import Form
from web.matching import moves, nights, showing
from web.matching.blueprint import pages
from web.matching.roles import DESK, LOOKING, market_asked, markets_seen
from web.paging import Page
from web.redirects import safe_next
from web.said import said

Answer = str | Response | tuple[str, int]
Pick = tuple[uuid.UUID, int]


@dataclass(frozen=True)
class Asked:
    """What the desk is narrowed to."""

    state: str
    community: uuid.UUID | None
    kind: str | None
    search: str | None
    warned: bool


@pages.get("/desk/")
@access(roles=LOOKING)
def desk() -> Answer:
    session, market, asked = reading(), market_asked(scope()), _asked()
    found = tables.queue(
        session,
        scope(),
        market,
        None if asked.state == "all" else asked.state,
        _number(request.args.get("page")),
        community=asked.community,
        search=asked.search,
        kind=asked.kind,
        warned=asked.warned,
    )
    return render_template(
        "matching/desk.html",
        market=market,
        markets=markets_seen(scope()),
        nights=nights.last_nights(session, scope()),
        asked=asked,
        communities=tables.communities(session, scope(), market),
        kinds=tables.kinds(session, scope(), market),
        page=Page(cards(session, found.rows), found.page, found.pages, found.total),
        form=Form(),
        listed=True,
        moves=moves.asked(),
        **showing.facts_of(market),
    )


@pages.get("/desk/<uuid:proposal_id>")
@access(roles=LOOKING)
def proposal(proposal_id: uuid.UUID) -> Answer:
    return showing.detail(proposal_id, Form())


@pages.get("/desk/picked")
@access(roles=DESK)
def picked() -> Answer:
    """The list of what was ticked, to be read before it is approved."""
    return _picked_page(_picked(request.args.getlist("pick")), _back(request.args.get("next")))


@pages.post("/desk/picked")
@access(roles=DESK)
def approve_many() -> Answer:
    """All or none; what stood in the way is shown line by line."""
    chosen = _picked(request.form.getlist("pick"))
    back = _back(request.form.get("next"))
    if not chosen:
        return _picked_page(chosen, back), 422
    try:
        with changing() as session:
            done = reviews.approve_many(session, scope(), chosen, now())
    except NotAllApproved as refusal:
        failed = {proposal_id: why.said for proposal_id, why in refusal.failed}
        return _picked_page(chosen, back, said(refusal.said), failed), 409
    flash(_("已同意 %(n)d 条方案。", n=len(done)))
    return redirect(back, 303)


@pages.get("/desk/referrals")
@access(roles=LOOKING)
def referrals() -> Answer:
    """Those approved, by employer, to be printed."""
    found = cards(reading(), tables.referred(reading(), scope()))
    return render_template("matching/referrals.html", cards=found, moment=now())


def _back(asked: str | None) -> str:
    return safe_next(asked or url_for("matching.desk"))


def _picked_page(
    chosen: list[Pick], back: str, refusal: str = "", failed: dict[uuid.UUID, Any] | None = None
) -> str:
    found = _cards(reading(), [proposal_id for proposal_id, _version in chosen])
    return render_template(
        "matching/picked.html", cards=found, back=back, refusal=refusal, failed=failed or {}
    )


def _cards(session: Session, ids: list[uuid.UUID]) -> list[Card]:
    """Those within the scope, as they stand now."""
    rows = []
    for proposal_id in dict.fromkeys(ids):
        try:
            rows.append(one(session, scope(), proposal_id).row)
        except NoSuchProposal:
            continue
    return cards(session, rows)


def _asked() -> Asked:
    state = request.args.get("state", "open")
    return Asked(
        state=state if state in (*STATES, "all") else "open",
        community=_uuid(request.args.get("community")),
        kind=request.args.get("kind") or None,
        search=request.args.get("search", "").strip() or None,
        warned=request.args.get("warned") == "1",
    )


def _picked(texts: list[str]) -> list[Pick]:
    """``id:version`` as the boxes carry them; what is not one of these is left out."""
    found = []
    for text in texts:
        key, _colon, version = text.partition(":")
        proposal_id = _uuid(key)
        if proposal_id is not None and version.isdecimal():
            found.append((proposal_id, int(version)))
    return found


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 1
