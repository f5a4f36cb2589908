"""A helper's pairings over the API: his families, what is proposed to him, agreeing and ending."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from models.accounts.roles import HELPERS
from models.care.pairing import agreeing, shown
from models.care.pairing.agreeing import BY_HELPER
from models.care.pairing.tables import PAIRING_ROLES, Pairing
from web.access import access, scope
from web.api.idempotency import once
from web.api.schemas import MaskedName
from web.care.tasks import needed_helper
from web.clock import now
from web.db import reading

BLUEPRINT = Blueprint("api_pairings", __name__, url_prefix="/pairings", description="结对")


class PairingAnswer(Schema):
    id = fields.UUID()
    role = fields.String(
        validate=validate.OneOf(PAIRING_ROLES),
        metadata={"description": "standing 结对，stand_in 替补"},
    )
    proposed_at = fields.AwareDateTime()
    helper_agreed_at = fields.AwareDateTime(allow_none=True)
    since = fields.AwareDateTime(
        allow_none=True, metadata={"description": "双方都同意的时刻；没有就还没开始"}
    )
    ended_at = fields.AwareDateTime(allow_none=True)


class FamilyAnswer(PairingAnswer):
    resident = MaskedName(attribute="resident.person.name", metadata={"example": "张*三"})


class FamilyList(Schema):
    items = fields.List(fields.Nested(FamilyAnswer))


@BLUEPRINT.route("")
class Pairings(MethodView):
    @BLUEPRINT.response(200, FamilyList)
    @access(roles=HELPERS, token="read")
    def get(self) -> dict[str, Any]:
        """我的结对家庭；等我答复的在前"""
        session = reading()
        return {"items": shown.of_helper(session, needed_helper(session).id)}


@BLUEPRINT.route("/<uuid:pairing_id>/agree")
class Agreed(MethodView):
    @BLUEPRINT.response(200, PairingAnswer)
    @access(roles=HELPERS, token="claim")
    @once(PairingAnswer())
    def post(self, pairing_id: uuid.UUID, *, session: Session) -> Pairing:
        """我愿意；对方也同意以后开始"""
        helper = needed_helper(session)
        return agreeing.helper_agrees(session, helper.id, pairing_id, now(), by=scope().account_id)


@BLUEPRINT.route("/<uuid:pairing_id>/end")
class Ended(MethodView):
    @BLUEPRINT.response(200, PairingAnswer)
    @access(roles=HELPERS, token="claim")
    @once(PairingAnswer())
    def post(self, pairing_id: uuid.UUID, *, session: Session) -> Pairing:
        """不结对了，或不接受；地址和电话不再显示"""
        agreeing.own(session, needed_helper(session).id, pairing_id)
        return agreeing.end(session, pairing_id, BY_HELPER, now(), by=scope().account_id)
