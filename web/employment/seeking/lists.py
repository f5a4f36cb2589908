"""Whom to speak to today; hardship persons with officer and plan, as a page and a file."""

import datetime as dt
from collections.abc import Iterable, Sequence

from flask import Response as File
from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from marshmallow import Schema, fields
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.employment.people import STAFF
from models.employment.seeking import guidance, helping
from models.employment.seeking.helping import OVERDUE, WITHOUT
from models.ledgers.lists import whereabouts
from models.trail.log import record
from web.access import access, scope
from web.clock import now, today
from web.db import changing, reading
from web.employment.blueprint import pages
from web.employment.seeking.form import telling
from web.forms import Form, read_form
from web.ledgers.workbook import XLSX, Cell, workbook
from web.masks import masked_name
from web.once import tapped
from web.paging import paged

TITLE = lazy_gettext("就业困难人员")
HEADINGS = (
    lazy_gettext("姓名"),
    lazy_gettext("社区"),
    lazy_gettext("网格"),
    lazy_gettext("就业困难类别"),
    lazy_gettext("失业登记日期"),
    lazy_gettext("帮扶责任人"),
    lazy_gettext("没办完的步骤"),
    lazy_gettext("最近要办的日子"),
)


class ReassignForm(Schema):
    from_id = fields.UUID(required=True)
    to_id = fields.UUID(required=True)


@pages.get("/seekers/due")
@access(roles=STAFF)
def due_list() -> str:
    session, day = reading(), today(now())
    page = paged(session, guidance.due(scope(), day))
    return render_template(
        "employment/seeking/due.html",
        page=page,
        where=whereabouts(session, [note.seeker.person.place for note in page.items]),
        today=day,
    )


@pages.get("/seekers/hardship")
@access(roles=STAFF)
def hardship_list() -> str:
    return _hardship_page(Form())


@pages.post("/seekers/hardship")
@access(roles=STAFF)
def reassign() -> Response | tuple[str, int]:
    form = read_form(ReassignForm())

    def change(session: Session) -> str:
        helping.reassign(session, scope(), form.data["from_id"], form.data["to_id"], now())
        return url_for("employment.hardship_list", shown=form.data["to_id"])

    if form.ok:
        with telling(form):
            return tapped(change, _("已全部转过去，现在由下面这位负责。"))
    return _hardship_page(form), 422


@pages.post("/seekers/hardship.xlsx")
@access(roles=STAFF)
def hardship_file() -> File:
    """The whole list, names masked; who took it out when stands in the trail."""
    moment = now()
    day = today(moment)
    with changing() as session:
        lines = list(_lines(session, day))
        record(
            session,
            action="list.export",
            account_id=scope().account_id,
            now=moment,
            subject="hardship",
            address=request.remote_addr,
            detail={"rows": len(lines), "masked": True},
        )
    headings = [str(heading) for heading in HEADINGS]
    answer = File(workbook(str(TITLE), headings, lines), mimetype=XLSX)
    name = f"hardship-{day:%Y%m%d}.xlsx"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _lines(session: Session, day: dt.date) -> Iterable[Sequence[Cell]]:
    seekers = session.scalars(helping.hardship(session, scope(), day)).all()
    where = whereabouts(session, [one.person.place for one in seekers])
    for one in helping.helped(session, seekers, day):
        person = one.seeker.person
        yield (
            masked_name(person.name),
            *where[person.place_id],
            str(_("、")).join(one.seeker.hardship),
            one.seeker.unemployed_since,
            one.officer.name if one.officer else None,
            one.steps,
            one.next_on,
        )


def _hardship_page(form: Form) -> str:
    session, day = reading(), today(now())
    shown = request.args.get("shown", "")
    page = paged(session, helping.hardship(session, scope(), day, shown))
    officers = helping.officers(session, scope())
    return render_template(
        "employment/seeking/hardship.html",
        page=page,
        rows=helping.helped(session, page.items, day),
        where=whereabouts(session, [one.person.place for one in page.items]),
        shown=shown,
        shown_as=[
            ("", _("全部")),
            (WITHOUT, _("还没有责任人")),
            (OVERDUE, _("计划过了日子")),
            *((str(one.id), one.name) for one in officers if one.status == "active"),
        ],
        form=form,
        givers=[(one.id, one.name) for one in officers],
        takers=[(one.id, one.name) for one in helping.station(session, scope())],
        today=day,
    )
