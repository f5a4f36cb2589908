"""What one more would be worth, and what each rule costs: asked for, waited for, read."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from jobs import queues
from models.matching import nights as tables
from models.matching.worth import ASKERS, ask, may_ask, working
from models.places.tables import Place
from web.access import access, scope
from web.clock import now
from web.db import changing, reading
from web.matching.blueprint import pages
from web.matching.roles import NIGHTS

Answer = str | Response
Record = dict[str, Any]

RULES = {
    "active": lazy_gettext("志愿者正在服务"),
    "not_now": lazy_gettext("志愿者没有暂停接单"),
    "forbidden": lazy_gettext("没有被退回或撤回过"),
    "own_home": lazy_gettext("不为本人或同住家人服务"),
    "skill": lazy_gettext("具备所需技能"),
    "licence": lazy_gettext("持证照护，证件有效"),
    "child_check": lazy_gettext("未成年人服务核查有效"),
    "minor": lazy_gettext("未成年人的限制"),
    "guardian": lazy_gettext("监护人同意"),
    "newcomer": lazy_gettext("新志愿者要有人带"),
    "along": lazy_gettext("留给新人的名额"),
    "by_whom": lazy_gettext("按制度由谁去"),
    "sex_wish": lazy_gettext("贴身照料的性别要求"),
    "distance": lazy_gettext("在服务半径之内"),
    "school_holiday": lazy_gettext("只在寒暑假服务"),
    "time": lazy_gettext("双方都方便的时间"),
    "capacity": lazy_gettext("每月可服务的次数"),
    "automated": lazy_gettext("本人没有关闭自动推荐"),
    "age": lazy_gettext("年满 16 周岁"),
    "valid": lazy_gettext("岗位在有效期内"),
    "minimum_wage": lazy_gettext("不低于最低工资"),
    "schooling": lazy_gettext("学历要求"),
    "hours": lazy_gettext("上班时间合适"),
    "commute": lazy_gettext("在通勤距离之内"),
    "wage": lazy_gettext("工资接近期望"),
    "health": lazy_gettext("与身体限制不冲突"),
    "welfare": lazy_gettext("公益性岗位用于托底"),
    "public_welfare_term": lazy_gettext("公益性岗位还没有满期限"),
    "training": lazy_gettext("愿意参加培训"),
    "learned": lazy_gettext("还没有掌握这项技能"),
}
# What one more of it is, in the order of the table's columns.
KINDS = {
    "care": {
        "helper": lazy_gettext("多一位普通志愿者"),
        "visit": lazy_gettext("一位志愿者每月多接一次"),
        "km": lazy_gettext("志愿者多走 1 公里"),
    },
    "employment": {
        "seat": lazy_gettext("岗位多一个名额"),
        "km": lazy_gettext("求职者多走 1 公里"),
    },
}


@dataclass(frozen=True)
class Community:
    """What one more is worth there, by kind; ``skill`` is the one that is worth most."""

    name: str
    gains: dict[str, Record]
    skill: Record | None


@dataclass(frozen=True)
class Market:
    """One market's answer: rules by what they cost, communities by what would help most."""

    name: str
    rules: Sequence[tuple[Any, Record]]
    communities: Sequence[Community]

    @property
    def columns(self) -> list[Any]:
        """Of the table of communities."""
        return [
            _("社区"),
            *((title, "num") for title in KINDS[self.name].values()),
            _("最值得添的技能"),
        ]


@pages.get("/runs/<uuid:run_id>/worth")
@access(roles=NIGHTS)
def worth(run_id: uuid.UUID) -> Answer:
    """The answer, or how far it is; htmx gets the bar alone."""
    session = reading()
    run = tables.one(session, scope(), NIGHTS, run_id)
    found = run.worth or {}
    part = request.headers.get("HX-Request") == "true"
    return render_template(
        "matching/worth_progress.html" if part else "matching/worth.html",
        run=run,
        county=session.get_one(Place, run.county_id),
        worth=found,
        worth_done=dt.datetime.fromisoformat(found["done_at"]) if "done_at" in found else None,
        working=working(run, now()),
        may_ask=may_ask(session, scope(), run_id),
        markets=[_market(name, found[name]) for name in KINDS if name in found],
        kinds=KINDS,
        url=url_for("matching.worth", run_id=run_id),
    )


@pages.post("/runs/<uuid:run_id>/worth")
@access(roles=ASKERS)
def ask_worth(run_id: uuid.UUID) -> Answer:
    """Have it worked out, once however often it is asked."""
    with changing() as session:
        fresh = ask(session, scope(), run_id, now())
    if fresh:
        queues.price_more_soon(run_id)
        flash(_("已排队，马上开始。"))
    return redirect(url_for("matching.worth", run_id=run_id), 303)


@pages.app_template_global("rule_bars")
def rule_bars(rules: Sequence[tuple[Any, Record]]) -> list[tuple[Any, int]]:
    """(rule, points of a hundred) for a chart; those that cost nothing left out."""
    return [(name, round(one["points"] / 100)) for name, one in rules if one["points"] > 0]


@pages.app_template_global("community_bars")
def community_bars(communities: Sequence[Community], kind: str) -> list[tuple[str, int]]:
    """(community, points of a hundred) of one kind, the most first."""
    found = [(one.name, one.gains[kind]["points"]) for one in communities if kind in one.gains]
    found.sort(key=lambda row: -row[1])
    return [(name, round(points / 100)) for name, points in found[:10] if points > 0]


def _market(name: str, records: Sequence[Record]) -> Market:
    """The records come with the most worth first."""
    rules = [(RULES[one["what"]], one) for one in records if one["kind"] == "rule"]
    places = dict.fromkeys(one["place"] for one in records if one["kind"] != "rule")
    return Market(name, rules, [_community(place, records) for place in sorted(places)])


def _community(name: str, records: Sequence[Record]) -> Community:
    mine = [one for one in records if one["place"] == name]
    skills = [one for one in mine if one["kind"] == "skill"]
    gains = {one["kind"]: one for one in mine if one["kind"] not in ("rule", "skill")}
    return Community(name, gains, skills[0] if skills else None)
