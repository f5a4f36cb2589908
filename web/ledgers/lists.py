"""The lists of people, vacancies and training orders in scope, and the same as .xlsx."""

import uuid
from typing import Any

from flask import Response, abort, current_app, render_template, request, url_for
from sqlalchemy import func, select

from models.accounts.roles import GRID, STAFF
from models.trail.log import record
from web.access import Rule, access, let_pass, rule_of, scope
from web.clock import now, today
from web.db import changing, reading
from web.ledgers.blueprint import pages
from web.ledgers.columns import LISTS, Listing
from web.ledgers.workbook import XLSX, workbook
from web.paging import paged

ROLES = (*STAFF, *GRID)


@pages.get("/lists")
@access(roles=ROLES)
def listings() -> str:
    """The lists one may see, each with the number of its rows."""
    found = []
    for kind, listing in LISTS.items():
        if scope().has(*listing.roles):
            query = listing.query(scope(), listing.roles).order_by(None).subquery()
            found.append((kind, listing, reading().scalar(select(func.count()).select_from(query))))
    return render_template("ledgers/listings.html", found=found)


@pages.get("/lists/<kind>")
@access(roles=ROLES)
def listing(kind: str) -> str:
    wanted = _wanted(kind)
    asked = request.args.get("q", "").strip()
    page = paged(reading(), wanted.query(scope(), wanted.roles, asked))
    cells = wanted.cells(reading(), list(page.items))
    rows = [
        (_url(wanted, row.id), list(zip(wanted.columns, line, strict=True)))
        for row, line in zip(page.items, cells, strict=True)
    ]
    return render_template(
        "ledgers/list.html", kind=kind, listing=wanted, page=page, rows=rows, asked=asked
    )


@pages.post("/lists/<kind>/export")
@access(roles=ROLES)
def export(kind: str) -> Response:
    """All rows of the list, masked as on the page; who took it out when stands in the trail."""
    return taken_out(kind, request.form.get("q", ""))


def taken_out(kind: str, text: str) -> Response:
    """The file of a list narrowed to ``text``, for page and API; leaves a line in the trail."""
    wanted, asked = _wanted(kind), text.strip()
    moment = now()
    with changing() as change:
        rows = list(change.scalars(wanted.query(scope(), wanted.roles, asked)))
        headings = [str(column.heading) for column in wanted.columns]
        content = workbook(str(wanted.title), headings, wanted.cells(change, rows))
        record(
            change,
            action="list.export",
            account_id=scope().account_id,
            now=moment,
            subject=kind,
            address=request.remote_addr,
            detail={"rows": len(rows), "masked": True},
        )
    name = f"{kind}-{today(moment):%Y%m%d}.xlsx"
    response = Response(content, mimetype=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _url(wanted: Listing, row_id: uuid.UUID) -> str | None:
    """The page of one row, where the list has one that this account may open."""
    if wanted.opens is None:
        return None
    endpoint, argument = wanted.opens
    rule = rule_of(current_app.view_functions[endpoint], "GET")
    if rule is None or rule.roles is None or rule.roles.isdisjoint(scope().roles):
        return None
    values: dict[str, Any] = {argument: row_id}
    return url_for(endpoint, **values)


def _wanted(kind: str) -> Listing:
    wanted = LISTS.get(kind)
    if wanted is None:
        abort(404)
    let_pass(Rule(frozenset(wanted.roles)), scope().roles)
    return wanted
