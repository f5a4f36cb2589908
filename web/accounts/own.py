"""Signing in and out, and one's own account."""

import uuid

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from models.accounts.demo import demo_accounts
from models.accounts.locks import FAILURES
from models.accounts.login import PasswordWrong, change_password
from models.accounts.login import sign_in as check
from models.accounts.passwords import LEAST, PasswordWeak
from models.accounts.phone import PhoneMalformed, phone_hash, plain_phone
from models.accounts.tokens import TOKEN_SCOPES, make_token, revoke_token, tokens_of
from web.access import EVERYONE_SIGNED_IN, access, public, scope, signed_in
from web.accounts.blueprint import pages
from web.clock import now
from web.db import changing, reading
from web.forms import Form, read_form
from web.identity import begin_session, end_session, this_session
from web.language import COOKIE, keep_language
from web.redirects import safe_next
from web.said import said
from web.security import limiter
from web.trail import noted

Page = str | Response | tuple[str, int]


class SignIn(Schema):
    phone = fields.String(required=True)
    password = fields.String(required=True)


class NewPassword(Schema):
    present = fields.String(required=True)
    new = fields.String(required=True)
    again = fields.String(required=True)


class NewToken(Schema):
    name = fields.String(required=True, validate=validate.Length(max=60))
    scopes = fields.List(fields.String(validate=validate.OneOf(TOKEN_SCOPES)), required=True)
    days = fields.Integer(required=True)


def _refused(response: Response) -> bool:
    """Only sign-ins that failed are counted, so that a busy office is not locked out."""
    return response.status_code == 422


def _who() -> str:
    """Whose guesses are counted: an office behind one address has many people."""
    return str(session.get("account") or request.remote_addr)


def _for_whom() -> str:
    """Guesses at one account are counted wherever they come from; the number is not kept."""
    try:
        return phone_hash(plain_phone(request.form.get("phone", ""))).hex()
    except PhoneMalformed:
        return "no number"


@pages.get("/sign-in")
@public
def sign_in() -> Page:
    if signed_in():
        return redirect(url_for("home.home"))
    return _sign_in_page(Form())


@pages.post("/sign-in")
@public
@limiter.limit("20 per minute; 100 per hour", deduct_when=_refused)
@limiter.limit("30 per hour", key_func=_for_whom, deduct_when=_refused)
def signing_in() -> Page:
    form = read_form(SignIn())
    moment = now()
    if form.ok:
        typed = (form.data["phone"], form.data["password"])
        with changing() as change:
            account = check(change, *typed, moment, request.remote_addr)
        if account is not None:
            begin_session(account, moment)
            response = redirect(safe_next(request.form.get("next")), 303)
            if COOKIE not in request.cookies:
                keep_language(response, account.language)
            return response
        form.refuse(
            "",
            _(
                "手机号或密码不对。连续错 %(times)d 次，账号会锁定 15 分钟；"
                "忘记密码或换了手机号，请找社区工作人员。",
                times=FAILURES,
            ),
        )
    return _sign_in_page(form), 422


def _sign_in_page(form: Form) -> str:
    target = safe_next(request.values.get("next"))
    demo = demo_accounts(reading()) if current_app.config["DEMO"] else []
    return render_template("accounts/sign_in.html", form=form, next=target, demo=demo)


@pages.post("/sign-out")
@access(roles=EVERYONE_SIGNED_IN)
def sign_out() -> Page:
    end_session(now())
    flash(_("已退出。"))
    response = redirect(url_for("accounts.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@pages.get("/me")
@access(roles=EVERYONE_SIGNED_IN)
def me() -> Page:
    return _me_page(Form())


def _me_page(form: Form, token: str | None = None) -> str:
    own = tokens_of(reading(), scope().account_id)
    return render_template(
        "accounts/me.html", form=form, tokens=own, token=token, scopes=TOKEN_SCOPES, now=now()
    )


@pages.route("/me/password", methods=["GET", "POST"])
@access(roles=EVERYONE_SIGNED_IN)
@limiter.limit("20 per hour", methods=["POST"], key_func=_who)
def password() -> Page:
    form = Form()
    if request.method == "POST":
        form = read_form(NewPassword())
        if form.ok and form.data["new"] != form.data["again"]:
            form.refuse("again", _("两次输入的新密码不一样。"))
        if form.ok and _set_password(form):
            flash(_("密码已改，其他设备上的登录都已退出。"))
            return redirect(url_for("home.home"), 303)
    page = render_template("accounts/password.html", form=form, least=LEAST)
    return page, 200 if form.ok else 422


def _set_password(form: Form) -> bool:
    moment = now()
    try:
        with changing() as change:
            account = change_password(
                change, scope().account_id, form.data["present"], form.data["new"], moment
            )
            noted(change, "account.password_changed", "account", account.id)
    except PasswordWrong as refusal:
        form.refuse("present", said(refusal.said))
        return False
    except PasswordWeak as refusal:
        form.refuse("new", said(refusal.said))
        return False
    begin_session(account, moment, verified=this_session().verified_at is not None)
    return True


@pages.post("/me/tokens")
@access(roles=EVERYONE_SIGNED_IN)
def new_token() -> Page:
    form = read_form(NewToken())
    if not form.ok:
        return _me_page(form), 422
    with changing() as change:
        text = make_token(change, scope().account_id, **form.data, now=now())[1]
    return _me_page(Form(), text)


@pages.post("/me/tokens/<uuid:token_id>/revoke")
@access(roles=EVERYONE_SIGNED_IN)
def end_token(token_id: uuid.UUID) -> Page:
    with changing() as change:
        revoke_token(change, scope().account_id, token_id, now())
    flash(_("令牌已停用。"))
    return redirect(url_for("accounts.me"), 303)
