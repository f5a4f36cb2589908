"""The steps of a referral, in one table: who may take each, from where, and why.

A person's own no needs no reason and costs nothing: three refusals of suitable work can cost a
family its allowance (domain rule 8), so reasons are kept for finding something better and are never
counted per person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from matcher.said import Said
from models.employment.tables import HOLDING

STAFF, EMPLOYER, SEEKER = "staff", "employer", "seeker"
POST, CLASS = "post", "class"
BOTH = frozenset({POST, CLASS})

_OTHER = {"other": Said("其他原因")}
CALLS = {
    "reached": Said("打通了"),
    "no_answer": Said("没有人接"),
    "call_back": Said("约好再打"),
    "wrong_number": Said("号码不对"),
}
SEEKER_REASONS = {
    "too_far": Said("路程或交通不方便"),
    "hours": Said("上班或上课时间不合适"),
    "pay": Said("工资待遇不合适"),
    "health": Said("身体情况不适合"),
    "family": Said("家里有人要照顾"),
    "employed": Said("已经找到工作"),
    **_OTHER,
}
EMPLOYER_REASONS = {
    "skill": Said("技能不合要求"),
    "experience": Said("经验不合要求"),
    "no_show": Said("约好面试没有来"),
    "hours": Said("时间对不上"),
    "filled": Said("已招满或不再招"),
    **_OTHER,
}
FAILED_REASONS = {
    "exam": Said("考试没有通过"),
    "absent": Said("缺课太多"),
    "stopped": Said("中途不上了"),
    "moved": Said("转到别的班"),
}
LEFT_REASONS = {
    "resigned": Said("本人辞职"),
    "dismissed": Said("单位辞退"),
    "ended": Said("合同或任务到期"),
    "closed": Said("单位停产或撤岗"),
    "health": Said("身体原因"),
    "family": Said("家里有人要照顾"),
    "other_work": Said("换了别的工作"),
    **_OTHER,
}
WITHDRAW_REASONS = {
    "not_reached": Said("多次联系不上本人"),
    "not_opened": Said("培训班没有开成"),
    "post_gone": Said("岗位取消了"),
    "doubtful": Said("单位或岗位有疑问"),
    "mistake": Said("登记有误"),
    **_OTHER,
}


@dataclass(frozen=True)
class Step:
    """``done`` says it happened; ``asked`` is the button. ``reasons``: one is required, unless
    ``free``. ``dated``: the day is asked for; ``ahead``: it may lie ahead."""

    done: Said
    asked: Said
    sides: frozenset[str]
    before: tuple[str, ...]
    of: frozenset[str] = BOTH
    reasons: Mapping[str, Said] = field(default_factory=dict)
    free: bool = False
    dated: bool = False
    ahead: bool = False


STEPS: Mapping[str, Step] = MappingProxyType(
    {
        "call": Step(
            Said("打过电话"), Said("记一次电话"), frozenset({STAFF}), HOLDING, reasons=CALLS
        ),
        "ask": Step(Said("本人想找人问问"), Said("请人给我打电话"), frozenset({SEEKER}), HOLDING),
        "seeker_yes": Step(
            Said("本人愿意"), Said("本人愿意去"), frozenset({STAFF, SEEKER}), ("approved",)
        ),
        "interview": Step(
            Said("约了面试"),
            Said("约面试"),
            frozenset({STAFF, EMPLOYER}),
            ("approved",),
            of=frozenset({POST}),
            dated=True,
            ahead=True,
        ),
        "employer_yes": Step(
            Said("单位同意录用"),
            Said("单位同意录用"),
            frozenset({STAFF, EMPLOYER}),
            ("approved",),
            of=frozenset({POST}),
        ),
        "passed": Step(
            Said("培训合格"),
            Said("培训合格"),
            frozenset({STAFF}),
            ("accepted",),
            of=frozenset({CLASS}),
            dated=True,
        ),
        "started": Step(
            Said("上班了"),
            Said("已经上班"),
            frozenset({STAFF, EMPLOYER}),
            ("accepted", "passed"),
            dated=True,
        ),
        "stayed": Step(Said("还在岗"), Said("还在岗"), frozenset({STAFF, EMPLOYER}), ("placed",)),
        "seeker_no": Step(
            Said("本人不去"),
            Said("本人不去"),
            frozenset({STAFF, SEEKER}),
            ("approved", "accepted", "passed"),
            reasons=SEEKER_REASONS,
            free=True,
        ),
        "employer_no": Step(
            Said("单位没有录用"),
            Said("单位不录用"),
            frozenset({STAFF, EMPLOYER}),
            ("approved", "accepted"),
            of=frozenset({POST}),
            reasons=EMPLOYER_REASONS,
        ),
        "failed": Step(
            Said("培训没有完成"),
            Said("培训没有完成"),
            frozenset({STAFF}),
            ("accepted",),
            of=frozenset({CLASS}),
            reasons=FAILED_REASONS,
            dated=True,
        ),
        "left": Step(
            Said("离岗了"),
            Said("已经离岗"),
            frozenset({STAFF, EMPLOYER}),
            ("placed",),
            reasons=LEFT_REASONS,
            dated=True,
        ),
        "withdraw": Step(
            Said("推荐已撤回"),
            Said("撤回推荐"),
            frozenset({STAFF}),
            ("approved", "accepted", "passed"),
            reasons=WITHDRAW_REASONS,
        ),
    }
)
# What a step makes of a referral; a yes of one side alone leaves it as it is.
AFTER: Mapping[str, str] = MappingProxyType(
    {
        "passed": "passed",
        "started": "placed",
        "seeker_no": "declined",
        "employer_no": "declined",
        "failed": "failed",
        "left": "left",
        "withdraw": "withdrawn",
    }
)
