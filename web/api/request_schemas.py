"""Requests as JSON: what comes in from another system, what is told of one, its steps."""

from marshmallow import Schema, fields, validate

from models.requests.life import LONGEST, SHORTEST
from models.requests.steps import STEPS
from models.requests.tables import ENDED, KINDS, LEVELS, OPEN, PROMISES, SIDES, SOURCES, URGENCIES
from web.api.schemas import MaskedName, MaskedPhone, PageAnswer, PageAsked, Words
from web.requests.pages import StepForm as PageStep

STATES = (*OPEN, *ENDED)
CODE = {"description": "区划里的 path，用不用斜线隔开都行", "example": "610998/001/005/G3/B7"}


class RequestBody(Schema):
    """What somebody asks for, passed on by another system; who passes it on is the recorder."""

    words = fields.String(
        required=True,
        validate=validate.Length(SHORTEST, LONGEST),
        metadata={"example": "楼道灯不亮，老人晚上看不见"},
    )
    place = fields.String(required=True, validate=validate.Length(6, 100), metadata=CODE)
    kind = fields.String(
        load_default=None,
        validate=validate.OneOf(KINDS),
        metadata={"description": "不给就按文字分；分不出来不收", "example": "property"},
    )
    urgency = fields.String(load_default="ordinary", validate=validate.OneOf(URGENCIES))
    spot = fields.String(load_default=None, validate=validate.Length(max=100))
    name = fields.String(load_default=None, validate=validate.Length(max=50))
    phone = fields.String(
        load_default=None,
        validate=validate.Length(max=30),
        metadata={"description": "回电号码", "example": "0915-3212345"},
    )


class EnteredAnswer(Schema):
    """Without the code: it speaks for whoever asked, and who records may come to handle it."""

    id = fields.UUID()
    number = fields.Integer(metadata={"description": "第几号诉求"})
    kind = fields.String(validate=validate.OneOf(KINDS))


class RequestsAsked(PageAsked):
    level = fields.String(validate=validate.OneOf(LEVELS), metadata={"description": "到了哪一级"})
    kind = fields.String(validate=validate.OneOf(KINDS))
    state = fields.String(validate=validate.OneOf(OPEN))


class ClockAnswer(Schema):
    what = fields.String(validate=validate.OneOf(PROMISES))
    level = fields.String(validate=validate.OneOf(LEVELS))
    due_at = fields.AwareDateTime()
    paused_at = fields.AwareDateTime(
        allow_none=True, metadata={"description": "时限从什么时候起停着；没有停的为空"}
    )
    missed = fields.Boolean()


class RequestAnswer(Schema):
    """A request as the board shows it: nothing of who asked."""

    id = fields.UUID(attribute="row.id")
    number = fields.Integer(attribute="row.number")
    kind = fields.String(attribute="row.kind", validate=validate.OneOf(KINDS))
    urgency = fields.String(attribute="row.urgency", validate=validate.OneOf(URGENCIES))
    state = fields.String(attribute="row.state", validate=validate.OneOf(STATES))
    level = fields.String(attribute="row.level", validate=validate.OneOf(LEVELS))
    reopened = fields.Integer(attribute="row.reopened", metadata={"description": "居民不认可几次"})
    source = fields.String(attribute="row.source", validate=validate.OneOf(SOURCES))
    place_id = fields.UUID(attribute="row.place_id")
    place = fields.String(metadata={"example": "新城社区 第3网格"})
    entered_at = fields.AwareDateTime(attribute="row.at")
    ended_at = fields.AwareDateTime(attribute="row.ended_at", allow_none=True)
    clock = fields.Nested(ClockAnswer, allow_none=True, metadata={"description": "最先到的时限"})


class RequestPage(PageAnswer):
    items = fields.List(fields.Nested(RequestAnswer))


class RequestStepAnswer(Schema):
    step = fields.String(validate=validate.OneOf(tuple(STEPS)))
    said = Words(metadata={"example": "受理了"})
    side = fields.String(validate=validate.OneOf(SIDES))
    reason = Words(allow_none=True)
    remark = fields.String(allow_none=True)
    by = fields.String(allow_none=True, metadata={"description": "谁登记的"})
    at = fields.AwareDateTime()


class OneRequestAnswer(RequestAnswer):
    """One with its way; name and telephone masked, the door and the photos not at all."""

    words = fields.String(attribute="row.words")
    name = MaskedName(attribute="row.name", metadata={"example": "张*三"})
    phone = MaskedPhone(attribute="row.phone", metadata={"example": "138****1234"})
    photos = fields.Integer(metadata={"description": "几张照片；在页面上选了用途才看得到"})
    handler = fields.String(allow_none=True)
    supervisor = fields.String(allow_none=True)
    clocks = fields.List(fields.Nested(ClockAnswer), metadata={"description": "还没有办到的"})
    steps = fields.List(
        fields.Nested(RequestStepAnswer), metadata={"description": "已经走过的，先后"}
    )
    open = fields.List(
        fields.String(validate=validate.OneOf(tuple(STEPS))),
        metadata={"description": "您现在可以登记的"},
    )


class RequestStepBody(PageStep):
    step = fields.String(
        required=True, validate=validate.OneOf(tuple(STEPS)), metadata={"example": "accept"}
    )
