"""Training orders over the API: those one looks after, posting and changing one."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE
from sqlalchemy.orm import Session

from models.employment.people import STAFF
from models.employment.posting import POSTERS
from models.employment.tables import Cohort, TrainingOrder
from models.employment.training import classes, closing, orders
from web.access import access, scope
from web.again import after_openings_change
from web.api.idempotency import once
from web.api.schemas import page_of
from web.api.work_schemas import OrderAnswer, OrderPage, OrdersAsked
from web.clock import now, today
from web.db import reading
from web.employment.posting import whose
from web.employment.training.orders import ChangeOrderForm, CloseForm, NewOrderForm, terms
from web.paging import Page, paged

BLUEPRINT = Blueprint("api_orders", __name__, url_prefix="/orders", description="培训订单")
Body = dict[str, Any]


def _match_again(answer: Body) -> None:
    """Where a ledger's order will be worked is not known; then the night sees to it."""
    if answer["place_id"] is not None:
        after_openings_change(uuid.UUID(answer["place_id"]))


@BLUEPRINT.route("")
class Orders(MethodView):
    @BLUEPRINT.arguments(OrdersAsked, location="query", unknown=RAISE)
    @BLUEPRINT.response(200, OrderPage)
    @access(roles=POSTERS, token="read")
    def get(self, asked: Body) -> Page[Body]:
        """归您管的培训订单，新的在前"""
        session = reading()
        wanted = orders.orders(scope(), today(now()), asked.get("state"), asked["search"])
        page = paged(session, wanted, asked["size"])
        tallies = orders.tallies(session, page.items)
        taught = classes.classes_of_orders(session, [one.id for one in page.items])
        items = [_body(one, tallies[one.id], taught[one.id]) for one in page.items]
        return page_of(items, asked, page.total)

    @BLUEPRINT.arguments(NewOrderForm)
    @BLUEPRINT.response(201, OrderAnswer)
    @access(roles=POSTERS, token="work")
    @once(OrderAnswer(), 201)
    def post(self, body: Body, *, session: Session) -> Body:
        """发布培训订单；工作站开了班，才匹配人来学"""
        moment, employer_id = now(), whose(session, body)
        found = orders.post(session, scope(), employer_id, terms(body), today(moment), moment)
        session.flush()
        return _shown(session, found.id)


@BLUEPRINT.route("/<uuid:order_id>")
class OneOrder(MethodView):
    @BLUEPRINT.response(200, OrderAnswer)
    @access(roles=POSTERS, token="read")
    def get(self, order_id: uuid.UUID) -> Body:
        """一个培训订单和它的班"""
        return _shown(reading(), order_id)

    @BLUEPRINT.arguments(ChangeOrderForm)
    @BLUEPRINT.response(200, OrderAnswer)
    @access(roles=POSTERS, token="work")
    @once(OrderAnswer(), then=_match_again)
    def put(self, body: Body, order_id: uuid.UUID, *, session: Session) -> Body:
        """改培训订单；seen 要是最新读到的，否则 409；人数不能少于已经占着名额的"""
        moment, told = now(), (body["seen"], terms(body))
        orders.change(session, scope(), order_id, *told, today(moment), moment)
        session.flush()
        return _shown(session, order_id)


@BLUEPRINT.route("/<uuid:order_id>/close")
class Closed(MethodView):
    @BLUEPRINT.arguments(CloseForm)
    @BLUEPRINT.response(200, OrderAnswer)
    @access(roles=STAFF, token="work")
    @once(OrderAnswer(), then=_match_again)
    def post(self, body: Body, order_id: uuid.UUID, *, session: Session) -> Body:
        """结束订单：没开的班停办，已开的班照样上完，在岗的人不受影响"""
        moment = now()
        closing.close(session, scope(), order_id, body["reason"], today(moment), moment)
        session.flush()
        return _shown(session, order_id)


def _shown(session: Session, order_id: uuid.UUID) -> Body:
    found = orders.order_in(session, scope(), order_id)
    tally = orders.tallies(session, [found])[order_id]
    return _body(found, tally, classes.classes_of(session, order_id))


def _body(found: TrainingOrder, tally: orders.Tally, taught: Sequence[Cohort]) -> Body:
    return {"row": found, "tally": tally, "classes": taught, "seen": orders.seen(found)}
