"""Referrals for the station and for the employer: whose turn it is, and one after the other."""

import datetime as dt
import uuid

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.employment.last_resort import LastResort, last_resort_for
from models.employment.people import PURPOSES, STAFF, STATES
from models.employment.placing import life, lists
from models.employment.placing.checks import due_on
from models.employment.placing.refusals import StepNotNow, StepWrong
from models.employment.placing.steps import AFTER, EMPLOYER_REASONS, STEPS, Step
from models.employment.posting import POSTERS
from models.employment.station import station_phone
from models.employment.tables import ENDED, Referral
from models.matching import referrals
from models.places.neighbourhoods import neighbourhoods
from models.trail.unmasking import unmask
from web.access import access, scope
from web.again import after_seekers_change
from web.clock import now, today
from web.db import changing, reading
from web.employment.blueprint import pages
from web.employment.placing.words import STAGES
from web.forms import Form, read_form
from web.once import tapped
from web.paging import paged
from web.qr import qr
from web.said import said
from web.unmasking import in_clear

REMARK = validate.Length(max=500)


class StepForm(Schema):
    reason = fields.String(load_default=None)
    remark = fields.String(load_default=None, validate=REMARK)
    day = fields.Date(load_default=None)


@pages.get("/referrals")
@access(roles=POSTERS)
def referral_list() -> str:
    session, day = reading(), today(now())
    asked = request.args.get("stage")
    stage = asked if asked in STAGES else None
    page = paged(session, lists.referrals(scope(), day, stage))
    return render_template(
        "employment/placing/list.html",
        page=page,
        stage=stage,
        counts=lists.stages(session, scope(), day),
        stage_of=lists.stages_of(session, page.items, day),
        where=neighbourhoods(session, (one.seeker.person.place.path for one in page.items)),
        target=life.target,
        words=STAGES,
        staff=scope().has(*STAFF),
    )


@pages.get("/referrals/<uuid:referral_id>")
@access(roles=POSTERS)
def referral(referral_id: uuid.UUID) -> str:
    session = reading()
    return _page(session, *lists.referral_in(session, scope(), referral_id), None)


@pages.post("/referrals/<uuid:referral_id>")
@access(roles=POSTERS)
def referral_unmasked(referral_id: uuid.UUID) -> str:
    with changing() as session:
        found, by = lists.referral_in(session, scope(), referral_id)
        if not _may_unmask(found, by):
            raise StepNotNow(life.NOT_YOURS)
        clear = in_clear(session, found.seeker.person, PURPOSES, "employment.unmask")
        return _page(session, found, by, clear)


@pages.get("/referrals/<uuid:referral_id>/<step>")
@access(roles=POSTERS)
def referral_step(referral_id: uuid.UUID, step: str) -> str:
    return _step_page(referral_id, step, Form())


@pages.post("/referrals/<uuid:referral_id>/<step>")
@access(roles=POSTERS)
def take_step(referral_id: uuid.UUID, step: str) -> Response | tuple[str, int]:
    form = read_form(StepForm())

    def change(session: Session) -> str:
        asked = life.Asked(step, **form.data)
        moment = now()
        referrals.step(session, scope(), referral_id, asked, today(moment), moment)
        return url_for("employment.referral", referral_id=referral_id)

    if form.ok:
        try:
            told = _("已记下：%(what)s", what=said(_step_named(step).done))
            return tapped(change, told, then=lambda: _after(referral_id))
        except StepWrong as refusal:
            form.refuse(refusal.field, said(refusal.said))
    return _step_page(referral_id, step, form), 422


@pages.get("/referrals/<uuid:referral_id>/letter")
@access(roles=STAFF)
def no_letter(referral_id: uuid.UUID) -> Response:
    """Who comes back to a letter's address, as the switch of languages does, prints it anew."""
    return redirect(url_for("employment.referral", referral_id=referral_id))


@pages.post("/referrals/<uuid:referral_id>/letter")
@access(roles=STAFF)
def letter(referral_id: uuid.UUID) -> str:
    """The letter to hand over, with the name in clear: printing it is on record."""
    moment = now()
    with changing() as session:
        found, _by = lists.referral_in(session, scope(), referral_id)
        person = found.seeker.person
        unmask(session, scope(), person, "answer", PURPOSES, "employment.letter", moment)
        link = url_for("employment.offer", code=found.code, _external=True)
        return render_template(
            "employment/placing/letter.html",
            referral=found,
            target=life.target(found),
            code=qr(link),
            phone=station_phone(session, person.place.path, today(moment)),
            moment=moment,
        )


def _page(
    session: Session, found: Referral, by: life.Actor, clear: dict[str, str | None] | None
) -> str:
    day = today(now())
    may = life.open_steps(found, by.side, day)
    return render_template(
        "employment/placing/one.html",
        referral=found,
        target=life.target(found),
        stage=STAGES[lists.stages_of(session, [found], day)[found.id]],
        onward=[(name, STEPS[name]) for name in may if AFTER.get(name) not in ENDED],
        endings=[(name, STEPS[name]) for name in may if AFTER.get(name) in ENDED],
        steps=[(step, STEPS[step.step], who) for step, who in lists.steps_of(session, found.id)],
        check_on=due_on(found.placement) if found.placement else None,
        state=STATES[found.state],
        staff=by.side == "staff",
        clear=clear,
        unmasking=_may_unmask(found, by),
        purposes=[(code, said(text)) for code, text in PURPOSES.items()],
        asks=_asks,
        last_resort=_last_resort(session, found, day) if by.side == "staff" else None,
        employer_reasons=EMPLOYER_REASONS,
        today=day,
    )


def _last_resort(session: Session, found: Referral, day: dt.date) -> LastResort | None:
    """For staff alone: an employer is told no hardship."""
    return last_resort_for(session, found.seeker_id, found.vacancy_id, day)


def _step_page(referral_id: uuid.UUID, name: str, form: Form) -> str:
    """The few fields that a step asks for; a step that is not open is refused at once."""
    step, day = _step_named(name), today(now())
    found, by = lists.referral_in(reading(), scope(), referral_id)
    life.check_open(found, by.side, name, day)
    return render_template(
        "employment/placing/step.html",
        referral=found,
        target=life.target(found),
        name=name,
        step=step,
        form=form,
        reasons=[(code, said(text)) for code, text in step.reasons.items()],
        today=day,
    )


def _may_unmask(found: Referral, by: life.Actor) -> bool:
    """An employer has no business with a person's telephone once the referral is over."""
    return by.side == "staff" or found.ended_at is None


def _asks(step: Step) -> bool:
    """Whether a step has anything to fill in; the others are one tap."""
    return bool(step.reasons or step.dated)


def _step_named(name: str) -> Step:
    if name not in STEPS:
        raise StepNotNow(life.NOT_YOURS)
    return STEPS[name]


def _after(referral_id: uuid.UUID) -> None:
    """A place is free again, and so is the person: the plan is matched once more."""
    found, _by = lists.referral_in(reading(), scope(), referral_id)
    if found.state in ENDED:
        after_seekers_change(found.seeker.person_id)
