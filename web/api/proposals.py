"""The review desk over the API: the night's proposals, and what people decide on them."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE
from sqlalchemy.orm import Session

from models.matching import desk, reopening, reviews, swaps
from models.matching.cards import Card, cards
from models.matching.detail import one
from models.matching.tables import Proposal
from web.access import access, scope
from web.api.idempotency import once
from web.api.proposal_schemas import (
    DecisionBody,
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


@BLUEPRINT.route("/<uuid:proposal_id>/approve")
class Approve(MethodView):
    @BLUEPRINT.arguments(DecisionBody)
    @BLUEPRINT.response(200, ProposalAnswer)
    @access(roles=DESK, token="review")
    @once(ProposalAnswer())
    def post(self, body: Body, proposal_id: uuid.UUID, *, session: Session) -> Card:
        """同意"""
        return _as_it_stands(
            session, reviews.approve(session, scope(), proposal_id, body["version"], now())
        )


@BLUEPRINT.route("/<uuid:proposal_id>/reject")
class Reject(MethodView):
    @BLUEPRINT.arguments(RejectBody)
    @BLUEPRINT.response(200, ProposalAnswer)
    @access(roles=DESK, token="review")
    @once(ProposalAnswer())
    def post(self, body: Body, proposal_id: uuid.UUID, *, session: Session) -> Card:
        """退回，写明原因；以后的夜间匹配不再提这一对"""
        decided = reviews.reject(
            session,
            scope(),
            proposal_id,
            body["version"],
            body["reason"],
            now(),
            body.get("remark"),
        )
        return _as_it_stands(session, decided)


@BLUEPRINT.route("/<uuid:proposal_id>/swap")
class Swap(MethodView):
    @BLUEPRINT.arguments(SwapBody)
    @BLUEPRINT.response(200, ProposalAnswer)
    @access(roles=DESK, token="review")
    @once(ProposalAnswer())
    def post(self, body: Body, proposal_id: uuid.UUID, *, session: Session) -> Card:
        """改派并同意；答复是新的那条方案"""
        decided = swaps.swap(
            session,
            scope(),
            proposal_id,
            body["version"],
            body["to"],
            now(),
            slot=(body["slot"]["day"], body["slot"]["part"]) if "slot" in body else None,
            remark=body.get("remark"),
        )
        return _as_it_stands(session, decided)


@BLUEPRINT.route("/<uuid:proposal_id>/reopen")
class Reopen(MethodView):
    @BLUEPRINT.arguments(DecisionBody)
    @BLUEPRINT.response(200, ProposalAnswer)
    @access(roles=DESK, token="review")
    @once(ProposalAnswer())
    def post(self, body: Body, proposal_id: uuid.UUID, *, session: Session) -> Card:
        """撤回决定；撤回改派时，答复是原来的那条方案"""
        return _as_it_stands(
            session, reopening.reopen(session, scope(), proposal_id, body["version"], now())
        )


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


def _as_it_stands(session: Session, decided: Proposal) -> Card:
    session.flush()
    return _card(session, decided.id)
