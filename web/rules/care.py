"""The dated tables of care: stars, checks on hours, festivals, duties of posts, newcomers."""

import datetime as dt

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.care import newcomers, school
from models.care.hours import limits, stars
from models.care.hours.checks import CHECKS
from models.care.hours.foreseen import would_find
from models.care.hours.limits import Limits
from models.care.owed import festivals
from models.care.posts import duties
from models.people.code_tables import TableWrong
from web.rules.shapes import DatedTable, Field, Preview, Values, lines, same
from web.said import said

STAR_FIELDS = tuple(
    Field(f"star{number}", label, most=10_000)
    for number, label in enumerate((_("一星"), _("二星"), _("三星"), _("四星"), _("五星")), 1)
)
LIMIT_FIELDS = (
    Field("visit_hours", _("一次最多几小时"), most=24),
    Field("day_hours", _("一天最多几小时"), most=24),
    Field("month_hours", _("一个月最多几小时"), most=744),
    Field("km_an_hour", _("路上每小时最多几公里"), least=5, most=300),
    Field("entries_a_minute", _("一个账号一分钟最多录几条"), least=2, most=1000),
    Field("late_at_once", _("一天补录几条起要核实"), least=2, most=1000),
    Field("unproven_days", _("没有凭证，几天后要核实"), most=366),
    Field("pair_visits", _("三十天里同一人到同一户最多几次"), most=366),
    Field("crowd", _("同一户同一时间几个人起要核实"), least=2, most=100),
)
FESTIVAL_FIELDS = tuple(
    Field(f"day{number}", label, kind="day")
    for number, label in enumerate((_("春节"), _("中秋节"), _("重阳节")))
)
NEWCOMER_FIELDS = (
    Field(
        "visits", _("跟着去过几次，就可以自己去"), least=0, most=100, hint=_("填 0 就没有新人。")
    ),
    Field("hours", _("台账里有几小时服务，就算有经验"), least=0, most=10_000),
    Field("registered_days", _("台账没有写时长的，登记满几天算有经验"), least=0, most=10_000),
)
SCHOOL_FIELDS = (
    Field("winter_from", _("寒假从哪天"), kind="day"),
    Field("winter_to", _("寒假到哪天"), kind="day"),
    Field("summer_from", _("暑假从哪天"), kind="day"),
    Field("summer_to", _("暑假到哪天"), kind="day"),
)
NAMES = [str(name) for name, _days in festivals.DAYS]


def _stars(session: Session, day: dt.date) -> Values:
    return {"hours": list(stars.thresholds(session, day))}


def _read_stars(data: Values) -> Values:
    hours = [data[field.code] for field in STAR_FIELDS]
    if sorted(set(hours)) != hours:
        raise TableWrong(Said("每多一颗星，小时要更多。"))
    return {"hours": hours}


def _fill_stars(values: Values) -> Values:
    return {f"star{number}": hours for number, hours in enumerate(values["hours"], 1)}


def _preview_stars(
    session: Session, scope: Scope, before: Values, after: Values, now: dt.datetime
) -> Preview:
    was, will = (
        stars.counted_by_stars(session, scope, tuple(values["hours"])) for values in (before, after)
    )
    labels = [gettext("还没有星级的人"), *(str(field.label) for field in STAR_FIELDS)]
    return list(zip(labels, was, will, strict=True))


def _preview_limits(
    session: Session, scope: Scope, before: Values, after: Values, now: dt.datetime
) -> Preview:
    found = would_find(session, scope, Limits(**before), Limits(**after), now)
    return [(said(CHECKS[name].label), *counts) for name, counts in found.items()]


def _festivals(session: Session, day: dt.date) -> Values:
    known = festivals.coming(session, day)
    return {str(one.name): one.day.isoformat() for one in known}


def _fill_festivals(values: Values) -> Values:
    return {f"day{number}": values.get(name, "") for number, name in enumerate(NAMES)}


def _read_festivals(data: Values) -> Values:
    return {name: data[f"day{number}"].isoformat() for number, name in enumerate(NAMES)}


def _fill_school(values: Values) -> Values:
    days = (day for both in values["ranges"] for day in both)
    return {field.code: day for field, day in zip(SCHOOL_FIELDS, days, strict=True)}


def _read_school(data: Values) -> Values:
    first, last, begin, end = (data[field.code] for field in SCHOOL_FIELDS)
    if last < first or end < begin:
        raise TableWrong(Said("假期结束的日子不能早于开始的日子。"))
    return {"ranges": [[day.isoformat() for day in both] for both in ((first, last), (begin, end))]}


def _read_duties(data: Values) -> Values:
    names = lines(data["names"])
    if len(set(names)) != len(names):
        raise TableWrong(Said("同一行写了两次，请去掉一行。"))
    return {"names": names}


STARS = DatedTable(
    stars.TABLE,
    _("志愿服务星级"),
    _("满多少小时是几星。已发的证明不变。"),
    STAR_FIELDS,
    _stars,
    _fill_stars,
    _read_stars,
    _preview_stars,
)
LIMITS = DatedTable(
    limits.TABLE,
    _("工时核查的限度"),
    _("超过这些数的工时会被挑出来核实。挑出来不是结论。"),
    LIMIT_FIELDS,
    lambda session, day: vars(limits.limits_on(session, day)),
    same,
    lambda data: {name: data[name] for name in limits.NAMES},
    _preview_limits,
)
FESTIVALS = DatedTable(
    festivals.TABLE,
    _("节日是哪天"),
    _("过节前的专项走访按这里的日子算。每年填下一次的日子。"),
    FESTIVAL_FIELDS,
    _festivals,
    _fill_festivals,
    _read_festivals,
)
SCHOOL = DatedTable(
    school.TABLE,
    _("寒暑假"),
    _("假期里四点半辅导站不开，只在寒暑假有空的志愿者可以去探访。每年按教育局的通知填。"),
    SCHOOL_FIELDS,
    school.in_force_on,
    _fill_school,
    _read_school,
)
DUTIES = DatedTable(
    duties.TABLE,
    _("岗位职责"),
    _("设岗时可以选的职责。已经设好的岗位不变。"),
    (Field("names", _("有哪些职责"), kind="lines", hint=_("一行一个。")),),
    lambda session, day: {"names": list(duties.duties(session, day))},
    lambda values: {"names": "\n".join(values["names"])},
    _read_duties,
)
NEWCOMERS = DatedTable(
    newcomers.TABLE,
    _("新志愿者"),
    _("新志愿者和有经验的人一起去，直到自己去得了。担保过的人不受这里影响。"),
    NEWCOMER_FIELDS,
    lambda session, day: vars(newcomers.wanted(session, day)),
    same,
    same,
)
