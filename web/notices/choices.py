"""How one wants to hear of one's notices: beside the app by e-mail, SMS, the staff's group."""

from flask import current_app, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from models.accounts.roles import GRID, STAFF
from models.notices.choices import ChannelClosed, CodeWrong, EmailWrong, choice_of, choose
from models.notices.choices import confirm_email as confirm
from models.notices.tables import CHANNELS
from web.access import EVERYONE_SIGNED_IN, access, scope
from web.clock import now
from web.db import changing, reading
from web.forms import Form, read_form
from web.notices.pages import pages
from web.notices.words import channel_words
from web.security import limiter

Page = str | Response | tuple[str, int]


class ChoiceForm(Schema):
    channels = fields.List(fields.String(validate=validate.OneOf(CHANNELS)), load_default=[])
    email = fields.String(load_default=None)
    quiet_from = fields.Time(required=True)
    quiet_to = fields.Time(required=True)


class CodeForm(Schema):
    code = fields.String(required=True)


def _who() -> str:
    return str(session.get("account"))


@pages.get("/choices")
@access(roles=EVERYONE_SIGNED_IN)
def choices() -> Page:
    return _page(Form())


@pages.post("/choices")
@access(roles=EVERYONE_SIGNED_IN)
@limiter.limit("20 per hour", key_func=_who)
def choosing() -> Page:
    form = read_form(ChoiceForm())
    if not form.ok or not _chosen(form):
        return _page(form), 422
    flash(_("通知方式已保存。"))
    return redirect(url_for("notices.choices"), 303)


@pages.post("/choices/email")
@access(roles=EVERYONE_SIGNED_IN)
@limiter.limit("10 per hour", key_func=_who)
def confirm_email() -> Page:
    form = read_form(CodeForm())
    if not form.ok or not _confirmed(form):
        return _page(form), 422
    flash(_("邮箱已确认，以后的通知也会发到那里。"))
    return redirect(url_for("notices.choices"), 303)


def open_to_me() -> tuple[str, ...]:
    """The channels that are set up; the group's is for staff and the people of the grids."""
    mine = scope().has(*STAFF, *GRID)
    return tuple(name for name in current_app.config["CHANNELS"] if name != "wecom" or mine)


def _chosen(form: Form) -> bool:
    data = form.data
    at_email = form.telling(EmailWrong, at="email")
    with at_email, form.telling(ChannelClosed, at="channels"), changing() as change:
        mine, quiet = scope().account_id, (data["quiet_from"], data["quiet_to"])
        choose(change, mine, data["channels"], data["email"], quiet, now(), open_to=open_to_me())
    return form.ok


def _confirmed(form: Form) -> bool:
    with form.telling(CodeWrong, EmailWrong, at="code"), changing() as change:
        confirm(change, scope().account_id, form.data["code"], now())
    return form.ok


def _page(form: Form) -> str:
    choice = choice_of(reading(), scope().account_id)
    words = channel_words()
    offered = [(name, words[name]) for name in open_to_me()]
    return render_template("notices/choices.html", form=form, choice=choice, offered=offered)
