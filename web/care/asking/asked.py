"""The helper's side of being asked: I can go, not this time, not now."""

import uuid

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models.accounts.roles import HELPERS
from models.care import offers
from models.care.asking import shown
from models.matching import asking
from web.access import access
from web.again import after_own_change
from web.care.blueprint import pages
from web.care.tasks import QUIET_DAYS, needed_helper, slot_words
from web.clock import now
from web.db import changing, reading


@pages.get("/asked/<uuid:visit_id>")
@access(roles=HELPERS)
def asked(visit_id: uuid.UUID) -> str:
    session, moment = reading(), now()
    helper = needed_helper(session)
    found = shown.own_ask(session, helper.id, visit_id)
    if found is None:
        abort(404)
    offered = offers.offers_of(session, helper, moment, [visit_id])
    return render_template(
        "care/asking/asked.html",
        asked=found,
        offer=offered.get(visit_id),
        quiet_days=QUIET_DAYS,
        **slot_words(),
    )


@pages.post("/asked/<uuid:visit_id>/no")
@access(roles=HELPERS)
def not_this_time(visit_id: uuid.UUID) -> Response:
    with changing() as session:
        asking.decline(session, needed_helper(session).id, visit_id, now())
    after_own_change()
    flash(_("好的，谢谢您告诉我们。这次探访不再问您。"))
    return redirect(url_for("care.tasks"), 303)
