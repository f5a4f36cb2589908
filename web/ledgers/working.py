"""Watching an import at work: what is being done, the share done, the time left."""

import uuid
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from models.accounts.roles import STAFF
from models.ledgers import shown
from models.ledgers.tables import Import
from web.access import access, scope
from web.clock import now
from web.db import reading
from web.ledgers.blueprint import pages
from web.ledgers.words import STAGES, WORKING

# Earlier than this a guess at the time left would jump about.
LEAST_SECONDS = 2
LEAST_SHARE = 0.05


@pages.get("/ledgers/<uuid:import_id>/progress")
@access(roles=STAFF)
def progress(import_id: uuid.UUID) -> Response:
    """The part that asks again each second; once the work has ended, the whole page anew."""
    found = shown.one(reading(), scope(), import_id)
    response = make_response(render_template("ledgers/working_part.html", **facts(found)))
    if found.state not in WORKING:
        response.headers["HX-Refresh"] = "true"
    return response


def facts(found: Import) -> dict[str, Any]:
    """What the part shows; it carries along since when it has seen the present step."""
    moment = int(now().timestamp())
    stage = found.stage or ""
    seen = request.args.get("since", "")
    same = seen.isdecimal() and request.args.get("stage") == stage
    since = int(seen) if same else moment
    return {
        "found": found,
        "stage": _stage(stage),
        "left": _left(moment - since, found.share),
        "url": url_for("ledgers.progress", import_id=found.id, since=since, stage=stage),
    }


def _stage(stage: str) -> str:
    if stage in STAGES:
        return str(STAGES[stage])
    return str(_("正在核对 %(stage)s", stage=_(stage)) if stage else _("排队等待读取"))


def _left(seconds: int, share: float) -> str | None:
    if seconds < LEAST_SECONDS or not LEAST_SHARE <= share < 1:
        return None
    left = round(seconds * (1 - share) / share)
    return str(_("这一步大约还要 %(seconds)d 秒", seconds=max(left, 1)))
