"""Going together: a place beside oneself for somebody who is learning, opened and closed."""

import uuid
from collections.abc import Callable

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.accounts.roles import HELPERS
from models.care import company
from web.access import access, scope
from web.again import after_own_change
from web.care.blueprint import pages
from web.care.visits import own_errand
from web.clock import now
from web.once import tapped


@pages.post("/visits/<uuid:claim_id>/along")
@access(roles=HELPERS)
def take_along(claim_id: uuid.UUID) -> Response:
    told = _("已留出一个名额。有新志愿者答应同去，会显示在这一页。请先和住户说一声。")
    return tapped(_change(claim_id, company.take_along), told, then=after_own_change)


@pages.post("/visits/<uuid:claim_id>/alone")
@access(roles=HELPERS)
def go_alone(claim_id: uuid.UUID) -> Response:
    told = _("好的，这次您自己去。")
    return tapped(_change(claim_id, company.go_alone), told, "info", then=after_own_change)


def _change(claim_id: uuid.UUID, change: Callable[..., None]) -> Callable[[Session], str]:
    def once(session: Session) -> str:
        own_errand(session, claim_id)
        change(session, claim_id, now(), by=scope().account_id)
        return url_for("care.visit", claim_id=claim_id)

    return once
