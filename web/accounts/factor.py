"""The second factor: asked for after the password, set up, renewed, switched off."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from models.accounts import factors
from models.accounts.locks import FAILURES, note_failure
from models.accounts.sessions import verified
from models.accounts.totp import address_of
from web.access import EVERYONE_SIGNED_IN, access, scope
from web.accounts.blueprint import pages
from web.clock import now
from web.db import changing, reading
from web.forms import Form, read_form
from web.identity import begin_session, this_session
from web.qr import qr
from web.redirects import safe_next
from web.security import limiter
from web.trail import noted

Page = str | Response | tuple[str, int]
ISSUER = "连心"


class Code(Schema):
    code = fields.String(required=True)


def _refused(response: Response) -> bool:
    return response.status_code == 422


def _whose() -> str:
    return str(session.get("account") or request.remote_addr)


@pages.route("/sign-in/code", methods=["GET", "POST"])
@access(roles=EVERYONE_SIGNED_IN)
@limiter.limit("20 per hour", methods=["POST"], key_func=_whose, deduct_when=_refused)
def code() -> Page:
    """After the password, before everything else; a session begins anew with the right code."""
    target = safe_next(request.values.get("next"))
    asked = this_session().account.second_factor_since is not None
    if not asked or this_session().verified_at is not None:
        return redirect(target)
    form = Form()
    if request.method == "POST":
        form = read_form(Code())
        if form.ok and _taken(form):
            begin_session(this_session().account, now(), verified=True)
            return redirect(target, 303)
    return render_template("accounts/code.html", form=form, next=target), 200 if form.ok else 422


@pages.get("/me/second-factor")
@access(roles=EVERYONE_SIGNED_IN)
def factor() -> Page:
    return _page(Form())


@pages.post("/me/second-factor/propose")
@access(roles=EVERYONE_SIGNED_IN)
def propose() -> Page:
    with changing() as change:
        factors.propose(change, scope().account_id, now())
    return redirect(url_for("accounts.factor", next=_next()), 303)


@pages.post("/me/second-factor/confirm")
@access(roles=EVERYONE_SIGNED_IN)
@limiter.limit("20 per hour", key_func=_whose, deduct_when=_refused)
def confirm() -> Page:
    form = read_form(Code())
    if form.ok:
        with form.telling(factors.FactorRefused, at="code"), changing() as change:
            paper = factors.confirm(change, scope().account_id, form.data["code"], now())
            verified(change, this_session().id, now())
            noted(change, "account.factor_on", "account", scope().account_id)
    if not form.ok:
        return _page(form), 422
    return render_template("accounts/paper.html", paper=paper, next=_next())


@pages.post("/me/second-factor/codes")
@access(roles=EVERYONE_SIGNED_IN)
@limiter.limit("20 per hour", key_func=_whose, deduct_when=_refused)
def renew() -> Page:
    """Ten new recovery codes, for a code of the app."""
    form = read_form(Code())
    if not form.ok or not _taken(form):
        return _page(form), 422
    with changing() as change:
        paper = factors.renew_codes(change, scope().account_id)
        noted(change, "account.factor_codes", "account", scope().account_id)
    return render_template("accounts/paper.html", paper=paper, next=_next())


@pages.post("/me/second-factor/off")
@access(roles=EVERYONE_SIGNED_IN)
@limiter.limit("20 per hour", key_func=_whose, deduct_when=_refused)
def switch_off() -> Page:
    """Only for whom a password is enough."""
    form = read_form(Code())
    if form.ok and _needed():
        form.refuse("", _("您的角色必须用动态码，不能关闭。"))
    if not form.ok or not _taken(form):
        return _page(form), 422
    with changing() as change:
        factors.drop(change, scope().account_id)
        noted(change, "account.factor_off", "account", scope().account_id)
    flash(_("动态码已关闭，以后只用密码登录。"))
    return redirect(url_for("accounts.me"), 303)


def _taken(form: Form) -> bool:
    """Whether the code was right; else it is counted, written down and said at its field."""
    me = scope().account_id
    with changing() as change:
        right = factors.verify(change, me, form.data["code"], now())
        if not right:
            note_failure(change, me, "code", now(), request.remote_addr)
    if not right:
        said = _(
            "动态码不对，或已经用过。连续错 %(times)d 次，账号会锁定 15 分钟。", times=FAILURES
        )
        form.refuse("code", said)
    return right


def _page(form: Form) -> str:
    me = this_session().account
    secret = None if me.second_factor_since else factors.proposed(reading(), me.id)
    scanned = secret and qr(address_of(secret, ISSUER, me.name))
    facts = {"needed": _needed(), "left": factors.codes_left(reading(), me.id), "next": _next()}
    return render_template(
        "accounts/factor.html", form=form, me=me, secret=secret, drawing=scanned, **facts
    )


def _needed() -> bool:
    return factors.must_have(this_session().account, current_app.config["DEMO"])


def _next() -> str:
    return safe_next(request.values.get("next"))
