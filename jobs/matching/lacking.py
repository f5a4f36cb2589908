"""Shortages in words: what a place has too little of, and which rule keeps most pairs apart."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from matcher.explain import Shortage
from matcher.said import Said

# Of many shortages the report keeps the largest; the rest are in the coverage.
LISTED = 30

# By market and kind of shortage.
LACKS: Mapping[tuple[str, str], Callable[[str, int], Said]] = {
    ("care", "unserved"): lambda name, n: Said(
        "%(name)s：%(n)d 次探访还没有合适的志愿者", name=name, n=n
    ),
    ("care", "capacity"): lambda name, n: Said(
        "%(name)s：%(n)d 位志愿者的次数已排满", name=name, n=n
    ),
    ("employment", "unserved"): lambda name, n: Said(
        "%(name)s：%(n)d 位求职者暂无合适机会", name=name, n=n
    ),
    ("employment", "capacity"): lambda name, n: Said(
        "%(name)s：%(n)d 个岗位或班次的名额已用完", name=name, n=n
    ),
}

# What would help most, by the name of the rule; a rule without a line is no cure for a county.
CURES: Mapping[str, Callable[[int], Said]] = {
    "skill": lambda n: Said("有所需技能的人多一些，可多 %(n)d 种搭配", n=n),
    "licence": lambda n: Said("有证件的志愿者多一些，可多 %(n)d 种搭配", n=n),
    "child_check": lambda n: Said("办好未成年人服务核查，可多 %(n)d 种搭配", n=n),
    "minor": lambda n: Said("有成年人同行，可多 %(n)d 种搭配", n=n),
    "guardian": lambda n: Said("监护人登记同意，可多 %(n)d 种搭配", n=n),
    "newcomer": lambda n: Said("有经验的志愿者带新人，可多 %(n)d 种搭配", n=n),
    "by_whom": lambda n: Said("按制度能去的人多一些，可多 %(n)d 种搭配", n=n),
    "sex_wish": lambda n: Said("有所需性别的服务者，可多 %(n)d 种搭配", n=n),
    "distance": lambda n: Said("放宽服务半径，可多 %(n)d 种搭配", n=n),
    "school_holiday": lambda n: Said("平时也能服务，可多 %(n)d 种搭配", n=n),
    "time": lambda n: Said("多一些双方都方便的时间，可多 %(n)d 种搭配", n=n),
    "capacity": lambda n: Said("志愿者多接一次，可多 %(n)d 种搭配", n=n),
    "schooling": lambda n: Said("放宽学历要求，可多 %(n)d 种搭配", n=n),
    "hours": lambda n: Said("班次再灵活些，可多 %(n)d 种搭配", n=n),
    "commute": lambda n: Said("放宽通勤距离，可多 %(n)d 种搭配", n=n),
    "wage": lambda n: Said("工资更接近期望，可多 %(n)d 种搭配", n=n),
    "health": lambda n: Said("调整岗位内容，可多 %(n)d 种搭配", n=n),
    "training": lambda n: Said("愿意参加培训，可多 %(n)d 种搭配", n=n),
    "minimum_wage": lambda n: Said("月薪达到最低工资标准，可多 %(n)d 种搭配", n=n),
}


def lacking(
    market: str, found: Sequence[Shortage], names: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Records with a sentence, and a ``cure`` where one rule alone stands in the way.

    ``worth`` is what one unit more would be worth at most, in points of score.
    """
    return [_record(market, one, names.get(one.place, "")) for one in found[:LISTED]]


def _record(market: str, one: Shortage, name: str) -> dict[str, Any]:
    cure = CURES.get(one.rule)
    return {
        "kind": one.kind,
        "name": name,
        "amount": one.amount,
        "worth": one.worth,
        "rule": one.rule,
        "cure": None if cure is None else cure(one.freed).as_json(),
        **LACKS[market, one.kind](name, one.amount).as_json(),
    }
