"""Referrals over the API: whose turn it is, one with its way so far, taking a step."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE
from sqlalchemy.orm import Session

from models.employment.placing import life, lists
from models.employment.placing.steps import STEPS
from models.employment.posting import POSTERS
from models.employment.tables import ENDED, Referral
from models.matching import referrals
from web.access import access, scope
from web.again import after_seekers_change
from web.api.idempotency import once
from web.api.schemas import page_of
from web.api.work_schemas import OneReferralAnswer, ReferralPage, ReferralsAsked, StepBody
from web.clock import now, today
from web.db import reading
from web.paging import Page, paged

BLUEPRINT = Blueprint("api_referrals", __name__, url_prefix="/referrals", description="推荐进展")
Body = dict[str, Any]


def _match_again(answer: Body) -> None:
    """A place is free again, and so is the person."""
    if answer["state"] in ENDED:
        found = lists.referral_in(reading(), scope(), uuid.UUID(answer["id"]))[0]
        after_seekers_change(found.seeker.person_id)


@BLUEPRINT.route("")
class Referrals(MethodView):
    @BLUEPRINT.arguments(ReferralsAsked, location="query", unknown=RAISE)
    @BLUEPRINT.response(200, ReferralPage)
    @access(roles=POSTERS, token="read")
    def get(self, asked: Body) -> Page[Body]:
        """归您管的推荐，想要电话的在前，再是等得最久的；单位只看得到愿意来的人"""
        session, day = reading(), today(now())
        page = paged(session, lists.referrals(scope(), day, asked.get("stage")), asked["size"])
        stage_of = lists.stages_of(session, page.items, day)
        return page_of([_told(one, stage_of[one.id]) for one in page.items], asked, page.total)


@BLUEPRINT.route("/<uuid:referral_id>")
class OneReferral(MethodView):
    @BLUEPRINT.response(200, OneReferralAnswer)
    @access(roles=POSTERS, token="read")
    def get(self, referral_id: uuid.UUID) -> Body:
        """一次推荐：走到哪一步，您现在可以登记什么"""
        return _shown(reading(), referral_id)


@BLUEPRINT.route("/<uuid:referral_id>/steps")
class Steps(MethodView):
    @BLUEPRINT.arguments(StepBody)
    @BLUEPRINT.response(200, OneReferralAnswer)
    @access(roles=POSTERS, token="work")
    @once(OneReferralAnswer(), then=_match_again)
    def post(self, body: Body, referral_id: uuid.UUID, *, session: Session) -> Body:
        """登记一步：电话、面试、录用、上班、还在岗……要原因和日期的步骤，请一起给"""
        moment = now()
        asked = life.Asked(**body)
        referrals.step(session, scope(), referral_id, asked, today(moment), moment)
        session.flush()
        return _shown(session, referral_id)


def _told(found: Referral, stage: str) -> Body:
    return {"row": found, "stage": stage, "target": life.target(found)}


def _shown(session: Session, referral_id: uuid.UUID) -> Body:
    """Without reasons and remarks: an employer is not told why a person said no."""
    day = today(now())
    found, by = lists.referral_in(session, scope(), referral_id)
    steps = [
        {"step": one.step, "said": STEPS[one.step].done, "side": one.side}
        | {"day": one.day, "at": one.at}
        for one, _who in lists.steps_of(session, found.id)
    ]
    told = _told(found, lists.stages_of(session, [found], day)[found.id])
    return told | {"steps": steps, "open": life.open_steps(found, by.side, day)}
