"""Accounts as staff look after them."""

import uuid
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy import select
from werkzeug.wrappers import Response

from models.accounts import manage
from models.accounts.phone import PhoneMalformed, phone_hash, plain_phone
from models.accounts.refusals import UNKNOWN, AccountUnknown
from models.accounts.roles import MANAGES, ROLES, STAFF
from models.accounts.sessions import sessions_of
from models.accounts.tables import Account
from models.database.refused import Refused
from models.people.tables import Organisation
from models.places.tables import Place
from web.access import access, scope
from web.accounts.blueprint import pages
from web.accounts.join import invited_page
from web.clock import now
from web.db import changing, reading
from web.forms import Form, read_form
from web.paging import paged
from web.said import said
from web.trail import noted

Page = str | Response | tuple[str, int]
ADMINISTRATOR = ("administrator",)
# Smaller places hold a few households each; roles are given for a grid or something larger.
PICKED_KINDS = ("county", "town", "community", "district", "grid")


class Invitation(Schema):
    name = fields.String(required=True, validate=validate.Length(max=60))
    phone = fields.String(required=True)
    role = fields.String(required=True, validate=validate.OneOf(list(ROLES)))
    place_id = fields.UUID(required=True)
    unit = fields.String(load_default=None, validate=validate.Length(max=60))


class NewPhone(Schema):
    phone = fields.String(required=True)


class NewGrant(Schema):
    role = fields.String(required=True, validate=validate.OneOf(list(ROLES)))
    place_id = fields.UUID(required=True)


@pages.get("/accounts")
@access(roles=STAFF)
def people() -> Page:
    query = manage.accounts_within(scope())
    asked = request.args.get("q", "").strip()
    if asked:
        try:
            query = query.where(Account.phone_hash == phone_hash(plain_phone(asked)))
        except PhoneMalformed:
            query = query.where(Account.name.contains(asked, autoescape=True))
    page = paged(reading(), query)
    return render_template("accounts/people.html", page=page, asked=asked, now=now())


@pages.route("/accounts/invite", methods=["GET", "POST"])
@access(roles=STAFF)
def invite() -> Page:
    form = Form()
    if request.method == "POST":
        form = read_form(Invitation())
        if form.ok:
            try:
                with changing() as change:
                    made = manage.invite(change, scope(), **form.data, now=now())
                    noted(change, "account.invited", "account", made.account.id)
            except Refused as refusal:
                fields_of = {
                    "phone_taken": "phone",
                    "phone_malformed": "phone",
                    "unit_wrong": "unit",
                }
                form.refuse(fields_of.get(refusal.code, ""), said(refusal.said))
            else:
                return invited_page(made)
    page = render_template(
        "accounts/invite.html",
        form=form,
        roles=manage.roles_to_give(scope()),
        places=_places(),
        units=_units(),
    )
    return page, 200 if form.ok else 422


def _units() -> Sequence[str]:
    """The names of organisations and pairing units here, to choose from while typing."""
    here = select(Place.id).where(scope().within(MANAGES))
    known = Organisation.place_id.is_(None) | Organisation.place_id.in_(here)
    return (
        reading().scalars(select(Organisation.name).where(known).order_by(Organisation.name)).all()
    )


def _places() -> list[tuple[str, str]]:
    """The places within the scope as options, indented by their depth."""
    query = select(Place.id, Place.name, Place.path).where(
        Place.kind.in_(PICKED_KINDS), scope().within(MANAGES)
    )
    rows = reading().execute(query.order_by(Place.path)).all()
    least = min((path.count("/") for _id, _name, path in rows), default=0)
    return [(str(i), "\u3000" * (path.count("/") - least) + name) for i, name, path in rows]


@pages.get("/accounts/<uuid:account_id>")
@access(roles=STAFF)
def person(account_id: uuid.UUID) -> Page:
    return _person_page(account_id, Form())


def _person_page(account_id: uuid.UUID, form: Form) -> str:
    query = manage.accounts_within(scope()).where(Account.id == account_id)
    account = reading().scalar(query)
    if account is None:
        raise AccountUnknown(UNKNOWN)
    return render_template(
        "accounts/person.html",
        account=account,
        unit=account.organisation_id and reading().get(Organisation, account.organisation_id),
        form=form,
        mine=manage.may_manage(scope(), account),
        roles=manage.roles_to_give(scope()),
        places=_places() if scope().has(*ADMINISTRATOR) else [],
        sessions=sessions_of(reading(), account.id, now()),
        now=now(),
    )


@pages.post("/accounts/<uuid:account_id>/reset")
@access(roles=STAFF)
def reset(account_id: uuid.UUID) -> Page:
    with changing() as change:
        made = manage.reset_password(change, scope(), account_id, now())
        noted(change, "account.password_reset", "account", account_id)
    return invited_page(made)


@pages.post("/accounts/<uuid:account_id>/status")
@access(roles=STAFF)
def status(account_id: uuid.UUID) -> Page:
    wanted = "active" if request.form.get("status") == "active" else "disabled"
    with changing() as change:
        manage.set_status(change, scope(), account_id, wanted, now())
        noted(change, f"account.{wanted}", "account", account_id)
    flash(_("账号已启用。") if wanted == "active" else _("账号已停用，登录已退出。"))
    return _back(account_id)


@pages.post("/accounts/<uuid:account_id>/phone")
@access(roles=STAFF)
def phone(account_id: uuid.UUID) -> Page:
    form = read_form(NewPhone())
    if form.ok:
        with form.telling(PhoneMalformed, manage.PhoneTaken, at="phone"), changing() as change:
            manage.change_phone(change, scope(), account_id, form.data["phone"], now())
            noted(change, "account.phone_changed", "account", account_id)
    if not form.ok:
        return _person_page(account_id, form), 422
    flash(_("手机号已改，请用新号码登录。"))
    return _back(account_id)


@pages.post("/accounts/<uuid:account_id>/grants")
@access(roles=ADMINISTRATOR)
def grant(account_id: uuid.UUID) -> Page:
    form = read_form(NewGrant())
    if not form.ok:
        return _person_page(account_id, form), 422
    with changing() as change:
        held = manage.grant_role(change, scope(), account_id, **form.data, now=now())
        action = "account.role_granted" if held else "account.grant_asked"
        noted(change, action, "account", account_id, why=form.data["role"])
    flash(_("角色已授予，本人要重新登录。") if held else _("已提出申请，等另一位管理员同意。"))
    return _back(account_id)


@pages.post("/accounts/<uuid:account_id>/grants/<uuid:grant_id>/withdraw")
@access(roles=ADMINISTRATOR)
def withdraw(account_id: uuid.UUID, grant_id: uuid.UUID) -> Page:
    with changing() as change:
        manage.withdraw_role(change, scope(), account_id, grant_id, now())
        noted(change, "account.role_withdrawn", "account", account_id)
    flash(_("角色已取消。"))
    return _back(account_id)


def _back(account_id: uuid.UUID) -> Response:
    return redirect(url_for("accounts.person", account_id=account_id), 303)
