"""Where somebody is signed in, and ending it: by himself, by an administrator."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models.accounts import manage
from models.accounts.sessions import end_one, end_sessions, sessions_of
from web.access import EVERYONE_SIGNED_IN, access, scope
from web.accounts.blueprint import pages
from web.clock import now
from web.db import changing, reading
from web.identity import this_session
from web.trail import noted


@pages.get("/me/sessions")
@access(roles=EVERYONE_SIGNED_IN)
def devices() -> str:
    found = sessions_of(reading(), scope().account_id, now())
    return render_template("accounts/devices.html", sessions=found, here=this_session().id)


@pages.post("/me/sessions/<uuid:session_id>/end")
@access(roles=EVERYONE_SIGNED_IN)
def end_device(session_id: uuid.UUID) -> Response:
    with changing() as change:
        end_one(change, scope().account_id, session_id, now(), "owner")
        noted(change, "account.session_ended", "account", scope().account_id)
    flash(_("那台设备上的登录已退出。"))
    return redirect(url_for("accounts.devices"), 303)


@pages.post("/me/sessions/end-others")
@access(roles=EVERYONE_SIGNED_IN)
def end_other_devices() -> Response:
    with changing() as change:
        end_sessions(change, scope().account_id, now(), "owner", but=this_session().id)
        noted(change, "account.sessions_ended", "account", scope().account_id)
    flash(_("其他设备上的登录都已退出。"))
    return redirect(url_for("accounts.devices"), 303)


@pages.post("/accounts/<uuid:account_id>/sessions/end")
@access(roles=("administrator",))
def end_all_devices(account_id: uuid.UUID) -> Response:
    with changing() as change:
        manage.account_to_manage(change, scope(), account_id)
        end_sessions(change, account_id, now(), "staff")
        noted(change, "account.sessions_ended", "account", account_id)
    flash(_("这个账号的登录都已退出。"))
    return redirect(url_for("accounts.person", account_id=account_id), 303)
