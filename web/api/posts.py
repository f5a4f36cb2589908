"""Posts over the API: those open to choose, one's own, choosing one and taking the choice back."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from models.accounts.roles import HELPERS
from models.care.posts import holding, lists
from models.care.posts.tables import HOLDING_STATES, PostHolding
from web.access import access, scope
from web.api.idempotency import once
from web.care.tasks import needed_helper
from web.clock import now, today
from web.db import reading

BLUEPRINT = Blueprint("api_posts", __name__, url_prefix="/posts", description="岗位")


class PostAnswer(Schema):
    id = fields.UUID()
    duty = fields.String(metadata={"example": "政策宣传岗"})
    title = fields.String()
    task = fields.String()
    community = fields.String(attribute="place.name")
    places = fields.Integer(allow_none=True, metadata={"description": "名额；台账带来的没有写"})
    begins_on = fields.Date(allow_none=True)
    ends_on = fields.Date(allow_none=True)


class PostList(Schema):
    items = fields.List(fields.Nested(PostAnswer))


class HoldingAnswer(Schema):
    id = fields.UUID()
    post_id = fields.UUID()
    state = fields.String(
        validate=validate.OneOf(HOLDING_STATES),
        metadata={"description": "chosen 待确认，held 在岗"},
    )
    chosen_on = fields.Date(allow_none=True)
    taken_on = fields.Date(allow_none=True)
    card = fields.Integer(allow_none=True, metadata={"description": "亮岗卡的证号"})


class HeldAnswer(HoldingAnswer):
    post = fields.Nested(PostAnswer)


class HeldList(Schema):
    items = fields.List(fields.Nested(HeldAnswer))


@BLUEPRINT.route("")
class Posts(MethodView):
    @BLUEPRINT.response(200, PostList)
    @access(roles=HELPERS, token="read")
    def get(self) -> dict[str, Any]:
        """还有名额、可以选的岗位，本社区的在前"""
        session = reading()
        helper = needed_helper(session)
        return {"items": lists.to_choose(session, helper.person_id, today(now()))}


@BLUEPRINT.route("/mine")
class Mine(MethodView):
    @BLUEPRINT.response(200, HeldList)
    @access(roles=HELPERS, token="read")
    def get(self) -> dict[str, Any]:
        """我选的和在岗的岗位"""
        session = reading()
        return {"items": lists.mine(session, needed_helper(session).id)}


@BLUEPRINT.route("/<uuid:post_id>/choose")
class Chosen(MethodView):
    @BLUEPRINT.response(201, HoldingAnswer)
    @access(roles=HELPERS, token="claim")
    @once(HoldingAnswer(), 201)
    def post(self, post_id: uuid.UUID, *, session: Session) -> PostHolding:
        """择岗；名额留着，等社区工作人员确认"""
        helper = needed_helper(session)
        return holding.choose(session, helper.id, post_id, now(), by=scope().account_id)


@BLUEPRINT.route("/mine/<uuid:holding_id>/give-up")
class GivenUp(MethodView):
    @BLUEPRINT.response(200, HoldingAnswer)
    @access(roles=HELPERS, token="claim")
    @once(HoldingAnswer())
    def post(self, holding_id: uuid.UUID, *, session: Session) -> PostHolding:
        """确认以前取消选择"""
        helper = needed_helper(session)
        holding.give_up(session, helper.id, holding_id, now(), by=scope().account_id)
        return session.get_one(PostHolding, holding_id)
