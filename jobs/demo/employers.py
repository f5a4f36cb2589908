"""The employers of the demo county, their vacancies 用工信息 and training orders 培训订单."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from jobs.demo.habits import day_cell, phone_cell, weighted
from jobs.demo.names import given_name, surname
from jobs.demo.people import Register
from jobs.demo.sheet import Ledger, Row
from jobs.demo.trades import BY_NAME, KINDS_HIRE, KINDS_SHIFTS, TRADES, Trade
from jobs.demo.valley import AREA_CODE, COUNTY, Community

VACANCY_HEADINGS = (
    "单位名称",
    "单位类型",
    "统一社会信用代码",
    "岗位名称",
    "职业代码",
    "招聘人数",
    "月薪",
    "班次",
    "工作地点",
    "学历要求",
    "技能要求",
    "作业禁忌",
    "社保",
    "食宿",
    "有效期至",
    "联系人",
    "联系电话",
)
ORDER_HEADINGS = (
    "订单编号",
    "用工单位",
    "培训工种",
    "职业代码",
    "订单人数",
    "最低开班人数",
    "培训机构",
    "开班日期",
    "课时",
    "上课时间",
    "上课地点",
    "学历要求",
    "结业上岗月薪",
    "补贴标准",
)
VACANCIES = 206
ORDERS = 24
# kind -> how many, and how often one of them has a further vacancy
_KINDS = {"社区工厂": (14, 6), "就业帮扶基地": (19, 4), "便民超市": (38, 1), "公益性岗位": (17, 1)}
_BRANDS = ("锦程", "恒裕", "万顺", "宏远", "嘉禾", "秦巴", "绿源", "天成", "晨光", "丰茂")
_TRAINED = (
    "缝纫工",
    "电子元器件组装工",
    "养老护理员",
    "食品加工工",
    "中式烹调师",
    "毛绒玩具制作工",
)
_CLASS_TIMES = ("周一至周五 8:30-11:30", "周一至周五 14:00-17:00", "周末全天", "晚上 19:00-21:00")
_PROVIDERS = ("县职教中心", "县技工学校", "巧手家政培训学校")
# GB 32100-2015, 4.2.5: characters and weights (powers of three, modulo 31).
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Employer:
    name: str
    kind: str
    credit_code: str
    community: Community


def employers(draw: Random, communities: tuple[Community, ...]) -> list[Employer]:
    """14 factories, 19 bases, 38 shops and a unit with public-welfare posts a community."""
    found: list[Employer] = []
    for kind, (count, _) in _KINDS.items():
        for number in range(1, count + 1):
            community = communities[(number * 5) % len(communities)]
            found.append(
                Employer(_name(draw, kind, number, community), kind, _credit(draw, kind), community)
            )
    return found


def vacancies(draw: Random, register: Register, units: list[Employer]) -> Ledger:
    """206 rows: one a unit, the others where more people are wanted."""
    more = draw.choices(units, [_KINDS[unit.kind][1] for unit in units], k=VACANCIES - len(units))
    order = {unit.name: number for number, unit in enumerate(units)}
    hiring = sorted([*units, *more], key=lambda unit: order[unit.name])
    rows = [_vacancy(draw, register, unit) for unit in hiring]
    title = f"{COUNTY}社区工厂、帮扶基地、便民超市及公益性岗位用工信息"
    return Ledger("用工信息.xlsx", title, VACANCY_HEADINGS, rows)


def orders(draw: Random, register: Register, units: list[Employer]) -> Ledger:
    """24 orders of the factories and bases, classes beginning within nine weeks."""
    ordering = [unit for unit in units if unit.kind in ("社区工厂", "就业帮扶基地")]
    rows = [
        _order(draw, register.as_of, number, draw.choice(ordering))
        for number in range(1, ORDERS + 1)
    ]
    return Ledger("培训订单.xlsx", f"{COUNTY}订单式培训计划表", ORDER_HEADINGS, rows)


def _name(draw: Random, kind: str, number: int, community: Community) -> str:
    place = community.name.removesuffix("社区")
    if kind == "社区工厂":
        return f"澄溪{_BRANDS[number % len(_BRANDS)]}{place}社区工厂"
    if kind == "公益性岗位":
        return f"{community.name}居委会"
    suffix = "就业帮扶基地" if kind == "就业帮扶基地" else "便民超市"
    return f"{place}{draw.choice(_BRANDS)}{number}号{suffix}"


def _credit(draw: Random, kind: str) -> str:
    body = f"MA{draw.choice('1234567')}{draw.randrange(10**6):06}"
    prefix = {"公益性岗位": "55", "便民超市": "92"}.get(kind, "91")
    first_17 = f"{prefix}{AREA_CODE}{body}"
    total = sum(_CREDIT.index(sign) * pow(3, place, 31) for place, sign in enumerate(first_17))
    return first_17 + _CREDIT[-total % 31]


def _vacancy(draw: Random, register: Register, unit: Employer) -> Row:
    group = draw.choice(KINDS_HIRE[unit.kind])
    welfare = unit.kind == "公益性岗位"
    names = ("保洁员", "保安员") if welfare else [t.name for t in TRADES if t.group == group]
    trade = BY_NAME[draw.choice(names)]
    until = register.as_of + dt.timedelta(days=draw.randint(-3, 90))
    return {
        "单位名称": unit.name,
        "单位类型": unit.kind,
        "统一社会信用代码": unit.credit_code,
        "岗位名称": trade.name,
        "职业代码": trade.code,
        "招聘人数": _headcount(draw, unit.kind),
        "月薪": 2400 if welfare else _pay(draw, trade),
        "班次": draw.choice(KINDS_SHIFTS[unit.kind]),
        "工作地点": unit.community.name,
        "学历要求": weighted(draw, {"不限": 6, "小学": 2, "初中": 3, "高中": 1}),
        "技能要求": _skill(draw, trade),
        "作业禁忌": trade.hazard if draw.random() < 0.6 else None,
        "社保": weighted(draw, {"五险": 4, "三险": 2, "工伤保险": 3, "无": 1}),
        "食宿": weighted(draw, {"包午餐": 4, "不包": 3, "包吃住": 2}),
        "有效期至": day_cell(draw, until),
        "联系人": surname(draw) + given_name(draw, draw.random() < 0.5, 1980),
        "联系电话": phone_cell(draw, register.phone()),
    }


def _headcount(draw: Random, kind: str) -> int:
    if kind == "社区工厂":
        return draw.choice((3, 5, 8, 12, 20))
    return draw.choice((1, 2, 3, 5)) if kind == "就业帮扶基地" else draw.choice((1, 1, 2))


def _pay(draw: Random, trade: Trade) -> str | int:
    least = trade.pay[0] + 100 * draw.randint(0, 4)
    most = max(least + 300, trade.pay[1] - 100 * draw.randint(0, 4))
    ways: tuple[str | int, ...] = (
        least,
        f"{least}-{most}",
        f"{least}～{most}元/月",
        f"{least}元起",
    )
    return draw.choices(ways, weights=(2, 5, 2, 2))[0]


def _skill(draw: Random, trade: Trade) -> str:
    if trade.certified and draw.random() < 0.6:
        return f"{trade.name}初级证书"
    return trade.name if draw.random() < 0.25 else "无"


def _order(draw: Random, as_of: dt.date, number: int, unit: Employer) -> Row:
    trade = BY_NAME[draw.choice(_TRAINED)]
    starts = as_of + dt.timedelta(days=draw.randint(7, 63))
    return {
        "订单编号": f"DD{as_of.year}-{number:03}",
        "用工单位": unit.name,
        "培训工种": trade.name,
        "职业代码": trade.code,
        "订单人数": draw.choice((20, 25, 30, 40)),
        "最低开班人数": draw.choice((10, 12, 15)),
        "培训机构": draw.choice(_PROVIDERS),
        "开班日期": day_cell(draw, starts),
        "课时": draw.choice((40, 80, 120, 160)),
        "上课时间": draw.choice(_CLASS_TIMES),
        "上课地点": unit.community.name,
        "学历要求": weighted(draw, {"不限": 4, "小学": 1, "初中": 1}),
        "结业上岗月薪": f"{trade.pay[0]}-{trade.pay[0] + 600}",
        "补贴标准": draw.choice(("免费", "免费+生活补贴50元/天", "先垫后补")),
    }
