"""Accounts over the API: who am I."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from web.access import EVERYONE_SIGNED_IN, access, scope

BLUEPRINT = Blueprint("api_accounts", __name__, url_prefix="/me", description="账号")


class GrantAnswer(Schema):
    role = fields.String(metadata={"description": "角色代码"})
    path = fields.String(metadata={"description": "地方的路径，其下级都在范围内"})


class MeAnswer(Schema):
    account_id = fields.UUID()
    name = fields.String()
    grants = fields.List(fields.Nested(GrantAnswer))


@BLUEPRINT.route("")
class Me(MethodView):
    @BLUEPRINT.response(200, MeAnswer)
    @access(roles=EVERYONE_SIGNED_IN, token="read")
    def get(self) -> dict[str, Any]:
        """令牌代表谁，能看哪里"""
        grants = [{"role": role, "path": path} for role, path in sorted(scope().grants)]
        return {"account_id": scope().account_id, "name": scope().name, "grants": grants}
