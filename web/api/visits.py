"""What a helper may take on, over the API: the night's suggestions and the open pool, masked."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields
from sqlalchemy.orm import Session

from models.accounts.roles import HELPERS
from models.care import offers
from models.care.claims import not_now
from models.care.offers import Offer
from web.access import access
from web.again import after_own_change
from web.api.idempotency import once
from web.api.proposal_schemas import PART
from web.api.schemas import PageAnswer, PageAsked, page_of
from web.care.tasks import Suggestion, needed_helper, suggested
from web.clock import now
from web.db import reading
from web.paging import Page

BLUEPRINT = Blueprint("api_visits", __name__, url_prefix="", description="可认领的任务")
Body = dict[str, Any]


class SlotAnswer(Schema):
    day = fields.Date()
    part = fields.Integer(metadata=PART)


class OfferAnswer(Schema):
    visit_id = fields.UUID()
    services = fields.List(fields.String(metadata={"example": "陪伴聊天"}))
    community = fields.String()
    grid = fields.String(metadata={"description": "地址受保护的为空"})
    dialect = fields.String(allow_none=True)
    km = fields.Float(metadata={"description": "两个网格之间的距离，公里", "example": 0.4})
    due = fields.Date(metadata={"description": "最晚哪天上门"})
    overdue = fields.Integer(metadata={"description": "已过期几天"})
    places = fields.Integer(metadata={"description": "还要几人"})
    led = fields.Boolean(metadata={"description": "有经验的志愿者已答应同去"})
    waits = fields.Boolean(
        metadata={"description": "您是新志愿者或未成年，要等有经验的志愿者先认领"}
    )
    slots = fields.List(
        fields.Nested(SlotAnswer), metadata={"description": "双方都方便的半天，早的在前"}
    )


class OfferPage(PageAnswer):
    items = fields.List(fields.Nested(OfferAnswer))


class ReasonAnswer(Schema):
    said = fields.String(metadata={"example": "距离 · 相距 0.3 公里"})
    points = fields.Integer(metadata={"description": "分"})


class SuggestionAnswer(OfferAnswer):
    proposal_id = fields.UUID()
    reasons = fields.List(fields.Nested(ReasonAnswer))


class SuggestionList(Schema):
    items = fields.List(fields.Nested(SuggestionAnswer))


class QuietBody(Schema):
    until = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "到这一天为止不再推荐；null 是继续推荐", "example": "2026-12-20"},
    )


class QuietAnswer(Schema):
    quiet_until = fields.Date(allow_none=True)


@BLUEPRINT.route("/visits")
class Visits(MethodView):
    @BLUEPRINT.arguments(PageAsked, location="query", unknown=RAISE)
    @BLUEPRINT.response(200, OfferPage)
    @access(roles=HELPERS, token="read")
    def get(self, asked: Body) -> Page[Body]:
        """我能认领的任务，近的、急的在前"""
        session, size = reading(), asked["size"]
        helper = needed_helper(session)
        start = (asked["page"] - 1) * size
        pool = offers.pool(session, helper, now(), start, size)
        return page_of([_offer(offer) for offer in pool.offers], asked, pool.total)


@BLUEPRINT.route("/suggestions")
class Suggestions(MethodView):
    @BLUEPRINT.response(200, SuggestionList)
    @access(roles=HELPERS, token="read")
    def get(self) -> Body:
        """夜间匹配推荐给我的任务和理由"""
        session = reading()
        found = suggested(session, needed_helper(session), now())
        return {"items": [_suggestion(one) for one in found]}


@BLUEPRINT.route("/suggestions/quiet")
class Quiet(MethodView):
    @BLUEPRINT.arguments(QuietBody)
    @BLUEPRINT.response(200, QuietAnswer)
    @access(roles=HELPERS, token="claim")
    @once(QuietAnswer(), then=lambda _answer: after_own_change())
    def post(self, body: Body, *, session: Session) -> Body:
        """暂不接单，或继续推荐"""
        helper = needed_helper(session)
        not_now(session, helper.id, body["until"], now())
        return {"quiet_until": helper.quiet_until}


def _offer(offer: Offer) -> Body:
    return vars(offer) | {"slots": [{"day": day, "part": part} for day, part in offer.slots]}


def _suggestion(one: Suggestion) -> Body:
    return _offer(one.offer) | {
        "slots": [{"day": day, "part": part} for day, part in one.slots],
        "proposal_id": one.proposal.id,
        "reasons": [{"said": said, "points": points} for said, points in one.reasons],
    }
