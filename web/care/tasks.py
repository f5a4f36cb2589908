"""A volunteer's tasks: what he has claimed, what the night suggests, what else is near."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matcher.said import Said
from models.accounts.roles import HELPERS
from models.care import offers, work
from models.care.asking import shown
from models.care.claims import not_now
from models.care.days import is_over
from models.care.handing import giving
from models.care.newcomers import visits_to_go
from models.care.offers import Offer
from models.care.posts.holding import holds, is_member
from models.care.refusals import OutsideWindow, VisitFull
from models.care.waiting import reconfirming
from models.care.waiting.shown import in_line
from models.care.work import Errand
from models.matching import suggestions
from models.matching.tables import Proposal
from models.people.tables import Helper
from web.access import access, scope
from web.again import after_own_change
from web.care.blueprint import pages
from web.care.words import Slot, SlotField, slot_text, slot_value
from web.clock import now, today
from web.db import changing, reading
from web.forms import read_form
from web.once import done_once
from web.paging import Page
from web.said import said

# A phone loads the page in one breath: ten cards keep it under 150 KB.
PER_PAGE = 10
# The soonest ones; those after them stand among the tasks nearby.
SUGGESTED = 6
QUIET_DAYS = (7, 30, 90)


class ClaimForm(Schema):
    slot = SlotField(required=True)
    duty = fields.Boolean(load_default=False)


class QuietForm(Schema):
    days = fields.Integer(required=True, validate=validate.OneOf((0, *QUIET_DAYS)))


@dataclass(frozen=True)
class Suggestion:
    """An offer with the night's reasons; the half-day proposed stands first."""

    offer: Offer
    proposal: Proposal
    slots: Sequence[Slot]
    reasons: Sequence[tuple[str, int]]


def own_helper(session: Session) -> Helper | None:
    """The helper who is signed in, if the account is linked to one."""
    person_id = scope().person_id
    return None if person_id is None else work.helper_of(session, person_id)


def needed_helper(session: Session) -> Helper:
    """The helper who is signed in; nobody else has such a page."""
    helper = own_helper(session)
    if helper is None:
        abort(404)
    return helper


@pages.get("/")
@access(roles=HELPERS)
def tasks() -> str:
    session, moment = reading(), now()
    helper = own_helper(session)
    if helper is None:
        return render_template("care/no_helper.html")
    day = today(moment)
    number = request.args.get("page", 1, int)
    start = max(0, number - 1) * PER_PAGE
    pool = offers.pool(session, helper, moment, start, PER_PAGE)
    asks = asked(session, helper, moment)
    known = {offer.visit_id for offer in asks}
    found = suggested(session, helper, moment)
    fitting = [one for one in found if one.offer.visit_id not in known][:SUGGESTED]
    known |= {one.offer.visit_id for one in fitting}
    others = [offer for offer in pool.offers if offer.visit_id not in known]
    waiting = to_answer(session, helper, moment) | {"asks": asks, "suggested": fitting}
    return render_template(
        "care/tasks.html",
        helper=helper,
        today=day,
        first=take_first(waiting, day),
        **waiting,
        page=Page(others, max(1, number), max(1, -(-pool.total // PER_PAGE)), pool.total),
        quiet_days=QUIET_DAYS,
        holds=holds(session, helper.id),
        member=is_member(helper),
        visits_to_go=visits_to_go(session, helper, day),
        **slot_words(),
    )


def to_answer(session: Session, helper: Helper, moment: dt.datetime) -> dict[str, Any]:
    """The claims that stand, and what waits for a word of the helper's."""
    errands = list(work.ahead(session, helper.id))
    asked = reconfirming.unanswered(session, [one.claim.id for one in errands])
    line = in_line(session, helper.id)
    return {
        "errands": errands,
        "still": [one for one in errands if one.claim.id in asked],
        "handed": list(giving.asked_of(session, helper.id, moment)),
        "held": [one for one in line if one.entry.state == "offered"],
        "line": [one for one in line if one.entry.state != "offered"],
        "names": work.service_names(session),
    }


def take_first(waiting: dict[str, Any], day: dt.date) -> tuple[str, Any] | None:
    """The one thing to do next, taken out of its list; what cannot wait stands before the rest.

    A visit of today or tomorrow goes before those who asked, a later one after them.
    """
    errands: list[Errand] = waiting["errands"]
    soon = [one for one in errands if one.claim.day <= day + dt.timedelta(days=1)]
    order = ("still", "handed", "held", *(["errands"] if soon else []), "asks", "errands")
    for name in (*order, "suggested"):
        if waiting[name]:
            return name, waiting[name].pop(0)
    return None


def slot_words() -> dict[str, Any]:
    """What every template with half-days or keyed forms needs."""
    return {"slot_text": slot_text, "slot_value": slot_value}


def asked(session: Session, helper: Helper, moment: dt.datetime) -> list[Offer]:
    """What the helper was asked for, has not answered, and can still take."""
    ids = [ask.visit_id for ask in shown.open_asks(session, helper.id)]
    offered = offers.offers_of(session, helper, moment, ids) if ids else {}
    return [offered[visit_id] for visit_id in ids if visit_id in offered]


def suggested(session: Session, helper: Helper, moment: dt.datetime) -> list[Suggestion]:
    """The night's suggestions that can still be taken."""
    day = today(moment)
    proposals = suggestions.for_helper(session, helper.id, day)
    visits = [proposal.visit_id for proposal in proposals if proposal.visit_id is not None]
    offered = offers.offers_of(session, helper, moment, visits) if visits else {}
    return [
        _suggestion(proposal, offered[proposal.visit_id], moment)
        for proposal in proposals
        if proposal.visit_id is not None and proposal.visit_id in offered
    ]


def _suggestion(proposal: Proposal, offer: Offer, moment: dt.datetime) -> Suggestion:
    assert proposal.day is not None and proposal.part is not None
    proposed = (proposal.day, proposal.part)
    reasons = [
        (f"{said(part['label'])} · {said(part['said'])}", part["points"])
        for part in proposal.contributions
        if part["points"]
    ]
    # A half-day that has gone by is no longer asked for; the others stay.
    first = [] if is_over(*proposed, moment) else [proposed]
    slots = [*first, *(slot for slot in offer.slots if slot != proposed)]
    return Suggestion(offer, proposal, slots, reasons)


@pages.post("/visits/<uuid:visit_id>/claim")
@access(roles=HELPERS)
def claim(visit_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(ClaimForm())
    if not form.ok:
        raise OutsideWindow(Said("请先选一个时间，再认领。"))
    day, part = form.data["slot"]
    duty = form.data["duty"]

    def change(session: Session) -> str:
        helper = needed_helper(session)
        given = suggestions.claim(
            session, helper.id, visit_id, day, part, now(), by=scope().account_id, duty=duty
        )
        return url_for("care.visit", claim_id=given.id)

    try:
        answer = done_once(change)
    except VisitFull as refusal:
        why = said(refusal.said)
        part_of = {"visit_id": visit_id, "slot": (day, part), "duty": duty, "why": why}
        return render_template("care/waiting/full.html", **part_of, **slot_words()), 409
    after_own_change()
    flash(_("已认领。下面是地址、电话和注意事项。"))
    return answer


@pages.post("/quiet")
@access(roles=HELPERS)
def quiet() -> Response:
    form = read_form(QuietForm())
    if not form.ok:
        abort(400)
    moment = now()
    days = form.data["days"]
    until = today(moment) + dt.timedelta(days=days) if days else None
    with changing() as session:
        not_now(session, needed_helper(session).id, until, moment)
    after_own_change()
    flash(_("好的，这段时间不再向您推荐任务。") if until else _("好的，会继续向您推荐任务。"))
    return redirect(url_for("care.tasks"), 303)
