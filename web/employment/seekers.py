"""A seeker's page for the employment station: masked until asked why; the way out of matching."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.employment import people
from models.employment.consent import ACTION, REASONS
from models.employment.gap import gaps
from models.employment.people import PURPOSES, STAFF, STATES
from models.matching.cards import Card, cards
from models.matching.consent import proposal_of, set_automated
from models.matching.desk import line
from models.people.tables import Seeker
from models.places.county import county_at
from models.places.neighbourhoods import neighbourhoods
from models.trail.last import last_line
from web.access import access, scope
from web.again import after_seekers_change
from web.clock import now, today
from web.db import changing, reading
from web.employment.blueprint import pages
from web.employment.words import REFERRAL_CHIPS
from web.forms import Form, read_form
from web.said import said
from web.unmasking import in_clear


class AutomationForm(Schema):
    automated = fields.Boolean(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(tuple(REASONS)))


@pages.get("/seekers/<uuid:seeker_id>")
@access(roles=STAFF)
def seeker(seeker_id: uuid.UUID) -> str:
    session = reading()
    return _page(session, people.seeker_in(session, scope(), seeker_id), None, Form())


@pages.post("/seekers/<uuid:seeker_id>")
@access(roles=STAFF)
def seeker_unmasked(seeker_id: uuid.UUID) -> str:
    with changing() as session:
        found = people.seeker_in(session, scope(), seeker_id)
        clear = in_clear(session, found.person, PURPOSES, "employment.unmask")
        return _page(session, found, clear, Form())


@pages.post("/seekers/<uuid:seeker_id>/automation")
@access(roles=STAFF)
def automation(seeker_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(AutomationForm())
    if not form.ok:
        session = reading()
        return _page(session, people.seeker_in(session, scope(), seeker_id), None, form), 422
    wanted, reason = form.data["automated"], form.data["reason"]
    with changing() as session:
        changed = set_automated(session, scope(), seeker_id, wanted, reason, now())
    after_seekers_change(changed.person_id)
    if wanted:
        flash(_("已恢复参加自动匹配，马上重新匹配。"))
    else:
        flash(_("已改为不参加自动匹配，待审核的方案已失效。"))
    return redirect(url_for("employment.seeker", seeker_id=seeker_id), 303)


def _page(session: Session, found: Seeker, clear: dict[str, str | None] | None, form: Form) -> str:
    path = found.person.place.path
    return render_template(
        "employment/seeker.html",
        seeker=found,
        clear=clear,
        form=form,
        where=neighbourhoods(session, [path])[path],
        limits=people.limits(found),
        queue=people.help_queue(session, found, today(now())),
        card=_card(session, found.id),
        referrals=people.referrals_of(session, found.id),
        gaps=gaps(session, county_at(session, path), found.id, today(now())),
        states=STATES,
        chips=REFERRAL_CHIPS,
        switched=last_line(session, found.person_id, ACTION),
        words={code: said(text) for code, text in REASONS.items()},
        purposes=[(code, said(text)) for code, text in PURPOSES.items()],
    )


def _card(session: Session, seeker_id: uuid.UUID) -> Card | None:
    proposal = proposal_of(session, seeker_id)
    return None if proposal is None else cards(session, [line(session, proposal)])[0]
