"""The ledger of people registered as looking for work 求职登记."""

import datetime as dt
from random import Random

from jobs.demo.habits import day_cell, days_before, listed, phone_cell, some, weighted
from jobs.demo.people import Register, Somebody
from jobs.demo.sheet import Ledger, Row
from jobs.demo.trades import TRADES, Trade
from jobs.demo.valley import COUNTY

HEADINGS = (
    "姓名",
    "身份证号码",
    "性别",
    "电话",
    "现居住社区",
    "网格",
    "楼栋",
    "文化程度",
    "职业技能",
    "求职意向",
    "期望月薪",
    "可上班时间",
    "通勤上限(公里)",
    "登记失业日期",
    "就业困难类别",
    "培训意愿",
    "培训意向工种",
    "健康限制",
    "备注",
)
SEEKERS = 2600
# Of the unemployed in the residents' ledger, so many are registered as seekers too.
SHARED = 300
# (up to this age, schooling and its weight)
_SCHOOLING = (
    (30, {"初中": 4, "高中": 4, "中专": 4, "大专": 4, "本科": 2}),
    (45, {"小学": 1, "初中": 8, "高中": 4, "中专": 3, "大专": 2, "本科": 1}),
    (99, {"小学": 5, "初中": 8, "高中": 3, "中专": 1}),
)
_WAGE_FLOOR = {"小学": 2400, "初中": 2500, "高中": 2600, "中专": 2800, "大专": 3000, "本科": 3200}
_LIMITS = ("不能久站", "不能搬重物", "视力差")


def ledger(draw: Random, register: Register, unemployed: list[Somebody]) -> Ledger:
    """2,600 people, the first 300 of ``unemployed`` among them."""
    shared = unemployed[:SHARED]
    others = (
        register.somebody(draw, draw.choice(((18, 30), (25, 45), (30, 50), (40, 58))))
        for _ in range(SEEKERS - len(shared))
    )
    rows = [_row(draw, register.as_of, person) for person in (*shared, *others)]
    draw.shuffle(rows)
    return Ledger("求职登记.xlsx", f"{COUNTY}登记失业及求职人员台账", HEADINGS, rows)


def _row(draw: Random, as_of: dt.date, person: Somebody) -> Row:
    age = person.age(as_of)
    schooling = weighted(draw, next(table for up_to, table in _SCHOOLING if age <= up_to))
    skills = _skills(draw, person, age)
    wishes = _wishes(draw, person, skills)
    since = days_before(draw, as_of, 10, 300 if draw.random() < 0.6 else 1000)
    parent = not person.male and 26 <= age <= 42 and draw.random() < 0.6
    return {
        "姓名": person.name,
        "身份证号码": person.id_number,
        "性别": person.sex,
        "电话": phone_cell(draw, person.phone),
        "现居住社区": person.home.community.name,
        "网格": f"第{person.home.grid}网格",
        "楼栋": f"{person.home.building}号楼",
        "文化程度": schooling,
        "职业技能": listed(draw, (trade.name for trade in skills)) or "无",
        "求职意向": listed(draw, (trade.name for trade in wishes)),
        "期望月薪": _wage(draw, _WAGE_FLOOR[schooling]),
        "可上班时间": _hours(draw, parent),
        "通勤上限(公里)": draw.choice((2, 3) if parent else (3, 5, 5, 8, 10, 15, None)),
        "登记失业日期": day_cell(draw, since),
        "就业困难类别": listed(draw, _hardship(draw, person, age, (as_of - since).days)),
        **_training(draw, age, skills, wishes),
        "健康限制": draw.choice(_LIMITS) if draw.random() < age / 160 else None,
    }


def _suits(person: Somebody) -> dict[Trade, int]:
    """What men and women of the county in fact do: for plausible rows, never for a score."""
    return {
        trade: round(100 * ((1 - trade.women) if person.male else trade.women)) + 3
        for trade in TRADES
    }


def _skills(draw: Random, person: Somebody, age: int) -> list[Trade]:
    if draw.random() < (0.5 if age < 25 else 0.22):
        return []
    first = weighted(draw, _suits(person))
    kin = [trade for trade in TRADES if trade.group == first.group and trade is not first]
    return [first, *some(draw, kin, 0, 1)]


def _wishes(draw: Random, person: Somebody, skills: list[Trade]) -> list[Trade]:
    """Two: what one can do and mostly something near it; without a skill what suits."""
    first = draw.choice(skills) if skills else weighted(draw, _suits(person))
    near = [trade for trade in TRADES if trade.group == first.group and trade is not first]
    second = draw.choice(near) if draw.random() < 0.6 else weighted(draw, _suits(person))
    return list(dict.fromkeys((first, second)))


def _wage(draw: Random, floor: int) -> str | int:
    wage = floor + 100 * draw.randint(0, 8)
    ways: tuple[str | int, ...] = (wage, f"{wage}左右", f"{wage}-{wage + 800}", "面议")
    return draw.choices(ways, weights=(70, 10, 12, 8))[0]


def _hours(draw: Random, parent: bool) -> str:
    if parent:
        return draw.choice(("9:00-16:00 接送孩子", "8:30-15:30", "自由时间"))
    return weighted(draw, {"全天": 4, "白班": 4, "不上夜班": 3, "自由时间": 1})


def _hardship(draw: Random, person: Somebody, age: int, days: int) -> list[str]:
    found: list[str] = []
    if age >= (50 if person.male else 40) and draw.random() < 0.5:
        found.append("4050人员")
    if days >= 365 and draw.random() < 0.8:
        found.append("连续失业一年以上")
    if person.home.community.resettlement and draw.random() < 0.7:
        found.append("易地搬迁")
    for category, share in (("脱贫劳动力", 0.1), ("低保家庭", 0.06), ("残疾", 0.04)):
        if draw.random() < share:
            found.append(category)
    return found[:2] or (["零就业家庭"] if draw.random() < 0.03 else [])


def _training(draw: Random, age: int, skills: list[Trade], wishes: list[Trade]) -> Row:
    will = {"愿意": 3, "视情况": 1, "不愿意": 1 if age < 45 else 2}
    if skills:
        will["不愿意"] += 1
    wished = [trade for trade in wishes if trade not in skills]
    said = weighted(draw, will)
    if said == "不愿意":
        return {"培训意愿": said}
    wish = draw.choice(wished or TRADES[:9])
    return {"培训意愿": said, "培训意向工种": wish.name}
