"""The dated tables of employment: the minimum wage and the order of hardships."""

import datetime as dt
import re

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.days import civil_day
from models.employment import codes, station, welfare_term
from models.employment.foreseen import in_queue, paying_less
from models.employment.retirement import WOMEN
from models.people.code_tables import TableWrong
from web.rules.shapes import DatedTable, Field, Preview, Values, lines, same

LINE = re.compile(r"(\S+)\s+(\d{1,3})")
PHONE_LINE = re.compile(r"(\S+)\s+(\d[\d-]{4,19})")


def _preview_wage(
    session: Session, scope: Scope, before: Values, after: Values, now: dt.datetime
) -> Preview:
    was, will = (
        paying_less(session, scope, values["monthly"], civil_day(now)) for values in (before, after)
    )
    return [(gettext("低于最低工资、不能推荐的岗位"), was, will)]


def _read_hardship(data: Values) -> Values:
    found = [LINE.fullmatch(line) for line in lines(data["order"])]
    words = [match[1] for match in found if match]
    if None in found or len(set(words)) != len(words):
        raise TableWrong(
            Said("一行一类：先写类别，空一格，再写分数，例如“零就业家庭 60”。不能重复。")
        )
    return {match[1]: int(match[2]) for match in found if match}


def _fill_hardship(values: Values) -> Values:
    ranked = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    return {"order": "\n".join(f"{word} {points}" for word, points in ranked)}


def _preview_hardship(
    session: Session, scope: Scope, before: Values, after: Values, now: dt.datetime
) -> Preview:
    return [
        (
            gettext("在就业援助排队的人"),
            in_queue(session, scope, before),
            in_queue(session, scope, after),
        )
    ]


def _read_welfare(data: Values) -> Values:
    if data["women"] not in WOMEN:
        raise TableWrong(Said("女性原来的退休年龄只有 50 和 55 两种。"))
    return {name: data[name] for name in ("months", "near_years", "women")}


def _read_phones(data: Values) -> Values:
    found = [PHONE_LINE.fullmatch(line) for line in lines(data["phones"])]
    names = [match[1] for match in found if match]
    if None in found or len(set(names)) != len(names):
        raise TableWrong(Said("一行一个地方：先写名称，空一格，再写电话。不能重复。"))
    return {match[1]: match[2] for match in found if match}


WAGE = DatedTable(
    "minimum_wage",
    _("最低工资"),
    _("月薪低于它的岗位不推荐给任何人。按省里公布的数和日子填。"),
    (Field("monthly", _("每月多少元"), least=500, most=20_000),),
    lambda session, day: codes.table(session, "minimum_wage", day),
    same,
    lambda data: {"monthly": data["monthly"]},
    _preview_wage,
)
HARDSHIP = DatedTable(
    "hardship",
    _("就业困难类别的先后"),
    _("谁先得到就业援助。分数高的在前；一个人有几类，按最高的一类。从不影响岗位合不合适。"),
    (
        Field(
            "order",
            _("类别和分数"),
            kind="lines",
            hint=_("一行一类：类别，空一格，分数。"),
        ),
    ),
    lambda session, day: codes.table(session, "hardship", day),
    _fill_hardship,
    _read_hardship,
    _preview_hardship,
)
WELFARE = DatedTable(
    welfare_term.TABLE,
    _("公益性岗位的期限"),
    _("一个人在公益性岗位上前后加起来最多多久。照国家和省里的规定填。"),
    (
        Field("months", _("累计最多几个月"), most=120),
        Field("near_years", _("第一次安排时离退休不到几年，可以到退休"), least=0, most=10),
        Field("women", _("女性原来几岁退休：50 或 55"), least=50, most=55),
    ),
    lambda session, day: codes.table(session, welfare_term.TABLE, day),
    same,
    _read_welfare,
)
PHONES = DatedTable(
    station.TABLE,
    _("就业服务站的电话"),
    _("印在工作通知单和送信息的探访单上。用本地的，没有就用上一级的。"),
    (
        Field(
            "phones",
            _("地方和电话"),
            kind="lines",
            least=0,
            hint=_("一行一个：社区、镇或县的名称，空一格，电话。"),
        ),
    ),
    lambda session, day: codes.table(session, station.TABLE, day),
    lambda values: {"phones": "\n".join(f"{name} {phone}" for name, phone in values.items())},
    _read_phones,
)
