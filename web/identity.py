"""Who is asking: the session of a page, the bearer token of the API; then the access rule."""

import datetime as dt
from typing import cast
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Flask, abort, current_app, flash, g, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models.accounts import sessions
from models.accounts.factors import must_have
from models.accounts.scope import scope_of
from models.accounts.tables import Account, AccountSession
from models.accounts.tokens import token_of_text
from web.access import let_pass, rule_of_request
from web.clock import now
from web.db import changing, reading
from web.device import device

# What has to be done before anything else -> the views that are open until then.
_ALWAYS = frozenset({"accounts.sign_out", "language.switch"})
_BEFORE = {
    "accounts.code": _ALWAYS | {"accounts.code"},
    "accounts.factor": _ALWAYS | {"accounts.factor", "accounts.propose", "accounts.confirm"},
}

# What is answered without looking who asks, even while the database is away.
_NOBODY = {"assets", "health"}


def install(app: Flask) -> None:
    app.before_request(_check)


def begin_session(account: Account, moment: dt.datetime, verified: bool = False) -> None:
    """A fresh session: nothing of the one before the sign-in is carried over.

    ``verified``: the second factor was given in the session that goes on in this one.
    """
    before = session.get("id")
    session.clear()
    session.permanent = True
    with changing() as change:
        if before is not None:
            sessions.end_by_text(change, before, moment, "replaced")
        session["id"] = sessions.begin(
            change,
            account.id,
            moment,
            device=device(request.user_agent.string),
            address=request.remote_addr,
            verified=verified,
        )
    # Only to count by: who may do what is asked of the row.
    session["account"] = str(account.id)


def end_session(moment: dt.datetime) -> None:
    with changing() as change:
        sessions.end_by_text(change, session.get("id", ""), moment, "sign_out")
    session.clear()


def this_session() -> AccountSession:
    """The session of this request; only called behind an access rule of a page."""
    return cast(AccountSession, g.session)


def _check() -> Response | None:
    rule = rule_of_request()
    if request.path.startswith("/api/"):
        if rule is not None and rule.roles is not None:
            _take_token(rule.token)
            let_pass(rule, g.scope.roles)
        return None
    account = None if request.blueprint in _NOBODY else _of_cookie()
    first = None if account is None else _comes_first(account)
    kept_out = first is not None and request.endpoint not in _BEFORE[first]
    # Whoever has only half signed in is a stranger on the pages that are open to everybody.
    if account is not None and not kept_out:
        _take(account)
    g.first = first
    if rule is None or rule.roles is None:
        return None
    if account is None:
        return to_sign_in()
    if kept_out:
        return _to_first(str(first))
    let_pass(rule, g.scope.roles)
    return None


def _comes_first(account: Account) -> str | None:
    """What a password alone does not open yet: the code is asked for, or a factor set up."""
    if account.second_factor_since is not None:
        return "accounts.code" if this_session().verified_at is None else None
    needed = current_app.config["SECOND_FACTOR"] and must_have(account, current_app.config["DEMO"])
    return "accounts.factor" if needed else None


def _to_first(first: str) -> Response:
    if request.headers.get("HX-Request") == "true":
        abort(401)
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for(first) + "?" + urlencode({"next": here}))


def _take(account: Account) -> None:
    g.scope = scope_of(account)
    g.account = account


def _of_cookie() -> Account | None:
    if "id" not in session:
        return None
    moment = now()
    found = sessions.running(reading(), session["id"], moment)
    if found is None:
        session.clear()
        return None
    g.session = found
    if found.seen_at <= moment - sessions.SEEN_EVERY:
        with changing() as change:
            sessions.seen(change, found.id, moment)
    return found.account


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
