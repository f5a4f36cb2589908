"""Tutoring stations over the API: days that want somebody, one's shifts, taking and returning."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from models.accounts.roles import HELPERS
from models.care.together import shifts
from models.care.together.tables import SHIFT_STATES, Shift
from web.access import access, scope
from web.api.idempotency import once
from web.care.tasks import needed_helper
from web.clock import now
from web.db import reading

BLUEPRINT = Blueprint("api_stations", __name__, url_prefix="/stations", description="辅导站")
# As many days as the page shows.
MOST = 20


class DayAnswer(Schema):
    id = fields.UUID()
    station = fields.String(attribute="station.name", metadata={"example": "四点半辅导站"})
    community = fields.String(attribute="station.place.name")
    where = fields.String(attribute="station.spot")
    day = fields.Date()
    opens_at = fields.AwareDateTime()
    closes_at = fields.AwareDateTime()


class OpenAnswer(Schema):
    day = fields.Nested(DayAnswer)
    adults = fields.Integer(metadata={"description": "还要几位成年人"})
    minors = fields.Integer(metadata={"description": "还可加几位 14–17 岁的"})


class OpenList(Schema):
    items = fields.List(fields.Nested(OpenAnswer))


class ShiftAnswer(Schema):
    id = fields.UUID()
    day_id = fields.UUID()
    state = fields.String(validate=validate.OneOf(SHIFT_STATES))
    minor = fields.Boolean()
    taken_at = fields.AwareDateTime()


class OwnShiftAnswer(ShiftAnswer):
    day = fields.Nested(DayAnswer)


class ShiftList(Schema):
    items = fields.List(fields.Nested(OwnShiftAnswer))


@BLUEPRINT.route("/days")
class Days(MethodView):
    @BLUEPRINT.response(200, OpenList)
    @access(roles=HELPERS, token="read")
    def get(self) -> dict[str, Any]:
        """还要人的日子，离家近的在前"""
        session = reading()
        return {"items": shifts.open_days(session, needed_helper(session), now(), MOST)}


@BLUEPRINT.route("/shifts")
class Shifts(MethodView):
    @BLUEPRINT.response(200, ShiftList)
    @access(roles=HELPERS, token="read")
    def get(self) -> dict[str, Any]:
        """我今天和以后的班"""
        session = reading()
        return {"items": shifts.own(session, needed_helper(session).id, now())}


@BLUEPRINT.route("/days/<uuid:day_id>/take")
class Taken(MethodView):
    @BLUEPRINT.response(201, ShiftAnswer)
    @access(roles=HELPERS, token="claim")
    @once(ShiftAnswer(), 201)
    def post(self, day_id: uuid.UUID, *, session: Session) -> Shift:
        """这一天我来；要有没过期的未成年人服务核查"""
        helper = needed_helper(session)
        return shifts.take(session, helper.id, day_id, now(), by=scope().account_id)


@BLUEPRINT.route("/shifts/<uuid:shift_id>/withdraw")
class Withdrawn(MethodView):
    @BLUEPRINT.response(200, ShiftAnswer)
    @access(roles=HELPERS, token="claim")
    @once(ShiftAnswer())
    def post(self, shift_id: uuid.UUID, *, session: Session) -> Shift:
        """来不了，退掉这个班"""
        helper = needed_helper(session)
        return shifts.withdraw(session, helper.id, shift_id, now(), by=scope().account_id)
