"""A night's report made ready for the page."""

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.matching.desk import summary
from models.matching.nights import counties
from models.matching.runs import latest
from models.matching.tables import Run
from models.places.lattice import NOWHERE, Spot, lattice
from models.places.tables import Place
from web.matching.blueprint import pages
from web.matching.chart import GRADES, LEVELS, Covered
from web.matching.roles import NIGHTS

# In the order in which a night goes through them; what is written in the run is the key.
STAGES = {
    "read": lazy_gettext("读取数据"),
    "care": lazy_gettext("帮扶匹配"),
    "employment": lazy_gettext("就业匹配"),
    "publish": lazy_gettext("检查并发布"),
    "write": lazy_gettext("其中写入结果"),
}
GATES = {
    "violations": lazy_gettext("独立检查没有发现违反规则的配对"),
    "certificate": lazy_gettext("最优性证明成立"),
    "gap": lazy_gettext("与最优的差距在允许范围内"),
    "people": lazy_gettext("可匹配的人没有比上一晚异常减少"),
    "openings": lazy_gettext("待匹配的事项没有比上一晚异常减少"),
    "proposals": lazy_gettext("方案数没有比上一晚异常减少"),
}


@dataclass(frozen=True)
class Night:
    """A published night of a county and what has been decided since, within the scope."""

    county: Place
    run: Run
    states: Mapping[str, Mapping[str, int]]


def last_nights(session: Session, scope: Scope) -> list[Night]:
    """The newest published night of each county one works in."""
    found = []
    for county in counties(session, scope, NIGHTS):
        run = latest(session, county.id)
        if run is not None:
            found.append(Night(county, run, summary(session, scope, run)["states"]))
    return found


def coverage(session: Session, run: Run, market: str) -> list[Covered]:
    """Each community of the report with its point, if any is known; the least covered first."""
    rows = run.report.get(market, {}).get("coverage", [])
    spots = _points(session, run.county_id) if rows else {}
    found = []
    for row in rows:
        spot = spots.get(uuid.UUID(row["place"])) if row["place"] else None
        known = spot is not None and not math.isnan(spot.lat)
        found.append(
            Covered(
                market=market,
                name=row["name"] or _("不知道社区"),
                people=row["wanted"],
                served=round(row["wanted"] * row["share"]),
                lat=spot.lat if spot and known else None,
                lon=spot.lon if spot and known else None,
            )
        )
    return sorted(found, key=lambda one: (one.share, one.name))


def _points(session: Session, county_id: uuid.UUID) -> dict[uuid.UUID, Spot]:
    """By community where it lies."""
    places = lattice(session, county_id)
    found = {spot.community: spot for path, spot in places.spots.items() if spot.grid == NOWHERE}
    return {place: found[row] for row, place in enumerate(places.communities)}


def gates(run: Run) -> list[tuple[Any, list[Said]]]:
    """(what the gate asks, what is wrong there); nothing wrong is a gate passed."""
    faults = run.report.get("gates", [])
    return [
        (asks, [Said.from_json(fault) for fault in faults if fault["name"] == name])
        for name, asks in GATES.items()
    ]


@pages.app_template_global("grade_words")
def grade_words(market: str) -> dict[str, str]:
    """What each grade of coverage means, in per cent."""
    levels = LEVELS[market]
    words = [
        _("全部") if least >= 1 else _("%(n)d%% 以上", n=round(100 * least)) for least in levels
    ]
    return dict(zip(GRADES, [*words, _("不到 %(n)d%%", n=round(100 * levels[-1]))], strict=True))


@pages.app_template_global("shortage_bars")
def shortage_bars(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """(name, amount) for a chart."""
    return [(row["name"] or _("不知道社区"), row["amount"]) for row in rows]


def stages(run: Run) -> list[tuple[Any, float]]:
    """(stage, seconds) as far as the night came."""
    seconds = run.report.get("seconds", {})
    return [(title, seconds[name]) for name, title in STAGES.items() if name in seconds]


def may_be_released(run: Run) -> bool:
    """Held, and by nothing that is never let through."""
    return run.state == "held" and not any(gate["hard"] for gate in run.report.get("gates", []))
