"""Accounts over the API: who am I, who is in my scope, inviting, resetting, locking."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate
from sqlalchemy.orm import Session

from models.accounts import manage
from models.accounts.joining import Invited
from models.accounts.refusals import UNKNOWN, AccountUnknown
from models.accounts.roles import ROLES, STAFF
from models.accounts.tables import Account
from web.access import EVERYONE_SIGNED_IN, access, scope
from web.api.idempotency import once
from web.api.schemas import MaskedPhone, PageAnswer, PageAsked
from web.clock import now
from web.db import reading
from web.paging import Page, paged
from web.trail import noted

BLUEPRINT = Blueprint("api_accounts", __name__, url_prefix="", description="账号")
STATUSES = ["active", "disabled"]


class GrantAnswer(Schema):
    id = fields.UUID()
    role = fields.String(validate=validate.OneOf(list(ROLES)), metadata={"example": "community"})
    place_id = fields.UUID()
    place = fields.String(attribute="place.name", metadata={"example": "新城社区"})
    path = fields.String(
        attribute="place.path",
        metadata={"description": "地方的路径，其下级都在范围内", "example": "610998/001/"},
    )


class AccountAnswer(Schema):
    id = fields.UUID()
    name = fields.String(metadata={"example": "王敏"})
    phone = MaskedPhone(metadata={"description": "遮盖后的手机号", "example": "138****1234"})
    status = fields.String(validate=validate.OneOf([*STATUSES, "left"]))
    locked_until = fields.AwareDateTime(
        allow_none=True, metadata={"description": "连续输错密码后锁定到几时（UTC）"}
    )
    one_time_until = fields.AwareDateTime(
        allow_none=True, metadata={"description": "邀请码有效到几时；为空表示已有自己的密码"}
    )
    grants = fields.List(fields.Nested(GrantAnswer))


class AccountPage(PageAnswer):
    items = fields.List(fields.Nested(AccountAnswer))


class InviteBody(Schema):
    name = fields.String(
        required=True, validate=validate.Length(min=1, max=60), metadata={"example": "王敏"}
    )
    phone = fields.String(
        required=True, metadata={"description": "11 位手机号", "example": "13800001234"}
    )
    role = fields.String(
        required=True, validate=validate.OneOf(list(ROLES)), metadata={"example": "volunteer"}
    )
    place_id = fields.UUID(required=True, metadata={"description": "角色所管的地方，见 /places"})
    unit = fields.String(
        load_default=None,
        validate=validate.Length(max=60),
        metadata={"description": "志愿服务组织或帮扶单位的全称；角色是这两种时必填"},
    )


class InvitedAnswer(Schema):
    account = fields.Nested(AccountAnswer)
    code = fields.String(
        metadata={
            "description": "邀请码：本人七天之内在 /join 用它设置自己的密码，只能用一次",
            "example": "k7mq-2xrh-9tbc-w4nd",
        }
    )


class StatusBody(Schema):
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))


@BLUEPRINT.route("/me")
class Me(MethodView):
    @BLUEPRINT.response(200, AccountAnswer)
    @access(roles=EVERYONE_SIGNED_IN, token="read")
    def get(self) -> Account:
        """令牌代表谁，能看哪里"""
        return reading().get_one(Account, scope().account_id)


@BLUEPRINT.route("/accounts")
class Accounts(MethodView):
    @BLUEPRINT.arguments(PageAsked, location="query", unknown=RAISE)
    @BLUEPRINT.response(200, AccountPage)
    @access(roles=STAFF, token="read")
    def get(self, asked: dict[str, Any]) -> Page[Account]:
        """所管地方的账号"""
        return paged(reading(), manage.accounts_within(scope()), asked["size"])

    @BLUEPRINT.arguments(InviteBody)
    @BLUEPRINT.response(201, InvitedAnswer)
    @access(roles=STAFF, token="accounts")
    @once(InvitedAnswer(), 201)
    def post(self, body: dict[str, Any], *, session: Session) -> Invited:
        """开通账号，得到邀请码"""
        made = manage.invite(session, scope(), **body, now=now())
        noted(session, "account.invited", "account", made.account.id)
        return made


@BLUEPRINT.route("/accounts/<uuid:account_id>")
class OneAccount(MethodView):
    @BLUEPRINT.response(200, AccountAnswer)
    @access(roles=STAFF, token="read")
    def get(self, account_id: uuid.UUID) -> Account:
        """一个账号"""
        found = manage.accounts_within(scope()).where(Account.id == account_id)
        account = reading().scalar(found)
        if account is None:
            raise AccountUnknown(UNKNOWN)
        return account


@BLUEPRINT.route("/accounts/<uuid:account_id>/reset")
class Reset(MethodView):
    @BLUEPRINT.response(200, InvitedAnswer)
    @access(roles=STAFF, token="accounts")
    @once(InvitedAnswer())
    def post(self, account_id: uuid.UUID, *, session: Session) -> Invited:
        """重设密码，得到新的邀请码；所有登录都退出"""
        made = manage.reset_password(session, scope(), account_id, now())
        noted(session, "account.password_reset", "account", account_id)
        return made


@BLUEPRINT.route("/accounts/<uuid:account_id>/status")
class Status(MethodView):
    @BLUEPRINT.arguments(StatusBody)
    @BLUEPRINT.response(200, AccountAnswer)
    @access(roles=STAFF, token="accounts")
    @once(AccountAnswer())
    def post(self, body: dict[str, Any], account_id: uuid.UUID, *, session: Session) -> Account:
        """停用或启用账号"""
        account = manage.set_status(session, scope(), account_id, body["status"], now())
        noted(session, f"account.{account.status}", "account", account_id)
        return account
