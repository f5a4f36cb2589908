"""A helper's lines over the API: where he waits, joining, taking a place that is held, leaving."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from models.accounts.roles import HELPERS
from models.care.tables import WAITING_STATES, Waiting
from models.care.waiting import line
from models.care.waiting.shown import in_line
from models.care.work import Errand
from models.matching import suggestions
from web.access import access, scope
from web.again import after_own_change
from web.api.claims import ClaimAnswer
from web.api.idempotency import once
from web.api.proposal_schemas import PART, SlotBody
from web.care.tasks import needed_helper
from web.care.visits import own_errand
from web.clock import now
from web.db import reading

BLUEPRINT = Blueprint("api_waiting", __name__, url_prefix="/waiting", description="排队")
Body = dict[str, Any]


class TurnAnswer(Schema):
    id = fields.UUID()
    visit_id = fields.UUID()
    day = fields.Date()
    part = fields.Integer(metadata=PART)
    state = fields.String(
        validate=validate.OneOf(WAITING_STATES),
        metadata={"description": "offered：名额给您留着，请在 confirm_by 前确认"},
    )
    confirm_by = fields.AwareDateTime(allow_none=True)


class InLineAnswer(Schema):
    turn = fields.Nested(TurnAnswer, attribute="entry")
    services = fields.List(fields.String(metadata={"example": "陪伴聊天"}))
    community = fields.String()
    ahead = fields.Integer(metadata={"description": "前面还有几位"})


class LineList(Schema):
    items = fields.List(fields.Nested(InLineAnswer))


class WaitBody(SlotBody):
    visit_id = fields.UUID(required=True)


@BLUEPRINT.route("")
class Lines(MethodView):
    @BLUEPRINT.response(200, LineList)
    @access(roles=HELPERS, token="read")
    def get(self) -> Body:
        """我在排队的探访，给我留着名额的在前"""
        session = reading()
        return {"items": in_line(session, needed_helper(session).id)}

    @BLUEPRINT.arguments(WaitBody)
    @BLUEPRINT.response(201, TurnAnswer)
    @access(roles=HELPERS, token="claim")
    @once(TurnAnswer(), 201)
    def post(self, body: Body, *, session: Session) -> Waiting:
        """名额满了，排队等空位"""
        helper = needed_helper(session)
        return suggestions.wait(
            session, helper.id, body["visit_id"], body["day"], body["part"], now()
        )


@BLUEPRINT.route("/<uuid:entry_id>/confirm")
class Confirmed(MethodView):
    @BLUEPRINT.response(200, ClaimAnswer)
    @access(roles=HELPERS, token="claim")
    @once(ClaimAnswer(), then=lambda _answer: after_own_change())
    def post(self, entry_id: uuid.UUID, *, session: Session) -> Errand:
        """轮到了，确认我去；给出的认领可以填报、退出"""
        helper = needed_helper(session)
        given = suggestions.confirm(session, helper.id, entry_id, now(), by=scope().account_id)
        return own_errand(session, given.id)


@BLUEPRINT.route("/<uuid:entry_id>/leave")
class Left(MethodView):
    @BLUEPRINT.response(200, TurnAnswer)
    @access(roles=HELPERS, token="claim")
    @once(TurnAnswer(), then=lambda _answer: after_own_change())
    def post(self, entry_id: uuid.UUID, *, session: Session) -> Waiting:
        """不排了；留着的名额马上给下一位"""
        line.leave(session, needed_helper(session).id, entry_id, now())
        return session.get_one(Waiting, entry_id)
