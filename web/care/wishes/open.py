"""Wishes for whoever would fulfil one: readable by everybody, taken up after signing in."""

import uuid

from flask import render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.care.board import LOOKERS
from models.care.wishes import life, lists
from models.care.wishes.life import CLAIMANTS
from models.care.wishes.telling import shown_places
from web.access import access, public, scope, signed_in
from web.care.blueprint import pages
from web.care.wishes.words import KINDS, STATES, WHOSE
from web.clock import now, today
from web.db import reading
from web.once import tapped
from web.paging import paged

MINE = 20


@pages.get("/wishes")
@public
def open_wishes() -> str:
    session, asked = reading(), request.args.get("kind")
    kind = asked if asked in KINDS else None
    page = paged(session, lists.published(kind))
    may = signed_in() and scope().has(*CLAIMANTS)
    mine = lists.mine(session, scope().account_id, MINE) if may else []
    return render_template(
        "care/wishes/open.html",
        page=page,
        mine=mine,
        places=shown_places(session, [*page.items, *mine]),
        kind=kind,
        kinds=KINDS,
        whose=WHOSE,
        states=STATES,
        may=may,
        stranger=not signed_in(),
        today=today(now()),
    )


@pages.post("/wishes/<uuid:wish_id>/claim")
@access(roles=CLAIMANTS)
def claim_wish(wish_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        moment = now()
        life.claim(session, scope(), wish_id, today(moment), moment)
        return url_for("care.open_wishes")

    return tapped(change, _("已认领，谢谢您。请在期限内送到，由社区转交。"))


@pages.post("/wishes/<uuid:wish_id>/brought")
@access(roles=CLAIMANTS)
def brought_wish(wish_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        life.bring(session, scope(), wish_id, now())
        return url_for("care.open_wishes")

    return tapped(change, _("已告诉社区，转交以后会通知您。"))


@pages.post("/wishes/<uuid:wish_id>/back")
@access(roles=(*CLAIMANTS, *LOOKERS))
def give_back_wish(wish_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        life.give_back(session, scope(), wish_id, now())
        kept = scope().has(*LOOKERS)
        return url_for("care.wish", wish_id=wish_id) if kept else url_for("care.open_wishes")

    return tapped(change, _("已放回去，别人可以认领。"), "info")
