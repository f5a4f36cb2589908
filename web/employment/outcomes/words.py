"""Outcomes and fairness in words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from models.employment.outcomes.fairness import Finding
from models.employment.outcomes.intervals import Interval

BY: Mapping[str, Any] = {
    "sex": _("按性别"),
    "age": _("按年龄"),
    "disability": _("按残疾"),
    "resettlement": _("按易地搬迁"),
}
GROUPS: Mapping[str, Any] = {
    "female": _("女"),
    "male": _("男"),
    "under_25": _("不满 25 岁"),
    "25_34": _("25–34 岁"),
    "35_44": _("35–44 岁"),
    "45_54": _("45–54 岁"),
    "from_55": _("55 岁及以上"),
    "disabled": _("残疾"),
    "not_disabled": _("没有登记残疾"),
    "resettled": _("易地搬迁"),
    "not_resettled": _("不是易地搬迁"),
}
MEASURES: Mapping[str, Any] = {
    "referred": _("推荐过的占比"),
    "yes": _("本人愿意的占比"),
    "wait": _("平均等待（天）"),
    "placed": _("上过班的占比"),
}


def percent(part: int, whole: int) -> str:
    """A share in whole percent; a dash where there is nothing to take it of."""
    return f"{100 * part / whole:.0f}%" if whole else "—"


def range_text(measure: str, found: Interval) -> str:
    """Between what it lies, in days or percent."""
    if measure == "wait":
        return f"{max(0, found.low):.0f}–{found.high:.0f}"
    return f"{100 * found.low:.0f}–{100 * found.high:.0f}%"


def value_text(measure: str, found: Interval) -> str:
    return f"{found.value:.0f}" if measure == "wait" else f"{100 * found.value:.0f}%"


def finding_text(one: Finding) -> str:
    """One difference in a sentence: who, how much, how sure."""
    days = one.measure == "wait"
    scale = 1 if days else 100
    low, high = sorted(abs(scale * edge) for edge in (one.apart.low, one.apart.high))
    facts = {
        "by": BY[one.by],
        "group": GROUPS[one.group],
        "others": GROUPS[one.against] if one.against else gettext("其他各组"),
        "measure": MEASURES[one.measure],
        "size": round(abs(scale * one.apart.value)),
        "low": round(low),
        "high": round(high),
    }
    if days and one.apart.value > 0:
        text = gettext(
            "%(group)s平均比%(others)s多等 %(size)d 天（%(low)d 到 %(high)d 天）。", **facts
        )
    elif days:
        text = gettext(
            "%(group)s平均比%(others)s少等 %(size)d 天（%(low)d 到 %(high)d 天）。", **facts
        )
    elif one.apart.value > 0:
        text = gettext(
            "%(measure)s：%(group)s比%(others)s高 %(size)d 个百分点（%(low)d 到 %(high)d 个）。",
            **facts,
        )
    else:
        text = gettext(
            "%(measure)s：%(group)s比%(others)s低 %(size)d 个百分点（%(low)d 到 %(high)d 个）。",
            **facts,
        )
    return str(text)
