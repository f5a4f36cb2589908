"""Taking a ledger of the employment market out."""

from flask import Response, abort, request

from models.employment.people import STAFF
from models.trail.log import record
from web.access import access, scope
from web.clock import now
from web.db import changing
from web.employment.blueprint import pages
from web.employment.outcomes.files import FILES
from web.employment.outcomes.pages import chosen_day
from web.ledgers.workbook import XLSX, workbook


@pages.post("/outcomes/<kind>.xlsx")
@access(roles=STAFF)
def outcomes_file(kind: str) -> Response:
    """One of ``FILES`` as of a day; who took it out when stands in the trail."""
    wanted = FILES.get(kind) or abort(404)
    day = chosen_day(request.form.get("day"))
    with changing() as session:
        lines = list(wanted.lines(session, scope(), day))
        record(
            session,
            action="list.export",
            account_id=scope().account_id,
            now=now(),
            subject=kind,
            address=request.remote_addr,
            detail={"rows": len(lines), "masked": True, "day": day.isoformat()},
        )
    headings = [str(heading) for heading in wanted.headings]
    answer = Response(workbook(str(wanted.title), headings, lines), mimetype=XLSX)
    name = f"{kind}-{day:%Y%m%d}.xlsx"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
