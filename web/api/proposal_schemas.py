"""What goes into and comes out of the review desk's resources."""

from marshmallow import Schema, fields, validate

from models.matching.reasons import REASONS
from models.matching.reviews import MOST_AT_ONCE, REMARK_LENGTH
from models.matching.tables import DECISIONS, MARKETS, PROPOSAL_STATES
from web.api.schemas import MaskedName, PageAnswer, PageAsked, Words
from web.masks import masked_name

CHANGES = ["new", "changed", "kept"]
CODES = sorted({code for reasons in REASONS.values() for code in reasons})
PART = {"description": "0 上午，1 下午，2 晚上", "example": 1}
POINTS = {"description": "分；各项相加正好是 score（满分 10000）", "example": 4200}


class ProposalsAsked(PageAsked):
    market = fields.String(
        validate=validate.OneOf(MARKETS), metadata={"description": "care 帮扶，employment 就业"}
    )
    state = fields.String(load_default="open", validate=validate.OneOf([*PROPOSAL_STATES, "all"]))
    community = fields.UUID(metadata={"description": "只要这个社区的，见 /places"})
    kind = fields.String(metadata={"description": "工种，或服务代码"})
    search = fields.String(metadata={"description": "姓名或工种的一部分"})
    warned = fields.Boolean(load_default=False, metadata={"description": "只要有提醒的"})


class ContributionAnswer(Schema):
    feature = fields.String(metadata={"example": "distance"})
    label = Words(metadata={"example": "距离"})
    points = fields.Integer(metadata=POINTS)
    said = Words(metadata={"description": "依据", "example": "相距 0.3 公里"})


class AlternativeAnswer(Schema):
    id = fields.UUID(metadata={"description": "改派时填在 to 里"})
    # An opening has an employer; what has none is a helper.
    name = fields.Function(
        lambda other: masked_name(other.name) if other.employer is None else other.name,
        metadata={"type": "string", "description": "岗位或工种；帮扶为志愿者（已遮盖）"},
    )
    employer = fields.String(allow_none=True)
    score = fields.Integer(metadata=POINTS)
    said = Words(metadata={"description": "没有选它的原因"})
    day = fields.Date(allow_none=True)
    part = fields.Integer(allow_none=True, metadata=PART)


class DecisionAnswer(Schema):
    decision = fields.String(validate=validate.OneOf(DECISIONS))
    who = fields.String(metadata={"example": "王敏"})
    when = fields.AwareDateTime(metadata={"description": "UTC"})
    reason = Words(allow_none=True)
    remark = fields.String(allow_none=True)


class VacancyAnswer(Schema):
    id = fields.UUID()
    headcount = fields.Integer(metadata={"description": "招几人"})
    pay_min = fields.Integer(metadata={"description": "元/月", "example": 2600})
    pay_max = fields.Integer(allow_none=True, metadata={"description": "元/月", "example": 3000})
    shift = fields.String(allow_none=True, metadata={"example": "白班 9:00-17:00"})
    place = fields.String(attribute="place.name")
    valid_until = fields.Date()


class CohortAnswer(Schema):
    id = fields.UUID()
    seats = fields.Integer(metadata={"description": "名额"})
    least = fields.Integer(metadata={"description": "满几人开班"})
    starts_on = fields.Date()
    timetable = fields.String(allow_none=True)
    place = fields.String(attribute="place.name")


class VisitAnswer(Schema):
    id = fields.UUID()
    window_from = fields.Date(metadata={"description": "最早哪天上门"})
    window_to = fields.Date(metadata={"description": "最晚哪天上门"})
    helpers_wanted = fields.Integer(metadata={"description": "要几人同去"})


class ProposalAnswer(Schema):
    """One proposal as the desk's card shows it; names are masked as on the page."""

    id = fields.UUID(attribute="proposal.id")
    run_id = fields.UUID(attribute="proposal.run_id")
    market = fields.String(attribute="proposal.market", validate=validate.OneOf(MARKETS))
    state = fields.String(attribute="proposal.state", validate=validate.OneOf(PROPOSAL_STATES))
    locked = fields.Boolean(
        attribute="proposal.locked", metadata={"description": "有人锁定，夜间匹配不动它"}
    )
    version = fields.Integer(
        attribute="proposal.version", metadata={"description": "处理时要带上", "example": 1}
    )
    change = fields.String(
        attribute="proposal.change",
        validate=validate.OneOf(CHANGES),
        metadata={"description": "与上一晚比"},
    )
    rank = fields.Integer(
        attribute="proposal.rank", metadata={"description": "帮扶次序，1 最急", "example": 1}
    )
    queue = fields.List(
        Words(), attribute="proposal.queue", metadata={"description": "优先的理由，不计入匹配分"}
    )
    score = fields.Integer(
        attribute="proposal.score", metadata={"description": "匹配分，满分 10000", "example": 7500}
    )
    contributions = fields.List(
        fields.Nested(ContributionAnswer), attribute="proposal.contributions"
    )
    warnings = fields.List(Words(), attribute="proposal.warnings")
    subject = MaskedName(
        attribute="row.subject", metadata={"description": "服务谁（已遮盖）", "example": "张*三"}
    )
    place = fields.String(attribute="row.place", metadata={"description": "此人所在社区"})
    target = fields.Function(
        lambda card: (
            masked_name(card.row.target) if card.proposal.market == "care" else card.row.target
        ),
        metadata={"type": "string", "description": "岗位或工种；帮扶为志愿者（已遮盖）"},
    )
    employer = fields.String(attribute="row.employer", allow_none=True)
    training = fields.Boolean(attribute="row.training", metadata={"description": "是培训班"})
    day = fields.Date(attribute="row.day", allow_none=True)
    part = fields.Integer(attribute="row.part", allow_none=True, metadata=PART)
    services = fields.List(fields.String(), attribute="kinds")
    vacancy = fields.Nested(VacancyAnswer, allow_none=True)
    cohort = fields.Nested(CohortAnswer, allow_none=True)
    visit = fields.Nested(VisitAnswer, allow_none=True)
    alternatives = fields.List(fields.Nested(AlternativeAnswer))
    history = fields.List(fields.Nested(DecisionAnswer))


class ProposalPage(PageAnswer):
    items = fields.List(fields.Nested(ProposalAnswer))


class DecisionBody(Schema):
    version = fields.Integer(
        required=True, metadata={"description": "看到的那一版；已有变化时答复 409", "example": 1}
    )


class LockBody(DecisionBody):
    locked = fields.Boolean(
        required=True, metadata={"description": "锁定还是解除", "example": True}
    )


class RejectBody(DecisionBody):
    reason = fields.String(
        required=True,
        validate=validate.OneOf(CODES),
        metadata={"description": "原因代码；other 要写 remark", "example": "too_far"},
    )
    remark = fields.String(validate=validate.Length(max=REMARK_LENGTH))


class SlotBody(Schema):
    day = fields.Date(required=True, metadata={"example": "2026-11-22"})
    part = fields.Integer(required=True, validate=validate.Range(min=0, max=2), metadata=PART)


class SwapBody(DecisionBody):
    to = fields.UUID(required=True, metadata={"description": "另一个岗位、培训班或志愿者"})
    slot = fields.Nested(SlotBody, metadata={"description": "帮扶：改到哪个半天"})
    remark = fields.String(validate=validate.Length(max=REMARK_LENGTH))


class ChosenBody(DecisionBody):
    id = fields.UUID(required=True)


class ManyBody(Schema):
    proposals = fields.List(
        fields.Nested(ChosenBody),
        required=True,
        validate=validate.Length(min=1, max=MOST_AT_ONCE),
    )


class ApprovedAnswer(Schema):
    id = fields.UUID()
    state = fields.String(validate=validate.OneOf(PROPOSAL_STATES))
    version = fields.Integer()


class ManyAnswer(Schema):
    approved = fields.List(fields.Nested(ApprovedAnswer))
