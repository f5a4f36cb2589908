"""Notices that did not get through: tried once more, or settled on the telephone, by staff."""

import uuid

from flask import render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.accounts.roles import STAFF
from models.notices import undelivered as found
from web.access import access, scope
from web.clock import now
from web.db import changing, reading
from web.notices.pages import pages
from web.notices.words import channel_words
from web.once import tapped


@pages.get("/undelivered")
@access(roles=STAFF)
def undelivered() -> str:
    return _page()


@pages.post("/undelivered/<uuid:account_id>/phone")
@access(roles=STAFF)
def phone_to_call(account_id: uuid.UUID) -> str:
    # A look at a number leaves a line in the trail, so it is a change.
    with changing() as session:
        phone = found.phone_to_call(session, scope(), account_id, now())
    return _page({account_id: phone})


@pages.post("/undelivered/<uuid:account_id>/<channel>/again")
@access(roles=STAFF)
def try_again(account_id: uuid.UUID, channel: str) -> Response:
    def change(session: Session) -> str:
        found.try_again(session, scope(), account_id, channel, now())
        return url_for("notices.undelivered")

    return tapped(
        change, _("一分钟内再发一次。还是发不出去，会再出现在这里，那时请打电话。"), "info"
    )


@pages.post("/undelivered/<uuid:account_id>/<channel>/settled")
@access(roles=STAFF)
def settle(account_id: uuid.UUID, channel: str) -> Response:
    def change(session: Session) -> str:
        found.settle(session, scope(), account_id, channel, now())
        return url_for("notices.undelivered")

    return tapped(change, _("已记下：打过电话，本人知道了。"))


def _page(phones: dict[uuid.UUID, str] | None = None) -> str:
    return render_template(
        "notices/undelivered.html",
        found=found.undelivered(reading(), scope()),
        phones=phones or {},
        channels=channel_words(),
    )
