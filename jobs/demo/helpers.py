"""The ledger of volunteers and post holders 志愿者党员台账."""

import datetime as dt
from random import Random

from jobs.demo.circumstances import DIALECTS
from jobs.demo.habits import day_cell, days_before, listed, phone_cell, some, weighted
from jobs.demo.people import Register, Somebody
from jobs.demo.sheet import Ledger, Row
from jobs.demo.valley import COUNTY
from jobs.demo.walks import CHECKED, EVERYBODYS_SKILLS, WALKS, Walk

HEADINGS = (
    "姓名",
    "身份证号",
    "性别",
    "手机号",
    "所在社区",
    "网格",
    "楼栋",
    "政治面貌",
    "领岗",
    "所属组织",
    "职业",
    "特长",
    "可服务时间",
    "每月可服务次数",
    "方言",
    "未成年人服务核查",
    "核查有效期",
    "注册日期",
    "累计时长(小时)",
)
VOLUNTEERS = 545
POST_HOLDERS = 305
POSTS = (
    "政策宣传岗",
    "治安巡逻岗",
    "环境卫生岗",
    "扶贫帮困岗",
    "便民服务岗",
    "矛盾调解岗",
    "就业服务岗",
    "关爱服务岗",
)
# Party members of the residents' ledger who took a post: one person in two ledgers.
SHARED = 80


def ledger(draw: Random, register: Register, members: list[Somebody]) -> Ledger:
    """305 post holders, some of them among ``members`` of the residents' ledger; 545 others."""
    able = [person for person in members if person.age(register.as_of) <= 72][:SHARED]
    rows = [_row(draw, register, person, draw.choice(POSTS)) for person in able]
    for number in range(POST_HOLDERS + VOLUNTEERS - len(able)):
        holds_post = number < POST_HOLDERS - len(able)
        person = register.somebody(draw, (26, 72) if holds_post else (18, 74), 0.55)
        rows.append(_row(draw, register, person, draw.choice(POSTS) if holds_post else None))
    draw.shuffle(rows)
    return Ledger("志愿者党员台账.xlsx", f"{COUNTY}志愿者及领岗党员台账", HEADINGS, rows)


def _row(draw: Random, register: Register, person: Somebody, post: str | None) -> Row:
    age = person.age(register.as_of)
    walk = weighted(draw, {row: row.weight for row in WALKS if row.ages[0] <= age <= row.ages[1]})
    home = person.home
    return {
        "姓名": person.name,
        "身份证号": person.id_number,
        "性别": person.sex,
        "手机号": phone_cell(draw, person.phone),
        "所在社区": home.community.name,
        "网格": f"第{home.grid}网格",
        "楼栋": f"{home.building}号楼",
        "政治面貌": "中共党员" if post else _political(draw, age),
        "领岗": post,
        "所属组织": home.community.name.replace("社区", "志愿服务队"),
        "职业": walk.name,
        "特长": listed(draw, _skills(draw, walk)),
        "可服务时间": draw.choice(walk.free),
        "每月可服务次数": _visits(draw, age),
        "方言": listed(draw, dict.fromkeys(weighted(draw, DIALECTS) for _ in range(2))),
        **_check(draw, register.as_of, walk),
        **_record(draw, register.as_of, age),
    }


def _political(draw: Random, age: int) -> str:
    if age <= 28 and draw.random() < 0.6:
        return "共青团员"
    return "中共党员" if draw.random() < 0.2 else "群众"


def _skills(draw: Random, walk: Walk) -> dict[str, None]:
    own = some(draw, walk.skills, 1, 2)
    return dict.fromkeys([*own, *some(draw, EVERYBODYS_SKILLS, 0, 2)])


def _visits(draw: Random, age: int) -> int | str:
    usual = draw.choice((4, 4, 6, 8) if age >= 60 else (2, 2, 3, 4, 4, 6))
    return draw.choices((usual, f"{usual}次", f"{usual}-{usual + 1}"), weights=(90, 5, 5))[0]


def _check(draw: Random, as_of: dt.date, walk: Walk) -> Row:
    """The check without which nobody serves children; a few have run out."""
    if draw.random() > CHECKED.get(walk.name, 0.25):
        return {"未成年人服务核查": draw.choice(("未核查", None))}
    until = as_of + dt.timedelta(days=draw.randint(-25, 700))
    return {"未成年人服务核查": "已通过", "核查有效期": day_cell(draw, until)}


def _record(draw: Random, as_of: dt.date, age: int) -> Row:
    since = days_before(draw, as_of, 20, min(1800, (age - 17) * 360))
    hours = round(draw.expovariate(1 / 40) * min(1.0, (as_of - since).days / 700), 1)
    return {"注册日期": day_cell(draw, since), "累计时长(小时)": hours}
