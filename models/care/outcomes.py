"""What may come of a claim: how a visit went and what happens next, and why one was given back."""

from dataclasses import dataclass
from types import MappingProxyType

from matcher.said import Said


@dataclass(frozen=True)
class Outcome:
    """``closes``: nothing more is owed by this visit; ``tell``: staff of the place hear of it."""

    label: Said
    then: Said
    closes: bool = False
    ends_needs: bool = False
    tell: Said | None = None


OUTCOMES = MappingProxyType(
    {
        "done": Outcome(
            label=Said("已经完成"),
            then=Said("这户的探访已完成，下一次会按期再安排。"),
            closes=True,
        ),
        "not_home": Outcome(
            label=Said("家里没人"),
            then=Said("任务回到任务池，请换个时间再去，或由别人接着去。"),
        ),
        "refused": Outcome(
            label=Said("对方这次不要"),
            then=Said("任务保留，社区工作人员会先和对方联系。"),
            tell=Said("有一户谢绝了这次探访，仍然欠着，请先联系，再决定怎么安排。"),
        ),
        "hospital": Outcome(
            label=Said("对方住院了"),
            then=Said("探访先停下来，社区工作人员会了解情况，出院后自动恢复。"),
            tell=Said("有一位服务对象住院，探访已暂停两周，请了解情况，改成合适的日期。"),
        ),
        "moved": Outcome(
            label=Said("对方搬走了"),
            then=Said("任务结束，社区工作人员会核实新住处。"),
            closes=True,
            ends_needs=True,
            tell=Said("有一位服务对象据报已搬走，需求已停办，请核实新住处。"),
        ),
        "deceased": Outcome(
            label=Said("对方去世了"),
            then=Said("任务结束，社区工作人员会核实并慰问家属。谢谢您去看望。"),
            closes=True,
            ends_needs=True,
            tell=Said("有一位服务对象据报已去世，需求已停办，请核实并慰问家属。"),
        ),
    }
)

WITHDRAWALS = MappingProxyType(
    {
        "busy": Said("临时有事"),
        "ill": Said("身体不舒服"),
        "far": Said("路太远，不方便"),
        "unsuited": Said("这项服务我做不来"),
        "weather": Said("天气不好，不安全"),
        "other": Said("其他原因"),
    }
)

# Why claims ended that were not carried out: a helper's own reasons, and what others may have done.
ENDINGS = MappingProxyType(
    {
        **WITHDRAWALS,
        "consent": Said("监护人撤回了同意"),
        "no_leader": Said("同去的志愿者去不了，没有人带"),
        "handed_on": Said("转给了接手的志愿者"),
        "no_answer": Said("前一天没有回音，由工作人员放出名额"),
    }
)
