"""What the security officer watches: locks, failed sign-ins, sessions."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from models.accounts import asks, locks
from models.accounts.roles import WATCHES
from models.accounts.sessions import end_sessions
from models.accounts.tables import Account
from web.access import access, scope
from web.accounts.blueprint import pages
from web.clock import now
from web.db import changing, reading
from web.paging import paged
from web.trail import noted


@pages.get("/security")
@access(roles=WATCHES)
def security() -> str:
    page = paged(reading(), locks.failures(scope()))
    ids = {one.account_id for one in page.items} - {None}
    rows = reading().execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return render_template(
        "accounts/security.html",
        page=page,
        names={account_id: name for account_id, name in rows},
        locked=locks.locked_now(reading(), scope(), now()),
        asks=len(asks.open_asks(reading(), scope())),
        kinds=locks.KINDS,
    )


@pages.post("/security/<uuid:account_id>/unlock")
@access(roles=WATCHES)
def unlock(account_id: uuid.UUID) -> Response:
    with changing() as change:
        locks.unlock(change, scope(), account_id)
        noted(change, "account.unlocked", "account", account_id)
    flash(_("已解锁，本人可以马上再登录。"))
    return redirect(url_for("accounts.security"), 303)


@pages.get("/security/sessions")
@access(roles=WATCHES)
def watched_sessions() -> str:
    page = paged(reading(), locks.signed_in_now(scope(), now()))
    return render_template("accounts/watched.html", page=page)


@pages.post("/security/<uuid:account_id>/sessions/end")
@access(roles=WATCHES)
def end_watched(account_id: uuid.UUID) -> Response:
    with changing() as change:
        locks.watched(change, scope(), account_id)
        end_sessions(change, account_id, now(), "staff")
        noted(change, "account.sessions_ended", "account", account_id)
    flash(_("这个账号的登录都已退出。"))
    return redirect(url_for("accounts.watched_sessions"), 303)
