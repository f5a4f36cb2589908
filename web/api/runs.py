"""The nights over the API: what each did, what is short, starting and releasing one."""

import datetime as dt
import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate
from sqlalchemy.orm import Session

from models.matching import nights as tables
from models.matching import runs as changes
from models.matching.tables import MARKETS, RUN_STATES, Run
from web.access import access, scope
from web.api.idempotency import once
from web.api.schemas import Words
from web.clock import now, today
from web.db import reading
from web.matching.nights import GATES, gates
from web.matching.roles import ADMINISTRATOR, NIGHTS
from web.matching.runs import put_on_queue

BLUEPRINT = Blueprint("api_runs", __name__, url_prefix="/runs", description="夜间匹配")
Body = dict[str, Any]
UNITS = {"description": "以匹配分计"}


class RunsAsked(Schema):
    county_id = fields.UUID(metadata={"description": "只要这个县的"})
    night = fields.Date(metadata={"description": "只要这一晚的", "example": "2026-11-20"})
    limit = fields.Integer(load_default=60, validate=validate.Range(min=1, max=400))


class RunLine(Schema):
    id = fields.UUID()
    county_id = fields.UUID()
    night = fields.Date()
    state = fields.String(validate=validate.OneOf(RUN_STATES))
    stage = fields.String(allow_none=True, metadata={"description": "正在做哪一步"})
    share = fields.Float(metadata={"description": "已完成的份额，0 到 1", "example": 0.6})
    attempt = fields.Integer(metadata={"description": "第几次进行"})
    started_at = fields.AwareDateTime(metadata={"description": "UTC"})
    finished_at = fields.AwareDateTime(allow_none=True)


class RunList(Schema):
    items = fields.List(fields.Nested(RunLine))


class FiguresAnswer(Schema):
    market = fields.String(validate=validate.OneOf(MARKETS))
    people = fields.Integer()
    openings = fields.Integer()
    candidates = fields.Integer(metadata={"description": "符合全部规则的搭配数"})
    proposals = fields.Integer()
    unserved = fields.Integer()
    objective = fields.Float(metadata=UNITS)
    bound = fields.Float(metadata=UNITS | {"description": "最好也不会超过它"})
    gap = fields.Float(allow_none=True, metadata={"description": "与最优的差距，份额"})
    violations = fields.Integer()
    certified = fields.Boolean(metadata={"description": "证明成立"})


class GateAnswer(Schema):
    name = fields.String(validate=validate.OneOf(list(GATES)))
    asks = fields.String(metadata={"description": "检查什么"})
    faults = fields.List(Words(), metadata={"description": "没有通过的原因；空表示通过"})


class CoverageAnswer(Schema):
    market = fields.String(validate=validate.OneOf(MARKETS))
    place = fields.UUID(allow_none=True, metadata={"description": "社区；不知道时为空"})
    name = fields.String()
    wanted = fields.Integer(metadata={"description": "应服务几人次"})
    share = fields.Float(metadata={"description": "方案覆盖的份额，0 到 1"})


class RunAnswer(RunLine):
    failure = Words(allow_none=True, metadata={"description": "没有完成的原因"})
    markets = fields.List(fields.Nested(FiguresAnswer))
    gates = fields.List(fields.Nested(GateAnswer))
    coverage = fields.List(fields.Nested(CoverageAnswer))


class ShortageAnswer(Schema):
    market = fields.String(validate=validate.OneOf(MARKETS))
    kind = fields.String(metadata={"description": "unserved 没有合适的人或岗位，capacity 已排满"})
    name = fields.String(metadata={"description": "社区"})
    amount = fields.Integer(metadata={"description": "差几个"})
    worth = fields.Integer(metadata=UNITS | {"description": "再多一个，最多值几分"})
    rule = fields.String(metadata={"description": "挡住最多搭配的规则"})
    said = Words(attribute="whole")
    cure = Words(allow_none=True, metadata={"description": "怎样会好一些"})


class ShortageList(Schema):
    items = fields.List(fields.Nested(ShortageAnswer))


class StartBody(Schema):
    county_id = fields.UUID(required=True)


class StartAnswer(Schema):
    county_id = fields.UUID()
    night = fields.Date()
    as_of = fields.Date(metadata={"description": "按哪一天的情况匹配"})
    attempt = fields.Integer(
        metadata={"description": "排队时已进行过几次；/runs 里的 attempt 大于它就是开始了"}
    )


class ReleaseBody(Schema):
    reason = fields.String(required=True, validate=validate.Length(min=1, max=500))


def _work(answer: Body) -> None:
    """Put what was promised on the queue; a night that is done already is not worked again."""
    put_on_queue(
        uuid.UUID(answer["county_id"]),
        dt.date.fromisoformat(answer["night"]),
        dt.date.fromisoformat(answer["as_of"]),
    )


@BLUEPRINT.route("")
class Runs(MethodView):
    @BLUEPRINT.arguments(RunsAsked, location="query", unknown=RAISE)
    @BLUEPRINT.response(200, RunList)
    @access(roles=NIGHTS, token="read")
    def get(self, asked: Body) -> Body:
        """各晚的匹配，新的在前"""
        narrowed = {name: asked[name] for name in ("county_id", "night") if name in asked}
        found = tables.listed(reading(), scope(), NIGHTS, asked["limit"], **narrowed)
        return {"items": found}

    @BLUEPRINT.arguments(StartBody)
    @BLUEPRINT.response(202, StartAnswer)
    @access(roles=ADMINISTRATOR, token="runs")
    @once(StartAnswer(), 202, _work)
    def post(self, body: Body, *, session: Session) -> Body:
        """开始今晚的匹配；同一晚无论要求几次，只发布一次"""
        night = today(now())
        begun = tables.attempts(session, scope(), body["county_id"], night)
        return {"county_id": body["county_id"], "night": night, "as_of": night, "attempt": begun}


@BLUEPRINT.route("/<uuid:run_id>")
class OneRun(MethodView):
    @BLUEPRINT.response(200, RunAnswer)
    @access(roles=NIGHTS, token="read")
    def get(self, run_id: uuid.UUID) -> Body:
        """一晚的匹配：数字、证明、发布检查、各社区覆盖"""
        run = tables.one(reading(), scope(), NIGHTS, run_id)
        failure = run.failure or {}
        asked = zip(GATES, gates(run), strict=True)
        return {
            **{name: getattr(run, name) for name in RunLine().fields},
            "failure": failure if "said" in failure else None,
            "markets": [{"market": m, **run.report[m]} for m in MARKETS if m in run.report],
            "gates": [{"name": n, "asks": str(asks), "faults": f} for n, (asks, f) in asked],
            "coverage": _rows(run, "coverage"),
        }


@BLUEPRINT.route("/<uuid:run_id>/shortages")
class Shortages(MethodView):
    @BLUEPRINT.response(200, ShortageList)
    @access(roles=NIGHTS, token="read")
    def get(self, run_id: uuid.UUID) -> Body:
        """哪里缺什么，怎样会好一些"""
        run = tables.one(reading(), scope(), NIGHTS, run_id)
        return {"items": [{**row, "whole": row} for row in _rows(run, "shortages")]}


@BLUEPRINT.route("/<uuid:run_id>/release")
class Release(MethodView):
    @BLUEPRINT.arguments(ReleaseBody)
    @BLUEPRINT.response(202, StartAnswer)
    @access(roles=ADMINISTRATOR, token="runs")
    @once(StartAnswer(), 202, _work)
    def post(self, body: Body, run_id: uuid.UUID, *, session: Session) -> Body:
        """放行被发布检查拦下的一晚，写明理由；随后重新匹配并发布"""
        held = changes.release(session, scope(), run_id, body["reason"], now())
        as_of = dt.date.fromisoformat(held.params["as_of"])
        return {
            "county_id": held.county_id,
            "night": held.night,
            "as_of": as_of,
            "attempt": held.attempt,
        }


def _rows(run: Run, name: str) -> list[Body]:
    """The rows of both markets' reports under a name."""
    return [
        {"market": market, **row}
        for market in MARKETS
        for row in run.report.get(market, {}).get(name, [])
    ]
