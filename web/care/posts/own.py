"""A post holder's own page: his posts, his households, what is due, done and overdue; his word."""

import datetime as dt
import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matcher.said import Said
from models.accounts.roles import HELPERS
from models.care import work
from models.care.days import SHANGHAI
from models.care.posts import disputes, duty, lists, promises
from models.care.posts.appraising import answers
from models.care.posts.holding import is_member
from models.care.posts.refusals import PostUnknown, PostWrong
from models.care.posts.tables import PostHolding
from models.care.refusals import TimesWrong
from models.people.tables import Person
from models.places.neighbourhoods import neighbourhoods
from web.access import access, scope
from web.care.blueprint import pages
from web.care.posts.words import CHIPS, WORDS, card_text, options, quarter_text
from web.care.tasks import needed_helper, own_helper, slot_words
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.once import tapped

TEXT = validate.Length(min=2, max=500)
USUAL_LENGTH = dt.timedelta(hours=1)


class DutyForm(Schema):
    did = fields.String(required=True, validate=TEXT)
    day = fields.Date(required=True)
    began = fields.Time(required=True)
    ended = fields.Time(required=True)


class PromiseForm(Schema):
    promised = fields.String(required=True, validate=TEXT)
    due_on = fields.Date(required=True)


class CarryForm(Schema):
    due_on = fields.Date(required=True)


class DisputeForm(Schema):
    why = fields.String(required=True, validate=TEXT)


@pages.get("/post")
@access(roles=HELPERS)
def my_post() -> str:
    session, moment = reading(), now()
    helper = own_helper(session)
    if helper is None:
        return render_template("care/no_helper.html")
    holdings = lists.mine(session, helper.id)
    ids = [held.id for held in holdings]
    day = today(moment)
    month = dt.datetime.combine(day.replace(day=1), dt.time(), SHANGHAI)
    done = duty.done(session, helper.id, month)
    count, time = duty.total(done)
    homes = lists.households(session, helper.id)
    return render_template(
        "care/posts/mine.html",
        holdings=holdings,
        member=is_member(helper),
        errands=[one for one in work.ahead(session, helper.id) if one.claim.duty],
        commitments=promises.commitments(session, ids, open_only=True),
        homes=homes,
        where=neighbourhoods(session, [home.resident.person.place.path for home in homes]),
        done=done,
        count=count,
        hours=time.total_seconds() / 3600,
        appraisals=lists.appraisals_of(session, ids),
        answers=answers,
        today=day,
        **_words(),
    )


@pages.get("/holdings/<uuid:holding_id>/card")
@access(roles=HELPERS)
def post_card(holding_id: uuid.UUID) -> str:
    session = reading()
    helper = needed_helper(session)
    held = own_holding(session, holding_id)
    # His own name on his own card, to be shown.
    name = session.get_one(Person, helper.person_id).name
    return render_template("care/posts/card.html", held=held, name=name, card_text=card_text)


@pages.get("/holdings/<uuid:holding_id>/duty")
@access(roles=HELPERS)
def duty_form(holding_id: uuid.UUID) -> str:
    return _duty_page(own_holding(reading(), holding_id), Form())


@pages.post("/holdings/<uuid:holding_id>/duty")
@access(roles=HELPERS)
def enter_duty(holding_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(DutyForm())
    data = form.data

    def change(session: Session) -> str:
        held = own_holding(session, holding_id)
        began, ended = (_moment(data["day"], data[name]) for name in ("began", "ended"))
        duty.enter(session, held.id, data["did"], began, ended, now(), by=scope().account_id)
        return url_for("care.my_post")

    if form.ok:
        with form.telling(TimesWrong):
            return tapped(change, _("记下了。"))
    return _duty_page(own_holding(reading(), holding_id), form), 422


@pages.post("/holdings/<uuid:holding_id>/commitments")
@access(roles=HELPERS)
def promise(holding_id: uuid.UUID) -> Response:
    form = read_form(PromiseForm())
    if not form.ok:
        raise PostWrong(Said("请写清承诺什么、哪一天前做到。"))

    def change(session: Session) -> str:
        held = own_holding(session, holding_id)
        promises.promise(session, held.id, form.data["promised"], form.data["due_on"], now())
        return url_for("care.my_post")

    return tapped(change, _("承诺已记下，到期前会一直在这里。"))


@pages.post("/commitments/<uuid:commitment_id>/keep")
@access(roles=HELPERS)
def keep(commitment_id: uuid.UUID) -> Response:
    with changing() as session:
        promises.keep(session, needed_helper(session).id, commitment_id, now())
    flash(_("做到了，记下了。"))
    return redirect(url_for("care.my_post"), 303)


@pages.post("/commitments/<uuid:commitment_id>/carry")
@access(roles=HELPERS)
def carry(commitment_id: uuid.UUID) -> Response:
    form = read_form(CarryForm())
    if not form.ok:
        raise PostWrong(Said("请选改到哪一天。"))
    with changing() as session:
        helper = needed_helper(session)
        promises.carry(session, helper.id, commitment_id, form.data["due_on"], now())
    flash(_("已改期。原来的日期也留着。"), "info")
    return redirect(url_for("care.my_post"), 303)


@pages.post("/appraisals/<uuid:appraisal_id>/dispute")
@access(roles=HELPERS)
def dispute(appraisal_id: uuid.UUID) -> Response:
    form = read_form(DisputeForm())
    if not form.ok:
        raise PostWrong(Said("请写清哪里不符合事实。"))
    with changing() as session:
        helper = needed_helper(session)
        disputes.dispute(session, helper.id, appraisal_id, form.data["why"], now())
    flash(_("异议已提出，会由没有经手的人复核。"), "info")
    return redirect(url_for("care.my_post"), 303)


def own_holding(session: Session, holding_id: uuid.UUID) -> PostHolding:
    """A post that the one who is signed in holds; nobody else's is found."""
    mine = lists.mine(session, needed_helper(session).id)
    found = next((one for one in mine if one.id == holding_id and one.state == "held"), None)
    if found is None:
        raise PostUnknown(Said("没有找到这个岗位。"))
    return found


def _duty_page(held: PostHolding, form: Form) -> str:
    ended = now().astimezone(SHANGHAI)
    # Shortly after midnight the usual hour would begin the day before.
    began = max(ended - USUAL_LENGTH, dt.datetime.combine(ended.date(), dt.time(), SHANGHAI))
    return render_template(
        "care/posts/duty.html",
        held=held,
        form=form,
        began=f"{began:%H:%M}",
        ended=f"{ended:%H:%M}",
        today=ended.date(),
    )


def _words() -> dict[str, Any]:
    words = {"words": dict(options(WORDS)), "chips": CHIPS}
    return words | slot_words() | {"card_text": card_text, "quarter_text": quarter_text}


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time.replace(tzinfo=None), SHANGHAI)
