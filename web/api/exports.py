"""The county's lists as files, masked as on the page."""

from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from web.access import access
from web.api.imports import FILE
from web.ledgers.columns import LISTS
from web.ledgers.lists import ROLES, taken_out
from web.ledgers.workbook import XLSX

BLUEPRINT = Blueprint("api_exports", __name__, url_prefix="/exports", description="导出名册")

KIND = {
    "in": "path",
    "name": "kind",
    "description": "哪一份名册",
    "required": True,
    "schema": {"type": "string", "enum": list(LISTS)},
}


class ExportAsked(Schema):
    q = fields.String(
        load_default="",
        validate=validate.Length(max=100),
        metadata={"description": "姓名、完整的手机号或身份证号；单位或工种"},
    )


@BLUEPRINT.route("/<kind>.xlsx", parameters=[KIND])
class Export(MethodView):
    @BLUEPRINT.arguments(ExportAsked, location="query", unknown=RAISE)
    @BLUEPRINT.response(200, FILE, content_type=XLSX)
    @access(roles=ROLES, token="ledgers")
    def get(self, asked: dict[str, Any], kind: str) -> Response:
        """一份名册的全部行，已遮盖；每次导出都留痕"""
        return taken_out(kind, asked["q"])
