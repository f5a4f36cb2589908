"""Dated tables: what holds, what a change would do, every version there was."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models.people import code_tables
from models.people.code_tables import TableWrong
from models.places.holidays import ANNOUNCED_UNTIL
from models.trail.log import record
from web.access import access, scope
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.rules.care import DUTIES, FESTIVALS, LIMITS, NEWCOMERS, SCHOOL, STARS
from web.rules.looks import LOOKS
from web.rules.requests import REQUEST_CLOCKS, REQUEST_LIMITS
from web.rules.shapes import DatedTable, Preview, Values
from web.rules.sorting import REQUEST_WORDS
from web.rules.work import HARDSHIP, PHONES, WAGE, WELFARE

pages = Blueprint("rules", __name__, url_prefix="/rules")
CARE = (STARS, LIMITS, NEWCOMERS, FESTIVALS, SCHOOL, DUTIES)
WORK = (WAGE, HARDSHIP, WELFARE, PHONES)
ALL = (*CARE, *WORK, REQUEST_CLOCKS, REQUEST_LIMITS, REQUEST_WORDS, LOOKS)
TABLES = {table.name: table for table in ALL}
EDITORS = ("administrator",)
NO_DATA = ("effective_from", "seen", "settled")


@pages.get("/")
@access(roles=EDITORS)
def tables() -> str:
    day = today(now())
    found = [(one, code_tables.in_force(reading(), one.name, day)) for one in TABLES.values()]
    return render_template("rules/tables.html", found=found, announced_until=ANNOUNCED_UNTIL)


@pages.get("/<name>")
@access(roles=EDITORS)
def table(name: str) -> str:
    return _page(_known(name), Form())


@pages.post("/<name>")
@access(roles=EDITORS)
def change(name: str) -> Response | str | tuple[str, int]:
    """First what would change; the same form, settled, makes it hold from its day on."""
    found, form = _known(name), read_form(_known(name).schema())
    if not form.ok:
        return _page(found, form), 422
    with form.telling(TableWrong):
        values = found.read({k: v for k, v in form.data.items() if k not in NO_DATA})
        if not form.data["settled"]:
            return _page(found, form, values)
        _settle(found, values, form)
        flash(_("新的一版已定下，到了开始的日期自动执行。"))
        return redirect(url_for("rules.table", name=name), 303)
    return _page(found, form), 422


def _settle(found: DatedTable, values: Values, form: Form) -> None:
    begins, moment = form.data["effective_from"], now()
    with changing() as session:
        before = found.current(session, today(moment))
        code_tables.revise(session, found.name, values, begins, form.data["seen"], today(moment))
        record(
            session,
            action="rules.table",
            account_id=scope().account_id,
            now=moment,
            subject="code_table",
            detail={"name": found.name, "from": begins.isoformat(), "was": before, "is": values},
        )


def _known(name: str) -> DatedTable:
    if name not in TABLES:
        abort(404)
    return TABLES[name]


def _page(found: DatedTable, form: Form, values: Values | None = None) -> str:
    session, moment = reading(), now()
    current = found.current(session, today(moment))
    rows: Preview = []
    if values is not None and found.preview is not None:
        rows = found.preview(session, scope(), current, values, moment)
    return render_template(
        "rules/table.html",
        table=found,
        form=form,
        filled=found.fill(current),
        seen=code_tables.stamp(session, found.name),
        settling=values is not None,
        rows=rows,
        versions=[
            (row, found.fill(row.values)) for row in code_tables.versions(session, found.name)
        ],
        today=today(moment),
    )
