"""Decisions on one proposal: approve, reject, give to another, take back.

Every action is a form. Without script the answer is a page; asked by htmx it is the card alone,
which goes where the old one was, also when the decision was refused.
"""

import uuid
from collections.abc import Callable

from flask import Response as PlainResponse
from flask import flash, make_response, redirect, request
from flask_babel import gettext as _
from marshmallow import Schema, fields
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.database.refused import Refused
from models.matching import reopening, reviews, swaps
from models.matching.refusals import NoSuchProposal
from web.access import access, scope
from web.again import after_decision
from web.clock import now
from web.db import changing
from web.forms import Form, read_form
from web.matching.blueprint import pages
from web.matching.moves import PATIENCE_SECONDS, found
from web.matching.roles import DESK
from web.matching.showing import card, detail
from web.redirects import safe_next, with_query
from web.refusals import status_of
from web.said import said

Page = str | Response | tuple[str, int]


class Decision(Schema):
    """``version`` is that of the proposal as it was shown."""

    version = fields.Integer(required=True)


class Locking(Decision):
    locked = fields.Boolean(required=True)


class Rejection(Decision):
    reason = fields.String(required=True)
    remark = fields.String()


class Swap(Decision):
    """``to`` is the vacancy, the class or the helper to give it to instead."""

    to = fields.UUID(required=True)
    remark = fields.String()


@pages.post("/desk/<uuid:proposal_id>/approve")
@access(roles=DESK)
def approve(proposal_id: uuid.UUID) -> Page:
    def change(session: Session, form: Form) -> None:
        reviews.approve(session, scope(), proposal_id, form.data["version"], now())

    return _decide(proposal_id, Decision(), change, _("已同意"))


@pages.post("/desk/<uuid:proposal_id>/reject")
@access(roles=DESK)
def reject(proposal_id: uuid.UUID) -> Page:
    def change(session: Session, form: Form) -> None:
        data = form.data
        reviews.reject(
            session,
            scope(),
            proposal_id,
            data["version"],
            data["reason"],
            now(),
            data.get("remark"),
        )

    return _decide(proposal_id, Rejection(), change, _("已退回"), again=True)


@pages.post("/desk/<uuid:proposal_id>/swap")
@access(roles=DESK)
def swap(proposal_id: uuid.UUID) -> Page:
    def change(session: Session, form: Form) -> None:
        data = form.data
        swaps.swap(
            session,
            scope(),
            proposal_id,
            data["version"],
            data["to"],
            now(),
            remark=data.get("remark"),
        )

    return _decide(proposal_id, Swap(), change, _("已改派"), again=True)


@pages.post("/desk/<uuid:proposal_id>/lock")
@access(roles=DESK)
def lock(proposal_id: uuid.UUID) -> Page:
    locked = request.form.get("locked") == "true"

    def change(session: Session, form: Form) -> None:
        reviews.set_locked(
            session, scope(), proposal_id, form.data["version"], form.data["locked"], now()
        )

    done = _("已锁定") if locked else _("已解除锁定")
    return _decide(proposal_id, Locking(), change, done, again=not locked)


@pages.post("/desk/<uuid:proposal_id>/reopen")
@access(roles=DESK)
def reopen(proposal_id: uuid.UUID) -> Page:
    def change(session: Session, form: Form) -> None:
        reopening.reopen(session, scope(), proposal_id, form.data["version"], now())

    return _decide(proposal_id, Decision(), change, _("已撤回"), again=True)


def _decide(
    proposal_id: uuid.UUID,
    schema: Schema,
    change: Callable[[Session, Form], None],
    done: str,
    again: bool = False,
) -> Page:
    """``again``: what was decided leaves room, or takes some, so the rest is matched again."""
    form = read_form(schema)
    if not form.ok:
        return _refused(proposal_id, form, 422)
    try:
        with changing() as session:
            change(session, form)
    except NoSuchProposal:
        raise
    except Refused as refusal:
        form.refuse("", said(refusal.said))
        for _name, sentence in getattr(refusal, "rules", ()):
            form.refuse("", said(sentence))
        return _refused(proposal_id, form, status_of(type(refusal)))
    job_id = after_decision(proposal_id) if again else None
    if _by_htmx():
        return card(proposal_id, Form(), done, found(job_id, PATIENCE_SECONDS))
    flash(done)
    back = safe_next(request.form.get("next"))
    return redirect(with_query(back, "moves", job_id) if job_id else back, 303)


def _refused(proposal_id: uuid.UUID, form: Form, status: int) -> Page:
    """The proposal as it stands now, what was typed, and why nothing was changed."""
    if not _by_htmx():
        return detail(proposal_id, form), status
    answer: PlainResponse = make_response(card(proposal_id, form, ""), status)
    # Refusals go to the head of the page otherwise; this one belongs to its card.
    answer.headers["HX-Retarget"] = f"#p-{proposal_id}"
    answer.headers["HX-Reswap"] = "outerHTML"
    return answer


def _by_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"
