"""Hours as people say them: lengths of time, how an entry stands, who still has to say what."""

from types import MappingProxyType

from flask_babel import gettext as _

from matcher.said import Said
from models.care.hours.signing import may_confirm
from models.care.hours.tables import ServiceHours
from web.access import scope

# state -> kind of chip and word
STATES = MappingProxyType(
    {
        "pending": ("wait", Said("等签认")),
        "credited": ("good", Said("已认定")),
        "queried": ("warn", Said("有疑问，在核实")),
        "revoked": ("bad", Said("已撤销")),
    }
)
ACTIONS = MappingProxyType(
    {
        "entered": Said("填报"),
        "proved": Said("补上凭证"),
        "signed": Said("签认"),
        "queried": Said("提出疑问"),
        "kept": Said("核实后保留"),
        "corrected": Said("更正"),
        "revoked": Said("撤销"),
        "called": Said("电话回访"),
    }
)
CALLS = MappingProxyType(
    {
        "confirmed": Said("对方说去过"),
        "denied": Said("对方说没去过，或时间不对"),
        "unreachable": Said("没有打通"),
    }
)


def duration(minutes: int) -> str:
    """2 小时 05 分钟."""
    return str(_("%(hours)d 小时 %(minutes)d 分钟", hours=minutes // 60, minutes=minutes % 60))


def missing(hours: ServiceHours) -> str:
    """What a pending entry waits for, in one sentence to the volunteer."""
    if may_confirm(hours, scope().account_id):
        return str(_("工作人员替您填的，请您看一看，对的话点确认。"))
    if hours.late:
        return str(_("超过十个工作日才补录，要社区工作人员向对方核实后签认。"))
    return str(_("等网格员或社区工作人员向对方核实后签认，您不用再做什么。"))
