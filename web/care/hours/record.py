"""One entry of hours with its whole life; staff decide on it here, the volunteer reads it."""

import datetime as dt
import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response

from matcher.said import Said
from models.accounts.roles import HELPERS
from models.care.hours import correcting, flags
from models.care.hours.checks import CHECKS
from models.care.hours.correcting import DECIDERS
from models.care.hours.refusals import HoursUnknown, HoursWrong
from models.care.hours.signing import LOOKERS
from models.care.hours.tables import DECISIONS, ServiceHours
from models.care.refusals import TimesWrong
from models.care.visiting.clocks import clock_off_at
from models.people.tables import Helper, Person
from models.places.tables import Place
from web.access import access, scope
from web.care.hours.blueprint import pages
from web.care.hours.mine import words
from web.care.hours.words import ACTIONS
from web.clock import SHANGHAI, now
from web.db import changing, reading
from web.forms import Form, read_form


class DecisionForm(Schema):
    decision = fields.String(required=True, validate=validate.OneOf(DECISIONS))
    day = fields.Date(load_default=None)
    began = fields.Time(load_default=None)
    ended = fields.Time(load_default=None)
    reason = fields.String(required=True, validate=validate.Length(max=500))


@pages.get("/<uuid:hours_id>")
@access(roles=(*HELPERS, *LOOKERS))
def record(hours_id: uuid.UUID) -> str:
    return _page(hours_id, Form())


@pages.post("/<uuid:hours_id>")
@access(roles=DECIDERS)
def decide(hours_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(DecisionForm())
    if form.ok:
        with form.telling(TimesWrong, HoursWrong), changing() as session:
            _decide(session, hours_id, form)
    if not form.ok:
        return _page(hours_id, form), 422
    flash(_("已处理，原因已记下，志愿者能看到。"))
    return redirect(url_for("hours.record", hours_id=hours_id), 303)


def _decide(session: Session, hours_id: uuid.UUID, form: Form) -> None:
    decision, reason = form.data["decision"], form.data["reason"]
    if decision == "kept":
        correcting.keep(session, scope(), hours_id, reason, now())
    elif decision == "revoked":
        correcting.revoke(session, scope(), hours_id, reason, now())
    else:
        day, began, ended = (form.data[name] for name in ("day", "began", "ended"))
        if None in (day, began, ended):
            raise HoursWrong(Said("更正要写明日期、开始和结束时间。"))
        began_at, ended_at = _moment(day, began), _moment(day, ended)
        correcting.correct(session, scope(), hours_id, began_at, ended_at, reason, now())


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time.replace(tzinfo=None), SHANGHAI)


def _page(hours_id: uuid.UUID, form: Form) -> str:
    session = reading()
    hours = _visible(session, hours_id)
    own = hours.helper.person_id == scope().person_id
    return render_template(
        "care/hours/record.html",
        hours=hours,
        own=own,
        form=form,
        found=flags.flags_on(session, hours.id),
        life=correcting.life_of(session, hours.id),
        may_decide=not own and hours.state != "revoked" and _decides(hours),
        may_look=scope().has(*LOOKERS),
        clock=clock_off_at(session, hours.source_id) if scope().has(*LOOKERS) else None,
        began=hours.began_at.astimezone(SHANGHAI),
        ended=hours.ended_at.astimezone(SHANGHAI),
        CHECKS=CHECKS,
        ACTIONS=ACTIONS,
        **words(),
    )


def _decides(hours: ServiceHours) -> bool:
    return scope().covers(hours.place.path, DECIDERS)


def _visible(session: Session, hours_id: uuid.UUID) -> ServiceHours:
    """One's own hours, or hours served within the scope."""
    found = session.scalar(
        select(ServiceHours)
        .join(Helper, Helper.id == ServiceHours.helper_id)
        .join(Person, Person.id == Helper.person_id)
        .join(Place, Place.id == ServiceHours.place_id)
        .where(
            ServiceHours.id == hours_id,
            or_(Person.id == scope().person_id, scope().within(LOOKERS)),
        )
        .options(
            joinedload(ServiceHours.helper).joinedload(Helper.person),
            joinedload(ServiceHours.place),
        )
    )
    if found is None:
        raise HoursUnknown(Said("没有找到这条工时。"))
    return found
