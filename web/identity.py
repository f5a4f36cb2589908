"""Who is asking: the session of a page, the bearer token of the API; then the access rule."""

import datetime as dt
import uuid
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Flask, abort, flash, g, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models.accounts.login import account_of_session
from models.accounts.scope import scope_of
from models.accounts.tables import Account
from models.accounts.tokens import token_of_text
from web.access import let_pass, rule_of_request
from web.clock import now
from web.db import reading
from web.security import ABSOLUTE, IDLE

# Where somebody with a one-time password may still go.
_BEFORE_OWN_PASSWORD = {"accounts.password", "accounts.sign_out", "language.switch"}

# What is answered without looking who asks, even while the database is away.
_NOBODY = {"assets", "health"}


def install(app: Flask) -> None:
    app.before_request(_check)


def begin_session(account: Account, moment: dt.datetime) -> None:
    """A fresh session: nothing of the one before the sign-in is carried over."""
    session.clear()
    session.permanent = True
    session["account"] = str(account.id)
    session["version"] = account.session_version
    session["began"] = session["seen"] = int(moment.timestamp())


def end_session() -> None:
    session.clear()


def _check() -> Response | None:
    rule = rule_of_request()
    if request.path.startswith("/api/"):
        if rule is not None and rule.roles is not None:
            _take_token(rule.token)
            let_pass(rule, g.scope.roles)
        return None
    account = None if request.blueprint in _NOBODY else _of_cookie()
    if account is not None:
        _take(account)
    if rule is None or rule.roles is None:
        return None
    if account is None:
        return to_sign_in()
    if account.one_time_until is not None and request.endpoint not in _BEFORE_OWN_PASSWORD:
        return redirect(url_for("accounts.password"))
    let_pass(rule, g.scope.roles)
    return None


def _take(account: Account) -> None:
    g.scope = scope_of(account)
    g.account = account


def _of_cookie() -> Account | None:
    if "account" not in session:
        return None
    moment = int(now().timestamp())
    idle = moment - int(session["seen"])
    if idle > IDLE.total_seconds() or moment - int(session["began"]) > ABSOLUTE.total_seconds():
        session.clear()
        return None
    if idle >= 60:
        session["seen"] = moment
    account_id = uuid.UUID(session["account"])
    account = account_of_session(reading(), account_id, int(session["version"]))
    if account is None:
        session.clear()
    return account


def to_sign_in() -> Response:
    """Whoever is not signed in, or no longer, goes to do so and comes back to where he was."""
    if request.headers.get("HX-Request") == "true":
        abort(401)
    here = request.full_path.rstrip("?") if request.method == "GET" else _form_page()
    return redirect(url_for("accounts.sign_in") + "?" + urlencode({"next": here}))


def _form_page() -> str:
    """The page whose form was sent too late; its sender is told before he signs in."""
    flash(_("登录已过期，刚才的操作没有保存。登录后会回到那一页。"), "warn")
    page = urlsplit(request.referrer or "")
    return urlunsplit(("", "", page.path, page.query, "")) if page.netloc == request.host else "/"


def _take_token(needed: str | None) -> None:
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    token = token_of_text(reading(), text.strip(), now()) if scheme.lower() == "bearer" else None
    if token is None:
        abort(401)
    if needed is None or needed not in token.scopes:
        abort(403)
    _take(token.account)
