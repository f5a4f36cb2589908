"""Going together over the API: vouching for newcomers, a place beside oneself for one of them."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields
from sqlalchemy.orm import Session

from models.accounts.roles import HELPERS
from models.care import company
from models.care.vetting import vouching
from models.care.vetting.vouching import VOUCHERS
from models.people.tables import Helper
from web.access import access, scope
from web.again import after_helpers_change, after_own_change
from web.api.idempotency import once
from web.api.schemas import MaskedName, PageAnswer, PageAsked
from web.care.visits import own_errand
from web.clock import now, today
from web.db import reading
from web.paging import Page, paged

BLUEPRINT = Blueprint("api_company", __name__, url_prefix="", description="新志愿者和同去")


class NewcomerAnswer(Schema):
    id = fields.UUID()
    name = MaskedName(attribute="person.name", metadata={"example": "张*三"})
    registered_on = fields.Date(allow_none=True)
    vouched_on = fields.Date(allow_none=True, metadata={"description": "哪天有人担保"})


class NewcomerPage(PageAnswer):
    items = fields.List(fields.Nested(NewcomerAnswer))


class VouchBody(Schema):
    known = fields.Boolean(
        required=True, metadata={"description": "true 担保，false 收回；已认领的不变"}
    )


class PartyAnswer(Schema):
    wanted = fields.Integer(metadata={"description": "这次要几个人去"})
    others = fields.List(MaskedName(), metadata={"description": "同去的人，姓名遮盖"})
    along = fields.Boolean(metadata={"description": "留了一个名额给新志愿者"})
    may_lead = fields.Boolean(metadata={"description": "我可以带新志愿者"})
    first = fields.Boolean(metadata={"description": "还没有人去过这一户"})


@BLUEPRINT.route("/newcomers")
class Newcomers(MethodView):
    @BLUEPRINT.arguments(PageAsked, location="query", unknown=RAISE)
    @BLUEPRINT.response(200, NewcomerPage)
    @access(roles=VOUCHERS, token="read")
    def get(self, asked: dict[str, Any]) -> Page[Helper]:
        """所管地方的新志愿者，注册早的在前"""
        session = reading()
        return paged(session, vouching.newcomers_in(scope(), session, today(now())), asked["size"])


@BLUEPRINT.route("/helpers/<uuid:helper_id>/vouch")
class Vouched(MethodView):
    @BLUEPRINT.arguments(VouchBody)
    @BLUEPRINT.response(200, NewcomerAnswer)
    @access(roles=VOUCHERS, token="review")
    @once(NewcomerAnswer(), then=lambda answer: after_helpers_change(uuid.UUID(answer["id"])))
    def post(self, body: dict[str, Any], helper_id: uuid.UUID, *, session: Session) -> Helper:
        """为认识的志愿者担保，他可以单独上门；或收回担保"""
        return vouching.vouch(session, scope(), helper_id, body["known"], now())


@BLUEPRINT.route("/claims/<uuid:claim_id>/party")
class Who(MethodView):
    @BLUEPRINT.response(200, PartyAnswer)
    @access(roles=HELPERS, token="read")
    def get(self, claim_id: uuid.UUID) -> dict[str, Any]:
        """这次谁和我同去"""
        return _party(reading(), claim_id)


@BLUEPRINT.route("/claims/<uuid:claim_id>/along")
class Along(MethodView):
    @BLUEPRINT.response(200, PartyAnswer)
    @access(roles=HELPERS, token="claim")
    @once(PartyAnswer(), then=lambda _answer: after_own_change())
    def post(self, claim_id: uuid.UUID, *, session: Session) -> dict[str, Any]:
        """留一个名额，带一位新志愿者同去"""
        own_errand(session, claim_id)
        company.take_along(session, claim_id, now(), by=scope().account_id)
        return _party(session, claim_id)


@BLUEPRINT.route("/claims/<uuid:claim_id>/alone")
class Alone(MethodView):
    @BLUEPRINT.response(200, PartyAnswer)
    @access(roles=HELPERS, token="claim")
    @once(PartyAnswer(), then=lambda _answer: after_own_change())
    def post(self, claim_id: uuid.UUID, *, session: Session) -> dict[str, Any]:
        """这次不带新人；有人已答应同去就不能收回"""
        own_errand(session, claim_id)
        company.go_alone(session, claim_id, now(), by=scope().account_id)
        return _party(session, claim_id)


def _party(session: Session, claim_id: uuid.UUID) -> dict[str, Any]:
    found = company.party(session, own_errand(session, claim_id).claim, today(now()))
    return vars(found) | {"others": [helper.person.name for helper in found.others]}
