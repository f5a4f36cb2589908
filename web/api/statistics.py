"""How requests were dealt with, over the API: as on the page, with numerator and denominator."""

import datetime as dt
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from models.care.board import LOOKERS
from models.places.tables import KINDS as PLACE_KINDS
from models.requests.figures import Line, Statistics, statistics
from models.requests.tables import KINDS, LADDER, SOURCES
from web.access import access, scope
from web.clock import now
from web.db import reading
from web.requests.figures import EARLIEST, LONGEST

BLUEPRINT = Blueprint(
    "api_statistics", __name__, url_prefix="/requests/statistics", description="诉求统计"
)
Body = dict[str, Any]
PROMISED = {"description": "在时限内的，和已受理、已办或时限已到的；只看第一次"}


class SpanAsked(Schema):
    first = fields.Date(
        required=True,
        validate=validate.Range(min=EARLIEST),
        metadata={"description": "从哪天（中国的日历日）", "example": "2026-11-01"},
    )
    last = fields.Date(
        required=True, metadata={"description": "到哪天，含这一天", "example": "2026-11-20"}
    )

    @validates_schema
    def _in_order(self, data: Body, **_more: Any) -> None:
        if not dt.timedelta(0) <= data["last"] - data["first"] <= LONGEST:
            raise ValidationError("最多三年，先后不要写反。", "last")


class ShareAnswer(Schema):
    part = fields.Integer()
    of = fields.Integer()
    percent = fields.Integer(
        allow_none=True, metadata={"description": "分母不满 5 的为空", "example": 87}
    )


class LineAnswer(Schema):
    asked = fields.Integer(metadata={"description": "收到的，撤回的也算"})
    sources = fields.Dict(
        keys=fields.String(validate=validate.OneOf(SOURCES)), values=fields.Integer()
    )
    accepted = fields.Nested(ShareAnswer, metadata=PROMISED)
    middle = fields.Float(
        allow_none=True, metadata={"description": "受理用时的中位数，分钟；不满 5 件为空"}
    )
    ninth = fields.Float(
        allow_none=True, metadata={"description": "受理用时的 90 百分位，分钟；不满 5 件为空"}
    )
    answered = fields.Nested(ShareAnswer, metadata=PROMISED)
    handled = fields.Nested(ShareAnswer, metadata=PROMISED)
    reopened = fields.Nested(
        ShareAnswer, metadata={"description": "居民说过话的里面，说过没办好的"}
    )
    silent = fields.Nested(ShareAnswer, metadata={"description": "请居民验收的里面，没有回音的"})
    referred = fields.Nested(ShareAnswer, metadata={"description": "收到的里面，转出去过的"})
    open = fields.Integer(metadata={"description": "现在没有办结的"})
    overdue = fields.Integer(metadata={"description": "其中答应居民的过了时限的"})
    climbed = fields.Dict(
        keys=fields.String(validate=validate.OneOf(LADDER)),
        values=fields.Nested(ShareAnswer),
        metadata={"description": "过了时限转到这一级或更上一级的"},
    )


class PlaceLine(LineAnswer):
    place_id = fields.UUID()
    name = fields.String(metadata={"example": "新城社区"})
    kind = fields.String(validate=validate.OneOf(PLACE_KINDS))


class KindLine(LineAnswer):
    kind = fields.String(validate=validate.OneOf(KINDS))


class WeekLine(LineAnswer):
    monday = fields.Date()


class StatisticsAnswer(Schema):
    whole = fields.Nested(LineAnswer)
    places = fields.List(fields.Nested(PlaceLine))
    kinds = fields.List(fields.Nested(KindLine))
    weeks = fields.List(fields.Nested(WeekLine))


@BLUEPRINT.route("")
class RequestStatistics(MethodView):
    @BLUEPRINT.arguments(SpanAsked, location="query", unknown=RAISE)
    @BLUEPRINT.response(200, StatisticsAnswer)
    @access(roles=LOOKERS, token="read")
    def get(self, asked: Body) -> Body:
        """一段日子里提出来的诉求：各级各地、各类、每周；不统计个人"""
        return _answer(statistics(reading(), scope(), asked["first"], asked["last"], now()))


def _answer(found: Statistics) -> Body:
    def line(one: Line, **more: Any) -> Body:
        return vars(one) | more

    return {
        "whole": line(found.whole),
        "places": [
            line(one, place_id=place.id, name=place.name, kind=place.kind)
            for place, one in found.places
        ],
        "kinds": [line(one, kind=kind) for kind, one in found.kinds],
        "weeks": [line(one, monday=monday) for monday, one in found.weeks],
    }
