"""Setting one's own password by the code on a slip of paper or in a link."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from models.accounts.joining import CodeUnknown, Invited, join
from models.accounts.passwords import LEAST, PasswordWeak
from models.trail.log import record_row
from web.access import public
from web.accounts.blueprint import pages
from web.clock import now
from web.db import changing
from web.forms import Form, read_form
from web.identity import begin_session
from web.qr import qr
from web.security import limiter

Page = str | Response | tuple[str, int]


class Joining(Schema):
    code = fields.String(required=True)
    new = fields.String(required=True)
    again = fields.String(required=True)


def _refused(response: Response) -> bool:
    return response.status_code == 422


@pages.get("/join")
@pages.get("/join/<code>")
@public
def join_form(code: str = "") -> Page:
    return _page(Form(values={"code": code}))


@pages.post("/join")
@public
@limiter.limit("10 per minute; 50 per hour", deduct_when=_refused)
def joining() -> Page:
    form = read_form(Joining())
    if form.ok and form.data["new"] != form.data["again"]:
        form.refuse("again", _("两次输入的新密码不一样。"))
    moment = now()
    if form.ok:
        with (
            form.telling(CodeUnknown, at="code"),
            form.telling(PasswordWeak, at="new"),
            changing() as change,
        ):
            account = join(change, form.data["code"], form.data["new"], moment)
            record_row(change, "account.joined", account, moment, by=account.id)
    if not form.ok:
        return _page(form), 422
    begin_session(account, moment)
    flash(_("密码已设好。以后用手机号和这个密码登录。"))
    return redirect(url_for("home.home"), 303)


def invited_page(made: Invited) -> str:
    """The code, shown this once: to print, to read out or to scan."""
    link = url_for("accounts.join_form", code=made.code, _external=True)
    return render_template("accounts/invited.html", made=made, link=link, drawing=qr(link))


def _page(form: Form) -> str:
    least = {"least": LEAST}
    return render_template("accounts/join.html", form=form, target=request.path, **least)
