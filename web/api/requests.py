"""Requests over the API: passed on by another system, the board, one with its way, a step."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.board import LOOKERS
from models.places.neighbourhoods import neighbourhoods
from models.requests import life, lists
from models.requests.asking.finding import by_code
from models.requests.deadlines import unmet
from models.requests.life import Asked, Entry
from models.requests.photos.keeping import photos_of
from models.requests.refusals import RequestWrong
from models.requests.sorting.sort import sort
from models.requests.sorting.words import words_on
from models.requests.steps import STEPS
from models.requests.tables import Request
from models.requests.who import HANDLERS
from web.access import access, scope
from web.api.idempotency import once
from web.api.request_schemas import (
    EnteredAnswer,
    OneRequestAnswer,
    RequestBody,
    RequestPage,
    RequestsAsked,
    RequestStepBody,
)
from web.api.schemas import page_of
from web.clock import now, today
from web.db import reading
from web.paging import Page, paged

BLUEPRINT = Blueprint("api_requests", __name__, url_prefix="/requests", description="诉求")
Body = dict[str, Any]


@BLUEPRINT.route("")
class Requests(MethodView):
    @BLUEPRINT.arguments(RequestsAsked, location="query", unknown=RAISE)
    @BLUEPRINT.response(200, RequestPage)
    @access(roles=HANDLERS, token="read")
    def get(self, asked: Body) -> Page[Body]:
        """归您管的、没有办结的诉求，时限最先到的在前"""
        session = reading()
        wanted = lists.board(session, scope(), asked.get("level"))
        for name in ("kind", "state"):
            if name in asked:
                wanted = wanted.where(getattr(Request, name) == asked[name])
        page = paged(session, wanted, asked["size"])
        return page_of(_told(session, page.items), asked, page.total)

    @BLUEPRINT.arguments(RequestBody)
    @BLUEPRINT.response(201, EnteredAnswer)
    @access(roles=LOOKERS, token="work")
    @once(EnteredAnswer(), 201)
    def post(self, body: Body, *, session: Session) -> Request:
        """替别人录入一件诉求（例如 12345 热线转来的），时限从现在算起；查询码用短信发给提出的人"""
        place = by_code(session, body.pop("place"))
        if place is None or not scope().covers(place.path, LOOKERS):
            raise RequestWrong("place", Said("没有这个地方编号，或不归您管。"))
        body["kind"] = body["kind"] or _kind(session, body["words"])
        entry = Entry(**body, place_id=place.id, recorder_id=scope().account_id)
        return life.enter(session, entry, source="api", now=now())


@BLUEPRINT.route("/<uuid:request_id>")
class OneRequest(MethodView):
    @BLUEPRINT.response(200, OneRequestAnswer)
    @access(roles=HANDLERS, token="read")
    def get(self, request_id: uuid.UUID) -> Body:
        """一件诉求：经过、时限，您现在可以登记什么"""
        return _shown(reading(), request_id)


@BLUEPRINT.route("/<uuid:request_id>/steps")
class Steps(MethodView):
    @BLUEPRINT.arguments(RequestStepBody)
    @BLUEPRINT.response(200, OneRequestAnswer)
    @access(roles=HANDLERS, token="work")
    @once(OneRequestAnswer())
    def post(self, body: Body, request_id: uuid.UUID, *, session: Session) -> Body:
        """登记一步；谁提的不办，谁办的不监督。要原因、说明或交给谁的步骤，请一起给"""
        found, by = lists.request_in(session, scope(), request_id, lock=True)
        life.step(session, found, by, Asked(**body), now())
        session.flush()
        return _shown(session, request_id)


def _kind(session: Session, words: str) -> str:
    found = sort(words, words_on(session, today(now())))
    if found.kind is None:
        raise RequestWrong("kind", Said("看不出是哪一类，请写明 kind。"))
    return found.kind


def _told(session: Session, rows: Any) -> list[Body]:
    clocks = lists.clocks_of(session, [one.id for one in rows])
    where = neighbourhoods(session, (one.place.path for one in rows))
    return [
        {"row": one, "place": where[one.place.path], "clock": clocks.get(one.id)} for one in rows
    ]


def _shown(session: Session, request_id: uuid.UUID) -> Body:
    found, by = lists.request_in(session, scope(), request_id)
    names = lists.names_of(session, found)
    steps = [
        {"step": one.step, "said": STEPS[one.step].done, "side": one.side, "at": one.at}
        | {"reason": STEPS[one.step].reasons.get(one.reason or ""), "remark": one.remark, "by": who}
        for one, who in lists.way_of(session, found, by)
    ]
    return _told(session, [found])[0] | {
        "photos": len(photos_of(session, found.id)),
        "handler": names.get(found.handler_id) if found.handler_id else None,
        "supervisor": names.get(found.supervisor_id) if found.supervisor_id else None,
        "clocks": unmet(session, found.id),
        "steps": steps,
        "open": life.open_steps(session, found, by, now()),
    }
