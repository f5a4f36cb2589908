"""Proposals made ready for the page: one card, one page of details, the list in between."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import render_template, request
from sqlalchemy.orm import Session

from matcher.said import Said
from models.employment.last_resort import LastResort, last_resort_for
from models.employment.placing.steps import EMPLOYER_REASONS
from models.matching.cards import Card, cards
from models.matching.detail import one
from models.matching.reasons import REASONS, Reason
from models.matching.tables import Proposal
from models.matching.taking import DECIDERS, STATES
from web.access import scope
from web.clock import now, today
from web.db import reading
from web.forms import Form
from web.matching.blueprint import pages
from web.matching.moves import asked
from web.said import said


@pages.app_template_global("card_bars")
def bars(proposal: Proposal) -> list[tuple[str, int]]:
    """(name, points) of what makes up the score, in the order of the table of features."""
    return [(said(part["label"]), part["points"]) for part in proposal.contributions]


@pages.app_template_global("desk_state")
def state(code: str) -> Said:
    return STATES[code]


@pages.app_template_global("desk_reasons")
def reasons(market: str) -> Mapping[str, Reason]:
    """code -> why a proposal of this market may be rejected."""
    return REASONS[market]


def shown(session: Session, proposal_id: uuid.UUID) -> Card:
    """The card of a proposal within the scope."""
    return cards(session, [one(session, scope(), proposal_id).row])[0]


def facts_of(market: str) -> dict[str, Any]:
    """What every template with cards needs: may one decide here, and where to come back to."""
    return {"may_decide": scope().has(*DECIDERS[market]), "here": request.full_path.rstrip("?")}


def card(proposal_id: uuid.UUID, form: Form, done: str, moves: dict[str, Any] | None = None) -> str:
    """The card alone, for htmx to put where the old one was; ``done`` is read out."""
    found = shown(reading(), proposal_id)
    return render_template(
        "matching/one_card.html",
        card=found,
        form=form,
        done=done,
        moves=moves,
        listed=True,
        **facts_of(found.proposal.market),
    )


def detail(proposal_id: uuid.UUID, form: Form) -> str:
    """The page of one proposal; ``form`` is what was typed there and refused."""
    found = shown(reading(), proposal_id)
    facts = facts_of(found.proposal.market)
    if request.method == "POST":
        facts["here"] = request.form.get("next", "")
    return render_template(
        "matching/proposal.html",
        card=found,
        form=form,
        listed=False,
        moves=asked(),
        last_resort=_last_resort(found.proposal),
        employer_reasons=EMPLOYER_REASONS,
        today=today(now()),
        **facts,
    )


def _last_resort(proposal: Proposal) -> LastResort | None:
    """Of a public-welfare post, that it is the last resort."""
    if proposal.seeker_id is None:
        return None
    return last_resort_for(reading(), proposal.seeker_id, proposal.vacancy_id, today(now()))
