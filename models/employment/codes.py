"""Dated tables of the employment room: what holds when nobody has entered anything newer.

An administrator's row in ``code_table`` (same name, a later day) goes before these. The minimum
wage is from memory of the province's notice of 2023 (third wage zone); look it up and enter it.
"""

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from models.people.code_tables import in_force

# name -> (in force from, values)
DEFAULTS: dict[str, tuple[dt.date, dict[str, Any]]] = {
    # Yuan a month; 陕西省三类工资区.
    "minimum_wage": (dt.date(2023, 5, 1), {"monthly": 1950}),
    # Levels of matcher.employment.arrays; a word nobody knows counts as not known.
    "education": (
        dt.date(2006, 1, 1),
        {
            "小学": 1,
            "初中": 2,
            "高中": 3,
            "中专": 3,
            "职高": 3,
            "技校": 3,
            "大专": 4,
            "专科": 4,
            "高职": 4,
            "本科": 5,
            "大学": 5,
            "硕士": 6,
            "研究生": 6,
            "博士": 6,
        },
    ),
    # Place in the queue for help (就业促进法第五十二条: the province sets the list); points.
    "hardship": (
        dt.date(2008, 1, 1),
        {
            "零就业家庭": 60,
            "残疾": 50,
            "低保家庭": 45,
            "4050人员": 40,
            "连续失业一年以上": 35,
            "脱贫劳动力": 30,
            "防止返贫监测对象": 30,
            "易地搬迁": 25,
            "退役军人": 20,
            "单亲家庭": 30,
            "失地农民": 20,
            "高校毕业生": 15,
        },
    ),
    # 就业补助资金管理办法: months in public-welfare posts in all, save for who has fewer years to
    # retirement; at which age women retired before the ages began to rise.
    "public_welfare": (dt.date(2017, 10, 13), {"months": 36, "near_years": 5, "women": 50}),
    # Name of a place -> the telephone of its employment station; nobody can know them beforehand.
    "station_phones": (dt.date(2025, 1, 1), {}),
}


def table(session: Session, name: str, day: dt.date) -> dict[str, Any]:
    """The values of a table in force on ``day``; KeyError for a name nobody knows."""
    return table_since(session, name, day)[1]


def table_since(session: Session, name: str, day: dt.date) -> tuple[dt.date, dict[str, Any]]:
    """Since when a table holds as it does on ``day``, and its values then."""
    row = in_force(session, name, day)
    since, values = DEFAULTS[name]
    if row is None or row.effective_from < since:
        return since, values
    return row.effective_from, row.values
