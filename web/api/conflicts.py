"""Contradicting rows over the API: old and new side by side, and which one stands."""

import uuid
from typing import Any

from flask import request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from models.accounts.roles import STAFF
from models.ledgers import deciding
from models.ledgers.tables import LEDGER_KINDS, ImportRow
from web.access import access, scope
from web.again import after_ledgers_change
from web.api.idempotency import once
from web.api.schemas import Words
from web.clock import now
from web.db import changing

BLUEPRINT = Blueprint("api_conflicts", __name__, url_prefix="/conflicts", description="台账待定行")
Body = dict[str, Any]


class DifferenceAnswer(Schema):
    title = fields.String(metadata={"example": "联系电话"})
    old = fields.String(allow_none=True)
    new = fields.String()


class ConflictAnswer(Schema):
    row_id = fields.UUID()
    import_id = fields.UUID()
    file_name = fields.String()
    sheet = fields.String()
    row = fields.Integer()
    kind = fields.String(validate=validate.OneOf(LEDGER_KINDS))
    name = fields.String(metadata={"description": "关于谁或什么"})
    reasons = fields.List(Words())
    differences = fields.List(fields.Nested(DifferenceAnswer))
    uploaded_at = fields.AwareDateTime()


class ConflictList(Schema):
    items = fields.List(fields.Nested(ConflictAnswer))


class KeepBody(Schema):
    keep = fields.String(
        required=True,
        validate=validate.OneOf(["old", "new"]),
        metadata={"description": "old 保留原来的，new 采用这一行的"},
    )


class KeptAnswer(Schema):
    row_id = fields.UUID(attribute="id")
    resolution = fields.String(validate=validate.OneOf(["old", "new"]))
    resolved_at = fields.AwareDateTime()


@BLUEPRINT.route("")
class Conflicts(MethodView):
    @BLUEPRINT.response(200, ConflictList)
    @access(roles=STAFF, token="ledgers")
    def get(self) -> Body:
        """等我决定的行，姓名和号码不遮盖；每次查看都留痕"""
        with changing() as session:
            return {"items": deciding.look(session, scope(), now(), request.remote_addr)}


@BLUEPRINT.route("/<uuid:row_id>/resolve")
class Resolve(MethodView):
    @BLUEPRINT.arguments(KeepBody)
    @BLUEPRINT.response(200, KeptAnswer)
    @access(roles=STAFF, token="ledgers")
    @once(KeptAnswer(), then=lambda _answer: after_ledgers_change())
    def post(self, body: Body, row_id: uuid.UUID, *, session: Session) -> ImportRow:
        """决定以哪一个为准"""
        return deciding.decide(session, scope(), row_id, body["keep"], now())
