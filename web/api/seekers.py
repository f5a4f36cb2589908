"""A seeker over the API: whether the person takes part in automated matching."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from models.employment.consent import REASONS
from models.employment.people import STAFF
from models.matching.consent import set_automated
from models.people.tables import Seeker
from web.access import access, scope
from web.again import after_seekers_change
from web.api.idempotency import once
from web.clock import now
from web.db import reading

BLUEPRINT = Blueprint("api_seekers", __name__, url_prefix="/seekers", description="求职者")
Body = dict[str, Any]


def _match_again(answer: Body) -> None:
    seeker = reading().get_one(Seeker, uuid.UUID(answer["seeker_id"]))
    after_seekers_change(seeker.person_id)


class AutomationBody(Schema):
    automated = fields.Boolean(
        required=True, metadata={"description": "false 不参加自动匹配；待审核的方案马上失效"}
    )
    reason = fields.String(
        required=True,
        validate=validate.OneOf(list(REASONS)),
        metadata={"description": "本人的意思是怎么提出的", "example": "by_phone"},
    )


class AutomationAnswer(Schema):
    seeker_id = fields.UUID(attribute="id")
    automated = fields.Boolean()


@BLUEPRINT.route("/<uuid:seeker_id>/automation")
class Automation(MethodView):
    @BLUEPRINT.arguments(AutomationBody)
    @BLUEPRINT.response(200, AutomationAnswer)
    @access(roles=STAFF, token="review")
    @once(AutomationAnswer(), then=_match_again)
    def post(self, body: Body, seeker_id: uuid.UUID, *, session: Session) -> Seeker:
        """按本人的意思，退出或恢复自动匹配"""
        wanted, reason = body["automated"], body["reason"]
        return set_automated(session, scope(), seeker_id, wanted, reason, now())
