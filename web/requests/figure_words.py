"""The figures of requests in words: what each is called, how it is worked out, its cells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from models.requests.figures import Line, Share

NOTHING = "—"


@dataclass(frozen=True)
class Measure:
    """``short`` stands over a column. ``value``: a number, minutes (None where there are too
    few), or with ``share`` a share."""

    label: Any
    short: Any
    meaning: Any
    value: Callable[[Line], int | float | Share | None]
    share: bool = False


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "asked": Measure(
            _("收到（件）"),
            _("收到"),
            _("这些天里提出来的，扫码、打电话、上门、探访中发现的都算，后来撤回的也算。"),
            lambda line: line.asked,
        ),
        "accepted": Measure(
            _("5 分钟内受理"),
            _("受理"),
            _(
                "分母：已经受理、转出，或时限已到的；时限没到又没受理的、时限内撤回的不算。"
                "分子：在时限内受理或转出的。时限按提出那天的规定，平时是 5 分钟，"
                "一天 24 小时都算。只看第一次，重办的不算在内。"
            ),
            lambda line: line.accepted,
            share=True,
        ),
        "middle": Measure(
            _("受理用时，中位数（分钟）"),
            _("中位数"),
            _("从提出到受理或转出。一半比它快，一半比它慢。不满 5 件不算。"),
            lambda line: line.middle,
        ),
        "ninth": Measure(
            _("受理用时，九成以内（分钟）"),
            _("九成以内"),
            _("从提出到受理或转出。十件里有九件不超过它。不满 5 件不算。"),
            lambda line: line.ninth,
        ),
        "answered": Measure(
            _("30 分钟内回应"),
            _("回应"),
            _(
                "分母：已经回应、办结，或时限已到的。分子：在时限内回了居民一句，"
                "或已经办好、转出的。平时是 30 分钟，一天 24 小时都算。只看第一次。"
            ),
            lambda line: line.answered,
            share=True,
        ),
        "handled": Measure(
            _("在时限内办好"),
            _("办好"),
            _(
                "分母：办好并监督过、转出，或时限已到的；停着时限的不算。"
                "分子：在时限内的。各类各有时限，按受理那天的规定。只看第一次。"
            ),
            lambda line: line.handled,
            share=True,
        ),
        "reopened": Measure(
            _("居民说没办好"),
            _("没办好"),
            _("分母：居民说过办好没有的。分子：其中至少一次说没有办好的。"),
            lambda line: line.reopened,
            share=True,
        ),
        "silent": Measure(
            _("居民没有回音"),
            _("没回音"),
            _("分母：监督过、请居民验收的。分子：其中等满天数没有回音、转了抽查的。不当成满意。"),
            lambda line: line.silent,
            share=True,
        ),
        "referred": Measure(
            _("转给别的部门"),
            _("转出"),
            _("分母：收到的。分子：其中转出去过的，转出后又回来的也算。"),
            lambda line: line.referred,
            share=True,
        ),
        "open": Measure(
            _("现在没有办结（件）"),
            _("没办结"),
            _("这些天里提出来的，现在还开着的。转出、撤回、抽查后办结的不算。"),
            lambda line: line.open,
        ),
        "overdue": Measure(
            _("现在过了时限（件）"),
            _("超时"),
            _("没有办结的里面，答应居民的受理、回应、办理或抽查过了时限的。等居民回音的不算。"),
            lambda line: line.overdue,
        ),
    }
)


def shown(value: int | float | Share | None) -> str:
    """A share with its parts, as a percentage only from five on; one decimal of a minute."""
    if isinstance(value, Share):
        if not value.of:
            return NOTHING
        parts = f"{value.part}/{value.of}"
        if value.percent is None:
            return parts
        return str(gettext("%(percent)d%%（%(parts)s）", percent=value.percent, parts=parts))
    if value is None:
        return NOTHING
    return str(value) if isinstance(value, int) else f"{value:.1f}"
