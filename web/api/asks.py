"""What a helper was asked for, over the API: the list of it, and "not this time"."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.roles import HELPERS
from models.care.asking import shown
from models.care.asking.tables import ANSWERS, Asking
from models.matching import asking
from web.access import access
from web.again import after_own_change
from web.api.idempotency import once
from web.care.tasks import needed_helper
from web.clock import now
from web.db import reading

BLUEPRINT = Blueprint("api_asks", __name__, url_prefix="/asks", description="询问")


class AskAnswer(Schema):
    visit_id = fields.UUID(metadata={"description": "能去用它认领（POST /claims），不能去用它答复"})
    asked_at = fields.AwareDateTime()
    answer = fields.String(validate=validate.OneOf(ANSWERS))


class AskList(Schema):
    items = fields.List(fields.Nested(AskAnswer))


@BLUEPRINT.route("")
class Asks(MethodView):
    @BLUEPRINT.response(200, AskList)
    @access(roles=HELPERS, token="read")
    def get(self) -> dict[str, Any]:
        """请我去、我还没有答复的探访"""
        session = reading()
        return {"items": shown.open_asks(session, needed_helper(session).id)}


@BLUEPRINT.route("/<uuid:visit_id>/decline")
class Declined(MethodView):
    @BLUEPRINT.response(200, AskAnswer)
    @access(roles=HELPERS, token="claim")
    @once(AskAnswer(), then=lambda _answer: after_own_change())
    def post(self, visit_id: uuid.UUID, *, session: Session) -> Asking:
        """这次不行，不再问这一次"""
        helper = needed_helper(session)
        asking.decline(session, helper.id, visit_id, now())
        mine = {"helper_id": helper.id, "visit_id": visit_id}
        return session.scalars(select(Asking).filter_by(**mine)).one()
