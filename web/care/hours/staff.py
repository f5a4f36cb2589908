"""Hours for those who look after a place: signing, reviewing what checks found, calling back."""

import datetime as dt
import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response

from models.care import people
from models.care.hours import audit, flags, signing, totals
from models.care.hours.checks import CHECKS
from models.care.hours.correcting import DECIDERS
from models.care.hours.signing import BY_HAND, GRADES, LOOKERS, SIGNERS
from models.care.hours.tables import HoursAudit, ServiceHours
from models.people.tables import Helper
from models.places.tables import Place
from web.access import access, scope
from web.care.hours.blueprint import pages
from web.care.hours.mine import as_file, ledger, words
from web.care.hours.words import CALLS
from web.clock import now
from web.db import changing, reading
from web.forms import read_form
from web.masks import masked_name
from web.paging import paged
from web.said import said
from web.trail import noted


class SignForm(Schema):
    known = fields.String(required=True, validate=validate.OneOf((*BY_HAND, "denied")))
    reason = fields.String(load_default="")


class CallForm(Schema):
    result = fields.String(required=True, validate=validate.OneOf(tuple(CALLS)))
    reason = fields.String(load_default="")


@pages.get("/signing")
@access(roles=LOOKERS)
def signing_list() -> str:
    session = reading()
    return render_template(
        "care/hours/signing.html",
        page=paged(session, signing.waiting(scope()), 20),
        grades=[(code, said(GRADES[code])) for code in BY_HAND],
        may_sign=scope().has(*SIGNERS),
        **_tabs(session),
        **words(),
    )


@pages.post("/<uuid:hours_id>/sign")
@access(roles=SIGNERS)
def sign(hours_id: uuid.UUID) -> Response:
    form = read_form(SignForm())
    known, reason = form.data.get("known", ""), form.data.get("reason", "")
    with changing() as session:
        if known == "denied":
            signing.query(session, scope(), hours_id, reason, now())
        else:
            signing.sign(session, scope(), hours_id, known, now())
    flash(
        _("已记为有疑问，请社区工作人员核实后决定。")
        if known == "denied"
        else _("已签认，这条工时算进去了。")
    )
    return redirect(url_for("hours.signing_list"), 303)


@pages.get("/review")
@access(roles=LOOKERS)
def review() -> str:
    session = reading()
    kind = request.args.get("kind") if request.args.get("kind") in CHECKS else None
    counts = flags.open_by_kind(session, scope())
    return render_template(
        "care/hours/review.html",
        page=paged(session, flags.flags(scope(), kind)),
        counts=[(said(CHECKS[name].label), count) for name, count in counts.items()],
        kinds=[(name, said(CHECKS[name].label)) for name in counts],
        CHECKS=CHECKS,
        kind=kind,
        queried=_queried(session),
        **_tabs(session),
        **words(),
    )


@pages.get("/audit")
@access(roles=LOOKERS)
def audits() -> str:
    session = reading()
    months = _months(session)
    asked = request.args.get("month", "")
    month = next((one for one in months if f"{one:%Y-%m}" == asked), months[0] if months else None)
    found = session.scalars(audit.audited(scope(), month)).all() if month else []
    return render_template(
        "care/hours/audit.html",
        months=months,
        month=month,
        found=found,
        calls=[(code, said(text)) for code, text in CALLS.items()],
        CALLS=CALLS,
        share=round(audit.SHARE * 100),
        least=audit.LEAST,
        may_call=scope().has(*SIGNERS),
        **_tabs(session),
        **words(),
    )


@pages.post("/audit/<uuid:audit_id>")
@access(roles=SIGNERS)
def called(audit_id: uuid.UUID) -> Response:
    form = read_form(CallForm())
    result, reason = form.data.get("result", ""), form.data.get("reason", "")
    with changing() as session:
        drawn = audit.called(session, scope(), audit_id, result, reason, now())
        month = f"{drawn.month:%Y-%m}"
    flash(_("回访结果已记下。"))
    return redirect(url_for("hours.audits", month=month), 303)


@pages.get("/of/<uuid:helper_id>")
@access(roles=LOOKERS)
def of_helper(helper_id: uuid.UUID) -> str:
    session = reading()
    helper = people.helper_in(session, scope(), helper_id)
    return render_template(
        "care/hours/helper.html",
        helper=helper,
        sums=totals.totals(session, helper.id),
        page=paged(session, totals.hours_of(helper.id)),
        certificates=totals.certificates_of(session, helper.id),
        may_revoke=scope().has(*DECIDERS),
        **words(),
    )


@pages.post("/ledger")
@access(roles=LOOKERS)
def staff_export() -> Response:
    """The hours of the last year within the scope, names masked; leaves a line in the trail."""
    since = now() - dt.timedelta(days=366)
    with changing() as session:
        rows = session.scalars(_within().where(ServiceHours.began_at >= since)).all()
        lines = [([masked_name(row.helper.person.name), row.place.name], row) for row in rows]
        content = ledger(_("志愿服务工时"), [_("志愿者"), _("地点")], lines)
        noted(session, "hours.export", "account", scope().account_id)
    return as_file(content, "service-hours")


def _within() -> Any:
    people_of = joinedload(ServiceHours.helper).joinedload(Helper.person)
    return (
        select(ServiceHours)
        .join(Place, Place.id == ServiceHours.place_id)
        .where(scope().within(LOOKERS))
        .options(people_of, joinedload(ServiceHours.place))
        .order_by(ServiceHours.began_at, ServiceHours.id)
    )


def _queried(session: Session) -> list[ServiceHours]:
    return list(session.scalars(_within().where(ServiceHours.state == "queried").limit(50)))


def _months(session: Session) -> list[dt.date]:
    inside = (
        select(HoursAudit.month)
        .join(ServiceHours, ServiceHours.id == HoursAudit.hours_id)
        .join(Place, Place.id == ServiceHours.place_id)
        .where(scope().within(LOOKERS))
        .distinct()
    )
    return sorted(session.scalars(inside), reverse=True)


def _tabs(session: Session) -> dict[str, Any]:
    """How much waits behind each of the three pages."""
    waiting = signing.waiting(scope()).order_by(None).subquery()
    to_call = (
        select(func.count())
        .select_from(HoursAudit)
        .join(ServiceHours, ServiceHours.id == HoursAudit.hours_id)
        .join(Place, Place.id == ServiceHours.place_id)
        .where(HoursAudit.result.is_(None), scope().within(LOOKERS))
    )
    return {
        "tabs": {
            "hours.signing_list": session.scalar(select(func.count()).select_from(waiting)),
            "hours.review": sum(flags.open_by_kind(session, scope()).values()),
            "hours.audits": session.scalar(to_call),
        }
    }
