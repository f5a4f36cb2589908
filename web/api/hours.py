"""A helper's own hours over the API: what counts, what waits, each entry as it stands."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from models.accounts.roles import HELPERS
from models.care.hours.stars import stars_of, thresholds
from models.care.hours.tables import HOURS_STATES, SOURCES
from models.care.hours.totals import hours_of, totals
from models.care.tables import EVIDENCE
from web.access import access
from web.api.schemas import PageAnswer, PageAsked
from web.care.tasks import needed_helper
from web.clock import now, today
from web.db import reading
from web.paging import paged

BLUEPRINT = Blueprint("api_hours", __name__, url_prefix="/hours", description="我的工时")


class HoursAnswer(Schema):
    id = fields.UUID()
    source = fields.String(validate=validate.OneOf(SOURCES))
    content = fields.String(metadata={"example": "陪伴聊天"})
    began_at = fields.AwareDateTime()
    ended_at = fields.AwareDateTime()
    minutes = fields.Integer(metadata={"description": "实际服务的分钟，路上不算"})
    state = fields.String(
        validate=validate.OneOf(HOURS_STATES), metadata={"description": "只有 credited 算工时"}
    )
    evidence = fields.String(validate=validate.OneOf(EVIDENCE))
    late = fields.Boolean(metadata={"description": "超过十个工作日才录入"})


class HoursPage(PageAnswer):
    items = fields.List(fields.Nested(HoursAnswer))
    credited = fields.Integer(metadata={"description": "已认定的分钟"})
    pending = fields.Integer(metadata={"description": "等签认的分钟"})
    queried = fields.Integer(metadata={"description": "有疑问的分钟"})
    checked = fields.Integer(metadata={"description": "已认定、但有疑点在核实的分钟"})
    stars = fields.Integer(metadata={"description": "星级"})


@BLUEPRINT.route("")
class Hours(MethodView):
    @BLUEPRINT.arguments(PageAsked, location="query", unknown=RAISE)
    @BLUEPRINT.response(200, HoursPage)
    @access(roles=HELPERS, token="read")
    def get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """我的工时：合计、星级和每一次，最近的在前"""
        session = reading()
        helper = needed_helper(session)
        sums = totals(session, helper.id)
        worth = stars_of(sums.credited, thresholds(session, today(now())))
        page = paged(session, hours_of(helper.id), asked["size"])
        return vars(page) | vars(sums) | {"stars": worth.stars}
