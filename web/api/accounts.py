"""Accounts over the API: who am I, who is in my scope, locking and opening again."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from models.accounts import manage
from models.accounts.roles import STAFF
from models.accounts.scope import scope_of
from models.accounts.tables import Account
from web.access import EVERYONE_SIGNED_IN, access, scope
from web.api.idempotency import once
from web.db import reading
from web.masks import masked_phone
from web.paging import paged
from web.trail import noted

BLUEPRINT = Blueprint("api_accounts", __name__, url_prefix="", description="账号")


class GrantAnswer(Schema):
    role = fields.String(metadata={"description": "角色代码"})
    path = fields.String(metadata={"description": "地方的路径，其下级都在范围内"})


class AccountAnswer(Schema):
    id = fields.UUID()
    name = fields.String()
    phone = fields.String(metadata={"description": "遮盖后的手机号"})
    status = fields.String()
    grants = fields.List(fields.Nested(GrantAnswer))


class PageAnswer(Schema):
    items = fields.List(fields.Nested(AccountAnswer))
    page = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class PageAsked(Schema):
    page = fields.Integer(load_default=1, validate=validate.Range(min=1))


class StatusBody(Schema):
    status = fields.String(required=True, validate=validate.OneOf(["active", "disabled"]))


@BLUEPRINT.route("/me")
class Me(MethodView):
    @BLUEPRINT.response(200, AccountAnswer)
    @access(roles=EVERYONE_SIGNED_IN, token="read")
    def get(self) -> dict[str, Any]:
        """令牌代表谁，能看哪里"""
        return _answer(reading().get_one(Account, scope().account_id))


@BLUEPRINT.route("/accounts")
class Accounts(MethodView):
    @BLUEPRINT.arguments(PageAsked, location="query")
    @BLUEPRINT.response(200, PageAnswer)
    @access(roles=STAFF, token="read")
    def get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """所管地方的账号"""
        page = paged(reading(), manage.accounts_within(scope()))
        items = [_answer(account) for account in page.items]
        return {"items": items, "page": page.number, "pages": page.pages, "total": page.total}


@BLUEPRINT.route("/accounts/<uuid:account_id>/status")
class Status(MethodView):
    @BLUEPRINT.arguments(StatusBody)
    @BLUEPRINT.response(200, AccountAnswer)
    @access(roles=STAFF, token="accounts")
    @once(AccountAnswer())
    def post(
        self, body: dict[str, Any], account_id: uuid.UUID, *, session: Session
    ) -> dict[str, Any]:
        """停用或启用账号"""
        account = manage.set_status(session, scope(), account_id, body["status"])
        noted(session, f"account.{account.status}", "account", account_id)
        return _answer(account)


def _answer(account: Account) -> dict[str, Any]:
    grants = sorted(scope_of(account).grants)
    return {
        "id": account.id,
        "name": account.name,
        "phone": masked_phone(account.phone),
        "status": account.status,
        "grants": [{"role": role, "path": path} for role, path in grants],
    }
