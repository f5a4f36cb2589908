"""The ledger of residents who are owed care 居民服务台账."""

from random import Random

from jobs.demo.circumstances import (
    ABILITIES,
    ABILITY_OF_OTHERS,
    CHILDREN,
    CIRCUMSTANCES,
    DIALECTS,
    DISABILITIES,
    DISABLED,
    ELDERLY,
    GRADES,
    NOTES,
    Circumstance,
)
from jobs.demo.habits import day_cell, days_before, listed, phone_cell, some, weighted
from jobs.demo.names import given_name
from jobs.demo.people import Register, Somebody
from jobs.demo.sheet import Ledger, Row
from jobs.demo.valley import COUNTY, VILLAGES

HEADINGS = (
    "姓名",
    "身份证号",
    "性别",
    "联系电话",
    "社区",
    "网格",
    "楼栋",
    "单元",
    "门牌号",
    "户籍地",
    "是否易地搬迁",
    "人员类别",
    "残疾类别",
    "残疾等级",
    "能力等级",
    "监护人或联系人",
    "联系人电话",
    "服务需求",
    "方言",
    "服务者性别要求",
    "最近探访日期",
    "备注",
)


def ledger(draw: Random, register: Register) -> tuple[Ledger, dict[str, list[Somebody]]]:
    """The rows in no particular order, and the people by their first category."""
    people: dict[str, list[Somebody]] = {}
    rows: list[Row] = []
    for circumstance in CIRCUMSTANCES:
        found = [
            register.somebody(draw, circumstance.ages, circumstance.women)
            for _ in range(circumstance.people)
        ]
        people[circumstance.category] = found
        rows += [_row(draw, register, circumstance, person) for person in found]
    draw.shuffle(rows)
    title = f"{COUNTY}特殊困难群众服务台账（{register.as_of.year}年{register.as_of.month}月）"
    return Ledger("居民服务台账.xlsx", title, HEADINGS, rows), people


def _row(draw: Random, register: Register, why: Circumstance, person: Somebody) -> Row:
    home = person.home
    resettled = home.community.resettlement and draw.random() < 0.8
    last = days_before(draw, register.as_of, 4, 75)
    return {
        "姓名": person.name,
        "身份证号": person.id_number,
        "性别": person.sex,
        "联系电话": None if why.category in CHILDREN else phone_cell(draw, person.phone),
        "社区": home.community.name,
        "网格": f"第{home.grid}网格",
        "楼栋": f"{home.building}号楼",
        "单元": f"{home.unit}单元",
        "门牌号": home.door,
        "户籍地": draw.choice(VILLAGES) if resettled or draw.random() < 0.15 else "本社区",
        "是否易地搬迁": "是" if resettled else "否",
        "人员类别": listed(draw, _categories(draw, register, why, person)),
        "方言": weighted(draw, DIALECTS),
        "服务需求": listed(draw, (*why.sure, *some(draw, why.likely, 0, why.most))),
        "服务者性别要求": _wished_sex(draw, why, person),
        "最近探访日期": day_cell(draw, last) if draw.random() < 0.8 else None,
        "备注": _note(draw, why),
        **_health(draw, why),
        **_contact(draw, register, why, person),
    }


def _categories(draw: Random, register: Register, why: Circumstance, person: Somebody) -> list[str]:
    found = [why.category]
    if why.category in ELDERLY and person.age(register.as_of) >= 80:
        found.append("高龄")
    if why.category != "低保家庭" and draw.random() < 0.08:
        found.append("低保家庭")
    return found


def _wished_sex(draw: Random, why: Circumstance, person: Somebody) -> str | None:
    if {"生活照料", "护理协助"} & {*why.sure, *why.likely}:
        return person.sex if draw.random() < 0.5 else "不限"
    return draw.choice((None, None, None, "不限"))


def _note(draw: Random, why: Circumstance) -> str | None:
    if draw.random() < 0.6:
        return None
    group = "elderly" if why.category in ELDERLY else "others"
    return draw.choice(NOTES["children" if why.category in CHILDREN else group])


def _health(draw: Random, why: Circumstance) -> Row:
    found: Row = {}
    if why.category in DISABLED:
        found["残疾类别"] = weighted(draw, DISABILITIES)
        found["残疾等级"] = draw.choice(GRADES[why.category])
    if why.category in ABILITIES or why.category in ELDERLY:
        found["能力等级"] = weighted(draw, ABILITIES.get(why.category, ABILITY_OF_OTHERS))
    return found


def _contact(draw: Random, register: Register, why: Circumstance, person: Somebody) -> Row:
    """A child's guardian always; a grown-up child of most old people; seldom for others."""
    child = why.category in CHILDREN
    if not child and draw.random() > (0.7 if why.category in ELDERLY else 0.2):
        return {}
    born = person.born.year + (-30 if child else 27)
    name = person.name[0] + given_name(draw, draw.random() < 0.5, min(born, 2000))
    return {"监护人或联系人": name, "联系人电话": phone_cell(draw, register.phone())}
