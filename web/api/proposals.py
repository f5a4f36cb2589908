"""The review desk over the API: the night's proposals, and what people decide on them."""

import uuid
from collections.abc import Callable
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema
from sqlalchemy.orm import Session

from models.matching import desk, reopening, reviews, swaps
from models.matching.cards import Card, cards
from models.matching.detail import one
from models.matching.tables import Proposal
from web.access import access, scope
from web.again import after_decision
from web.api.idempotency import once
from web.api.proposal_schemas import (
    DecisionBody,
    LockBody,
    ManyAnswer,
    ManyBody,
    ProposalAnswer,
    ProposalPage,
    ProposalsAsked,
    RejectBody,
    SwapBody,
)
from web.api.schemas import page_of
from web.clock import now
from web.db import reading
from web.matching.roles import DESK, LOOKING, markets_seen
from web.paging import Page

BLUEPRINT = Blueprint("api_proposals", __name__, url_prefix="/proposals", description="审核台")
Body = dict[str, Any]
Decide = Callable[[Session, uuid.UUID, Body], Proposal]


@BLUEPRINT.route("")
class Proposals(MethodView):
    @BLUEPRINT.arguments(ProposalsAsked, location="query", unknown=RAISE)
    @BLUEPRINT.response(200, ProposalPage)
    @access(roles=LOOKING, token="read")
    def get(self, asked: Body) -> Page[Card]:
        """最近一晚的方案，最急的在前；不给 market 就是您能看的第一个市场"""
        found = desk.queue(
            reading(),
            scope(),
            asked.get("market", markets_seen(scope())[0]),
            None if asked["state"] == "all" else asked["state"],
            asked["page"],
            community=asked.get("community"),
            search=asked.get("search"),
            kind=asked.get("kind"),
            warned=asked["warned"],
            size=asked["size"],
        )
        return page_of(cards(reading(), found.rows), asked, found.total)


@BLUEPRINT.route("/<uuid:proposal_id>")
class OneProposal(MethodView):
    @BLUEPRINT.response(200, ProposalAnswer)
    @access(roles=LOOKING, token="read")
    def get(self, proposal_id: uuid.UUID) -> Card:
        """一条方案：为什么推荐，其他人选，谁处理过"""
        return _card(reading(), proposal_id)


def _approve(session: Session, proposal_id: uuid.UUID, body: Body) -> Proposal:
    """同意"""
    return reviews.approve(session, scope(), proposal_id, body["version"], now())


def _reject(session: Session, proposal_id: uuid.UUID, body: Body) -> Proposal:
    """退回，写明原因；以后的夜间匹配不再提这一对"""
    version, reason, remark = body["version"], body["reason"], body.get("remark")
    return reviews.reject(session, scope(), proposal_id, version, reason, now(), remark)


def _swap(session: Session, proposal_id: uuid.UUID, body: Body) -> Proposal:
    """改派并同意；答复是新的那条方案"""
    slot = body.get("slot")
    return swaps.swap(
        session,
        scope(),
        proposal_id,
        body["version"],
        body["to"],
        now(),
        slot=None if slot is None else (slot["day"], slot["part"]),
        remark=body.get("remark"),
    )


def _reopen(session: Session, proposal_id: uuid.UUID, body: Body) -> Proposal:
    """撤回决定；撤回改派时，答复是原来的那条方案"""
    return reopening.reopen(session, scope(), proposal_id, body["version"], now())


def _lock(session: Session, proposal_id: uuid.UUID, body: Body) -> Proposal:
    """锁定或解除锁定；锁定的方案不随夜间匹配变动"""
    return reviews.set_locked(session, scope(), proposal_id, body["version"], body["locked"], now())


def _match_again(answer: Body) -> None:
    after_decision(uuid.UUID(answer["id"]))


# Each is posted to a proposal under its name and answers with how the proposal stands now. All but
# an approval leave room, or take some: the rest is matched again.
DECISIONS = {
    "approve": (_approve, DecisionBody),
    "reject": (_reject, RejectBody),
    "swap": (_swap, SwapBody),
    "reopen": (_reopen, DecisionBody),
    "lock": (_lock, LockBody),
}


def _offer(name: str, decide: Decide, body_of: type[Schema]) -> None:
    @BLUEPRINT.route(f"/<uuid:proposal_id>/{name}", endpoint=name, methods=["POST"])
    @BLUEPRINT.doc(summary=decide.__doc__)
    @BLUEPRINT.arguments(body_of)
    @BLUEPRINT.response(200, ProposalAnswer)
    @access(roles=DESK, token="review")
    @once(ProposalAnswer(), then=None if decide is _approve else _match_again)
    def post(body: Body, proposal_id: uuid.UUID, *, session: Session) -> Card:
        decided = decide(session, proposal_id, body)
        session.flush()
        return _card(session, decided.id)


for _name, _decision in DECISIONS.items():
    _offer(_name, *_decision)


@BLUEPRINT.route("/approve")
class ApproveMany(MethodView):
    @BLUEPRINT.arguments(ManyBody)
    @BLUEPRINT.response(200, ManyAnswer)
    @access(roles=DESK, token="review")
    @once(ManyAnswer())
    def post(self, body: Body, *, session: Session) -> dict[str, list[Proposal]]:
        """一次同意多条；有一条办不成，就一条也不办，failed 说明是哪几条"""
        chosen = [(one["id"], one["version"]) for one in body["proposals"]]
        return {"approved": reviews.approve_many(session, scope(), chosen, now())}


def _card(session: Session, proposal_id: uuid.UUID) -> Card:
    return cards(session, [one(session, scope(), proposal_id).row])[0]
