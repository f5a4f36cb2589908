"""Why staff reject a proposal: coded, so that they can be counted without reading remarks.

A seeker's own refusal is a reason like any other and is passed on to nobody: refusals of work can
cost a family its allowance, so the product never counts them per person.
"""

from dataclasses import dataclass
from types import MappingProxyType

from matcher.said import Said


@dataclass(frozen=True)
class Reason:
    """``lasting``: holds for the resident's later visits too; ``remark``: words are required."""

    said: Said
    lasting: bool = False
    remark: bool = False


REASONS = MappingProxyType(
    {
        "employment": MappingProxyType(
            {
                "person_declines": Reason(Said("本人暂不考虑")),
                "not_reached": Reason(Said("多次联系不上本人")),
                "employed": Reason(Said("本人已就业")),
                "too_far": Reason(Said("路程或交通不方便")),
                "hours": Reason(Said("上班或上课时间不合适")),
                "pay": Reason(Said("工资待遇不合适")),
                "conditions": Reason(Said("不符合岗位要求")),
                "health": Reason(Said("身体情况不适合")),
                "filled": Reason(Said("单位已招满或不再招")),
                "doubtful": Reason(Said("岗位信息有疑问，待核实")),
                "other": Reason(Said("其他原因"), remark=True),
            }
        ),
        "care": MappingProxyType(
            {
                "helper_busy": Reason(Said("志愿者近期没有时间")),
                "resident_declines": Reason(Said("居民不希望由此人上门"), lasting=True),
                "conflict": Reason(Said("双方有矛盾或利害关系"), lasting=True),
                "skill": Reason(Said("技能或经验不合适")),
                "too_far": Reason(Said("路程或交通不方便")),
                "arranged": Reason(Said("已另作安排")),
                "safety": Reason(Said("出于安全考虑"), lasting=True),
                "other": Reason(Said("其他原因"), remark=True),
            }
        ),
    }
)
