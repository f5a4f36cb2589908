"""A helper's claims over the API: taking on a visit, giving it back, entering how it went."""

import datetime as dt
import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate
from sqlalchemy.orm import Session

from models.accounts.roles import HELPERS
from models.care import work
from models.care.contact import Contact, contact
from models.care.outcomes import OUTCOMES, WITHDRAWALS
from models.care.owed.flags import SIGNS
from models.care.owed.policies import TOPICS
from models.care.sheet import hand_in
from models.care.tables import CLAIM_STATES
from models.care.work import Errand
from models.matching import suggestions
from models.requests.asking.flags import severe_of
from web.access import access, scope
from web.again import after_own_change
from web.api.idempotency import once
from web.api.proposal_schemas import PART, SlotBody
from web.care.sheets import NOTE_LENGTH
from web.care.tasks import needed_helper
from web.care.visits import own_errand
from web.clock import now
from web.db import changing, reading

BLUEPRINT = Blueprint("api_claims", __name__, url_prefix="/claims", description="认领")
Body = dict[str, Any]
MOMENT = {"description": "带时区的时刻", "example": "2026-11-22T09:05:00+08:00"}
# No visit is older than the product's first ledgers.
EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
GRID = {"description": "网格中心，不是门牌；地址受保护的为空"}


class ClaimsAsked(Schema):
    state = fields.String(
        load_default="ahead",
        validate=validate.OneOf(["ahead", "made"]),
        metadata={"description": "ahead 还没填报的，made 已填报的（最近 100 次）"},
    )


class RecordAnswer(Schema):
    outcome = fields.String(validate=validate.OneOf(list(OUTCOMES)))
    began_at = fields.AwareDateTime()
    ended_at = fields.AwareDateTime()
    note = fields.String(allow_none=True)


class ClaimAnswer(Schema):
    id = fields.UUID(attribute="claim.id")
    visit_id = fields.UUID(attribute="claim.visit_id")
    day = fields.Date(attribute="claim.day")
    part = fields.Integer(attribute="claim.part", metadata=PART)
    duty = fields.Boolean(attribute="claim.duty", metadata={"description": "岗位履职"})
    state = fields.String(attribute="claim.state", validate=validate.OneOf(CLAIM_STATES))
    claimed_at = fields.AwareDateTime(attribute="claim.claimed_at")
    services = fields.List(fields.String(metadata={"example": "陪伴聊天"}))
    community = fields.String()
    grid = fields.String(metadata={"description": "地址受保护的为空"})
    lat = fields.Float(allow_none=True, metadata=GRID)
    lon = fields.Float(allow_none=True, metadata=GRID)
    crs = fields.String(allow_none=True, metadata={"example": "WGS-84"})
    record = fields.Nested(RecordAnswer, allow_none=True)


class ClaimList(Schema):
    items = fields.List(fields.Nested(ClaimAnswer))


class ClaimBody(SlotBody):
    visit_id = fields.UUID(required=True)
    duty = fields.Boolean(
        load_default=False, metadata={"description": "作为岗位履职，不计志愿服务时间；要在岗"}
    )


class WithdrawBody(Schema):
    reason = fields.String(
        required=True, validate=validate.OneOf(list(WITHDRAWALS)), metadata={"example": "busy"}
    )


class DoneBody(Schema):
    outcome = fields.String(
        required=True,
        validate=validate.OneOf(list(OUTCOMES)),
        metadata={"description": "done 完成；其余情况任务保留或结束，都留下记录"},
    )
    began_at = fields.AwareDateTime(
        required=True, validate=validate.Range(min=EARLIEST), metadata=MOMENT
    )
    ended_at = fields.AwareDateTime(required=True, metadata=MOMENT)
    note = fields.String(load_default=None, validate=validate.Length(max=NOTE_LENGTH))
    watch = fields.List(
        fields.String(validate=validate.OneOf(list(TOPICS))),
        load_default=[],
        metadata={"description": "要留意的方面：健康、经济、赡养、安全、需求"},
    )
    signs = fields.List(
        fields.String(validate=validate.OneOf(list(SIGNS))),
        load_default=[],
        metadata={"description": "不能等的情况；工作人员马上收到，并须在明天以前再上门"},
    )


class ContactAnswer(Schema):
    name = fields.String()
    phone = fields.String(allow_none=True)
    address = fields.String(allow_none=True, metadata={"description": "受保护的为空"})
    note = fields.String(allow_none=True)
    guardian_name = fields.String(allow_none=True)
    guardian_phone = fields.String(allow_none=True)


@BLUEPRINT.route("")
class Claims(MethodView):
    @BLUEPRINT.arguments(ClaimsAsked, location="query", unknown=RAISE)
    @BLUEPRINT.response(200, ClaimList)
    @access(roles=HELPERS, token="read")
    def get(self, asked: Body) -> Body:
        """我的认领"""
        session = reading()
        found = work.ahead if asked["state"] == "ahead" else work.made
        return {"items": found(session, needed_helper(session).id)}

    @BLUEPRINT.arguments(ClaimBody)
    @BLUEPRINT.response(201, ClaimAnswer)
    @access(roles=HELPERS, token="claim")
    @once(ClaimAnswer(), 201, lambda _answer: after_own_change())
    def post(self, body: Body, *, session: Session) -> Errand:
        """认领一次探访的一个半天"""
        given = suggestions.claim(
            session,
            needed_helper(session).id,
            body["visit_id"],
            body["day"],
            body["part"],
            now(),
            by=scope().account_id,
            duty=body["duty"],
        )
        return own_errand(session, given.id)


@BLUEPRINT.route("/<uuid:claim_id>")
class OneClaim(MethodView):
    @BLUEPRINT.response(200, ClaimAnswer)
    @access(roles=HELPERS, token="read")
    def get(self, claim_id: uuid.UUID) -> Errand:
        """我的一次认领"""
        return own_errand(reading(), claim_id)


@BLUEPRINT.route("/<uuid:claim_id>/contact")
class Where(MethodView):
    @BLUEPRINT.response(200, ContactAnswer)
    @access(roles=HELPERS, token="claim")
    def get(self, claim_id: uuid.UUID) -> Contact:
        """地址和电话：认领以后、探访结束以前才有；每次查看都留痕"""
        with changing() as session:
            return contact(session, own_errand(session, claim_id).claim, scope(), now())


@BLUEPRINT.route("/<uuid:claim_id>/withdraw")
class Withdraw(MethodView):
    @BLUEPRINT.arguments(WithdrawBody)
    @BLUEPRINT.response(200, ClaimAnswer)
    @access(roles=HELPERS, token="claim")
    @once(ClaimAnswer(), then=lambda _answer: after_own_change())
    def post(self, body: Body, claim_id: uuid.UUID, *, session: Session) -> Errand:
        """退出；任务马上回到任务池"""
        own_errand(session, claim_id)
        suggestions.withdraw(session, claim_id, body["reason"], now(), by=scope().account_id)
        return own_errand(session, claim_id)


@BLUEPRINT.route("/<uuid:claim_id>/done")
class Done(MethodView):
    @BLUEPRINT.arguments(DoneBody)
    @BLUEPRINT.response(200, ClaimAnswer)
    @access(roles=HELPERS, token="claim")
    @once(ClaimAnswer(), then=lambda _answer: after_own_change())
    def post(self, body: Body, claim_id: uuid.UUID, *, session: Session) -> Errand:
        """填报探访结果和真实的起止时间"""
        own_errand(session, claim_id)
        moment = now()
        hand_in(session, claim_id, **body, now=moment, by=scope().account_id)
        severe_of(session, claim_id, moment)
        return own_errand(session, claim_id)
