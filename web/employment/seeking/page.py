"""A seeker's page, with whichever of its forms was not read well."""

import uuid
from typing import Any

from flask import render_template
from sqlalchemy.orm import Session

from models.employment import people
from models.employment.consent import ACTION, REASONS
from models.employment.gap import gaps
from models.employment.people import PURPOSES, STATES
from models.employment.seeking import consents, guidance, helping, requests
from models.matching.cards import Card, cards
from models.matching.consent import proposal_of
from models.matching.desk import line
from models.people.tables import Seeker
from models.places.county import county_at
from models.places.neighbourhoods import neighbourhoods
from models.trail.last import last_line
from web.clock import now, today
from web.employment import duties
from web.employment.seeking.words import ASKED_FOR, CONSENT, NOTE_KINDS
from web.employment.words import REFERRAL_CHIPS
from web.forms import Form
from web.said import said


def seeker_page(
    session: Session,
    found: Seeker,
    clear: dict[str, str | None] | None = None,
    form: Form | None = None,
    at: str = "",
) -> str:
    """``form`` is that of the section ``at``, to be filled in again."""
    path, day = found.person.place.path, today(now())
    return render_template(
        "employment/seeker.html",
        seeker=found,
        clear=clear,
        form=form or Form(),
        at=at,
        duty_form=form if form and at == "duty" else Form(),
        where=neighbourhoods(session, [path])[path],
        limits=people.limits(found),
        queue=people.help_queue(session, found, day),
        card=_card(session, found.id),
        referrals=people.referrals_of(session, found.id),
        gaps=gaps(session, county_at(session, path), found.id, day),
        states=STATES,
        chips=REFERRAL_CHIPS,
        switched=last_line(session, found.person_id, ACTION),
        words={code: said(text) for code, text in REASONS.items()},
        purposes=[(code, said(text)) for code, text in PURPOSES.items()],
        today=day,
        **_kept(session, found),
        **duties.facts(session, found),
    )


def _kept(session: Session, found: Seeker) -> dict[str, Any]:
    """What staff keep beside the facts: consent, guidance, officer and plan, what waits."""
    stand = consents.standing(session, found.id)
    missing = set(consents.TEXTS) - {one.purpose for one in stand}
    return {
        "consents": stand,
        "consent_words": CONSENT,
        "texts": [(p, said(text)) for p, (_v, text) in consents.TEXTS.items() if p in missing],
        "notes": guidance.notes_of(session, found.id),
        "note_kinds": NOTE_KINDS,
        "help": helping.help_of(session, found.id),
        "steps": helping.steps_of(session, found.id),
        "officers": helping.officers_for(session, found.person.place.path),
        "waiting": requests.open_of(session, found.id),
        "asked_for": ASKED_FOR,
        "reasons": reasons(),
        "takes_two": requests.takes_two(session, found),
        "ended": last_line(session, found.person_id, requests.ENDED),
    }


def reasons() -> dict[str, dict[str, str]]:
    """What may be asked for -> its reasons in words."""
    return {
        asked: {code: said(text) for code, text in found.items()}
        for asked, found in requests.REASONS.items()
    }


def _card(session: Session, seeker_id: uuid.UUID) -> Card | None:
    proposal = proposal_of(session, seeker_id)
    return None if proposal is None else cards(session, [line(session, proposal)])[0]
