"""Vacancies, training orders and referrals as JSON: what is asked, what is told."""

from marshmallow import Schema, fields, validate

from models.employment.placing.lists import STAGES
from models.employment.placing.steps import STEPS
from models.employment.tables import EMPLOYER_KINDS, EMPLOYMENT_KINDS, REFERRAL_STATES, SIDES
from models.employment.training.orders import STATES as ORDER_STATES
from models.employment.vacancies import STATES
from web.api.schemas import MaskedName, MaskedPhone, PageAnswer, PageAsked, Words
from web.employment.placing.pages import StepForm

MONTHLY = {"description": "元/月", "example": 2800}
SEEN = {"description": "改的时候原样带回；这期间别人改过，就不收"}


class EmployerAnswer(Schema):
    id = fields.UUID()
    name = fields.String()
    kind = fields.String(validate=validate.OneOf(EMPLOYER_KINDS))


class VacanciesAsked(PageAsked):
    state = fields.String(validate=validate.OneOf(STATES), metadata={"description": "不给就是全部"})
    kind = fields.String(validate=validate.OneOf(EMPLOYER_KINDS))


class PostedVacancy(Schema):
    """A vacancy with its tally; the contact's telephone is masked."""

    id = fields.UUID(attribute="row.id")
    employer = fields.Nested(EmployerAnswer, attribute="row.employer")
    occupation = fields.String(attribute="row.occupation")
    headcount = fields.Integer(attribute="row.headcount")
    employment_kind = fields.String(
        attribute="row.employment_kind",
        allow_none=True,
        validate=validate.OneOf((*EMPLOYMENT_KINDS, None)),
    )
    work = fields.String(attribute="row.work", allow_none=True)
    conditions = fields.String(attribute="row.conditions", allow_none=True)
    place_id = fields.UUID(attribute="row.place_id")
    place = fields.String(attribute="row.place.name")
    pay_min = fields.Integer(attribute="row.pay_min", metadata=MONTHLY)
    pay_max = fields.Integer(attribute="row.pay_max", allow_none=True, metadata=MONTHLY)
    shift = fields.String(attribute="row.shift")
    education = fields.String(attribute="row.education", allow_none=True)
    skill = fields.String(attribute="row.skill", allow_none=True)
    certificate = fields.Boolean(attribute="row.certificate")
    hazards = fields.List(fields.String(), attribute="row.hazards")
    insurance = fields.String(attribute="row.insurance", allow_none=True)
    board = fields.String(attribute="row.board", allow_none=True)
    valid_until = fields.Date(attribute="row.valid_until")
    contact_name = fields.String(attribute="row.contact_name", allow_none=True)
    contact_phone = MaskedPhone(attribute="row.contact_phone")
    closed_on = fields.Date(attribute="row.closed_on", allow_none=True)
    state = fields.String(attribute="tally.state", validate=validate.OneOf(STATES))
    held = fields.Integer(attribute="tally.held", metadata={"description": "占着的名额"})
    sent = fields.Integer(attribute="tally.sent", metadata={"description": "一共推荐过几人"})
    seen = fields.String(metadata=SEEN)


class VacancyPage(PageAnswer):
    items = fields.List(fields.Nested(PostedVacancy))


class ClassAnswer(Schema):
    id = fields.UUID()
    provider = fields.String(allow_none=True)
    seats = fields.Integer()
    least = fields.Integer(metadata={"description": "满几人开班"})
    starts_on = fields.Date()
    hours = fields.Integer(allow_none=True, metadata={"description": "课时"})
    timetable = fields.String()
    place = fields.String(attribute="place.name")
    closed_on = fields.Date(allow_none=True)


class OrderAnswer(Schema):
    """A training order with its tally and its classes."""

    id = fields.UUID(attribute="row.id")
    number = fields.String(attribute="row.number")
    employer = fields.Nested(EmployerAnswer, attribute="row.employer")
    occupation = fields.String(attribute="row.occupation")
    headcount = fields.Integer(attribute="row.headcount")
    place_id = fields.UUID(attribute="row.place_id", allow_none=True)
    education = fields.String(attribute="row.education", allow_none=True)
    pay_min = fields.Integer(attribute="row.pay_min", metadata=MONTHLY)
    pay_max = fields.Integer(attribute="row.pay_max", allow_none=True, metadata=MONTHLY)
    subsidy = fields.String(attribute="row.subsidy", allow_none=True)
    held = fields.Integer(attribute="tally.held", metadata={"description": "占着的名额"})
    passed = fields.Integer(attribute="tally.passed", metadata={"description": "培训合格过的"})
    at_work = fields.Integer(attribute="tally.at_work", metadata={"description": "在上班的"})
    missing = fields.Integer(attribute="tally.missing", metadata={"description": "还缺几人"})
    closed_on = fields.Date(attribute="row.closed_on", allow_none=True)
    classes = fields.List(fields.Nested(ClassAnswer))
    seen = fields.String(metadata=SEEN)


class OrdersAsked(PageAsked):
    state = fields.String(
        validate=validate.OneOf(ORDER_STATES), metadata={"description": "不给就是全部"}
    )
    search = fields.String(
        load_default="", metadata={"description": "单位、工种或编号的一部分", "example": "缝纫"}
    )


class OrderPage(PageAnswer):
    items = fields.List(fields.Nested(OrderAnswer))


class ReferralsAsked(PageAsked):
    stage = fields.String(validate=validate.OneOf(STAGES), metadata={"description": "轮到谁"})


class ReferralAnswer(Schema):
    """A referral as the page shows it: masked, and to an employer no more than it needs."""

    id = fields.UUID(attribute="row.id")
    state = fields.String(attribute="row.state", validate=validate.OneOf(REFERRAL_STATES))
    stage = fields.String(validate=validate.OneOf(STAGES))
    seeker = MaskedName(attribute="row.seeker.person.name", metadata={"example": "张*三"})
    phone = MaskedPhone(attribute="row.seeker.person.phone")
    vacancy_id = fields.UUID(attribute="row.vacancy_id", allow_none=True)
    class_id = fields.UUID(attribute="row.cohort_id", allow_none=True)
    occupation = fields.String(attribute="target.occupation")
    employer = fields.Nested(EmployerAnswer, attribute="target.employer")
    decided_at = fields.AwareDateTime(attribute="row.decided_at")
    interview_on = fields.Date(attribute="row.interview_on", allow_none=True)
    started_on = fields.Date(attribute="row.placement.started_on")
    stayed_3 = fields.Date(attribute="row.placement.stayed_3", allow_none=True)
    stayed_6 = fields.Date(attribute="row.placement.stayed_6", allow_none=True)
    left_on = fields.Date(attribute="row.placement.left_on", allow_none=True)


class ReferralPage(PageAnswer):
    items = fields.List(fields.Nested(ReferralAnswer))


class StepAnswer(Schema):
    step = fields.String(validate=validate.OneOf(tuple(STEPS)))
    said = Words(metadata={"example": "本人愿意"})
    side = fields.String(validate=validate.OneOf(SIDES))
    day = fields.Date()
    at = fields.AwareDateTime()


class OneReferralAnswer(ReferralAnswer):
    steps = fields.List(fields.Nested(StepAnswer), metadata={"description": "已经走过的，先后"})
    open = fields.List(
        fields.String(validate=validate.OneOf(tuple(STEPS))),
        metadata={"description": "您现在可以登记的"},
    )


class StepBody(StepForm):
    step = fields.String(
        required=True, validate=validate.OneOf(tuple(STEPS)), metadata={"example": "call"}
    )
