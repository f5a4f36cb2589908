"""A volunteer's own hours: what counts, what is missing, stars, and his certificates."""

import datetime as dt
import uuid
from typing import Any

from flask import Response, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from models.accounts.roles import HELPERS
from models.care.hours import certificates, signing, totals
from models.care.hours.numbers import spaced
from models.care.hours.refusals import NothingToCertify
from models.care.hours.signing import GRADES
from models.care.hours.stars import stars_of, thresholds
from models.care.hours.tables import ServiceHours
from models.people.tables import Helper
from web.access import access, scope
from web.care.hours.blueprint import pages
from web.care.hours.words import STATES, duration, missing
from web.care.tasks import needed_helper, own_helper
from web.clock import SHANGHAI, now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.ledgers.workbook import XLSX, Cell, workbook
from web.once import tapped
from web.paging import paged
from web.said import said
from web.trail import noted

SHOWN_ID = ("masked", "whole")
# A phone shows each entry as a card.
PER_PAGE = 20


class CertificateForm(Schema):
    since = fields.Date(required=True)
    until = fields.Date(required=True)
    shown_id = fields.String(load_default="masked", validate=validate.OneOf(SHOWN_ID))


@pages.get("/")
@access(roles=HELPERS)
def mine() -> str:
    return _page(Form())


@pages.post("/<uuid:hours_id>/confirm")
@access(roles=HELPERS)
def confirm(hours_id: uuid.UUID) -> AnyResponse:
    def change(session: Session) -> str:
        signing.confirm(session, scope(), hours_id, now())
        return url_for("hours.mine")

    return tapped(change, _("已确认，这条工时算进去了。"))


@pages.post("/certificates")
@access(roles=HELPERS)
def certify() -> AnyResponse | tuple[str, int]:
    form = read_form(CertificateForm())

    def change(session: Session) -> str:
        certificates.issue(
            session,
            needed_helper(session),
            form.data["since"],
            form.data["until"],
            now(),
            by=scope().account_id,
            whole_id=form.data["shown_id"] == "whole",
        )
        return url_for("hours.mine") + "#certificates"

    if form.ok:
        with form.telling(NothingToCertify):
            return tapped(change, _("证明已开好，在下面下载。"))
    return _page(form), 422


@pages.post("/export")
@access(roles=HELPERS)
def export() -> AnyResponse:
    """One's own hours as a table; leaves a line in the trail."""
    with changing() as session:
        helper = needed_helper(session)
        rows = session.scalars(totals.hours_of(helper.id)).all()
        content = ledger(_("我的工时"), [], [([], row) for row in rows])
        noted(session, "hours.export", "helper", helper.id, whose=helper.person_id)
    return as_file(content, "hours")


def ledger(title: str, first: list[str], rows: list[tuple[list[str], ServiceHours]]) -> bytes:
    """Hours as a workbook; ``first`` are headings of what stands before each row."""
    times = [_("日期"), _("开始"), _("结束"), _("分钟")]
    headings = [*first, *times, _("服务"), _("凭证"), _("情况"), _("补录")]
    return workbook(title, headings, [[*before, *_cells(row)] for before, row in rows])


def _cells(row: ServiceHours) -> list[Cell]:
    began, ended = (moment.astimezone(SHANGHAI) for moment in (row.began_at, row.ended_at))
    return [
        began.date(),
        f"{began:%H:%M}",
        f"{ended:%H:%M}",
        row.minutes,
        row.content,
        said(GRADES[row.evidence]),
        said(STATES[row.state][1]),
        _("是") if row.late else "",
    ]


def as_file(content: bytes, name: str) -> AnyResponse:
    answer = Response(content, mimetype=XLSX)
    file_name = f"{name}-{today(now()):%Y%m%d}.xlsx"
    answer.headers.set("Content-Disposition", "attachment", filename=file_name)
    return answer


def words() -> dict[str, Any]:
    """What every template about hours needs."""
    return {
        "STATES": STATES,
        "GRADES": GRADES,
        "duration": duration,
        "spaced": spaced,
    }


def _page(form: Form) -> str:
    session, day = reading(), today(now())
    helper = own_helper(session)
    if helper is None:
        return render_template("care/no_helper.html")
    return render_template(
        "care/hours/mine.html", form=form, today=day, **_facts(session, helper, day)
    )


def _facts(session: Session, helper: Helper, day: dt.date) -> dict[str, Any]:
    sums = totals.totals(session, helper.id)
    page = paged(session, totals.hours_of(helper.id), PER_PAGE)
    waiting = totals.hours_of(helper.id).where(ServiceHours.state == "pending").limit(20)
    return {
        "helper": helper,
        "sums": sums,
        "stars": stars_of(sums.credited, thresholds(session, day)),
        "waiting": session.scalars(waiting).all() if page.number == 1 else [],
        "page": page,
        "certificates": totals.certificates_of(session, helper.id),
        "missing": missing,
        "may_confirm": lambda hours: signing.may_confirm(hours, scope().account_id),
        "first_day": day.replace(month=1, day=1),
        **words(),
    }
