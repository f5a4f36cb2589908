"""The hard rules of the care market, by name. A claim in the daytime passes the same table.

Sources: 志愿服务条例 (nobody is assigned by force, skills and checks), 未成年人保护法 (checked
helpers for children, minors with an adult), the resident's wish at intimate care.
"""

from datetime import date

import numpy as np

from matcher.care.arrays import ADULT, MALE, CareArrays, Packed
from matcher.care.days import month_of_day
from matcher.care.params import CareParams
from matcher.columns import Flags, Floats
from matcher.places.distance import apart, wide_enough
from matcher.refused import FORBIDDEN
from matcher.rules import Candidates, Failed, Rule, failed, one_pair
from matcher.said import Said

YOUNGEST = 14

CareRule = Rule[CareArrays, CareParams]


def km_between(arrays: CareArrays, asked: Candidates) -> Floats:
    """Distance in km per candidate; by codes where coordinates are missing."""
    return apart(arrays, ("helper", "visit"), (asked.left, asked.right))


def check_pair(arrays: CareArrays, helper: int, visit: int, params: CareParams) -> list[Failed]:
    """The rules one pair fails, with reason and cure; empty when the helper may take the visit."""
    return failed(RULES, arrays, helper, visit, params)


def named(mask: int, names: tuple[str, ...]) -> str:
    """The names of a mask's bits, or their numbers where nobody named them."""
    bits = [k for k in range(mask.bit_length()) if mask >> k & 1]
    return "、".join(names[k] if k < len(names) else f"#{k + 1}" for k in bits)


def day_text(ordinal: int) -> str:
    return date.fromordinal(max(1, ordinal)).isoformat()


def _active(a: CareArrays, c: Candidates, p: CareParams) -> Flags:
    return a.helper_active[c.left]


def _not_now(a: CareArrays, c: Candidates, p: CareParams) -> Flags:
    last = np.minimum(a.visit_to[c.right], a.as_of + a.horizon - 1)
    asked: Flags = a.helper_not_before[c.left] <= last
    return asked


def _own_home(a: CareArrays, c: Candidates, p: CareParams) -> Flags:
    person, household = a.helper_person[c.left], a.helper_household[c.left]
    self_help = (person == a.visit_person[c.right]) & (person >= 0)
    own: Flags = self_help | ((household == a.visit_household[c.right]) & (household >= 0))
    return ~own


def _skill(a: CareArrays, c: Candidates, p: CareParams) -> Flags:
    needed = a.visit_skills[c.right]
    has: Flags = (a.helper_skills[c.left] & needed) == needed
    return has


def _licence(a: CareArrays, c: Candidates, p: CareParams) -> Flags:
    needed, held = a.visit_licences[c.right], np.ones(len(c), np.bool_)
    first = np.maximum(a.visit_from[c.right], a.as_of)
    for bit in range(a.helper_licence_until.shape[1]):
        asked = (needed >> bit & 1).astype(np.bool_)
        held &= ~asked | (a.helper_licence_until[c.left, bit] >= first)
    # A licence that nobody holds has no column, and nobody may.
    held &= needed >> a.helper_licence_until.shape[1] == 0
    return held


def _child_check(a: CareArrays, c: Candidates, p: CareParams) -> Flags:
    first = np.maximum(a.visit_from[c.right], a.as_of)
    passed: Flags = ~a.visit_child[c.right] | (a.helper_checked_until[c.left] >= first)
    return passed


def _minor(a: CareArrays, c: Candidates, p: CareParams) -> Flags:
    old_enough = a.helper_age[c.left] >= YOUNGEST
    fine: Flags = ~a.helper_minor[c.left] | (old_enough & _company(a, c))
    return fine


def _guardian(a: CareArrays, c: Candidates, p: CareParams) -> Flags:
    first = np.maximum(a.visit_from[c.right], a.as_of)
    agreed: Flags = ~a.helper_minor[c.left] | (a.helper_consent_until[c.left] >= first)
    return agreed


def _newcomer(a: CareArrays, c: Candidates, p: CareParams) -> Flags:
    fine: Flags = ~a.helper_newcomer[c.left] | _company(a, c)
    return fine


def _along(a: CareArrays, c: Candidates, p: CareParams) -> Flags:
    meant: Flags = ~a.visit_along[c.right] | a.helper_follows[c.left]
    return meant


def _company(a: CareArrays, c: Candidates) -> Flags:
    """Somebody who may go alone comes too, or there is a place left for him."""
    shared: Flags = a.visit_led[c.right] | (a.visit_required[c.right] > 1)
    return shared


def _by_whom(a: CareArrays, c: Candidates, p: CareParams) -> Flags:
    wanted = a.visit_roles[c.right]
    named: Flags = (wanted == 0) | ((wanted & a.helper_roles[c.left]) != 0)
    return named


def _sex_wish(a: CareArrays, c: Candidates, p: CareParams) -> Flags:
    wish = a.visit_sex_wish[c.right]
    met: Flags = ~a.visit_intimate[c.right] | (wish == 0) | (a.helper_sex[c.left] == wish)
    return met


def _distance(a: CareArrays, c: Candidates, p: CareParams) -> Flags:
    near: Flags = km_between(a, c) <= p.max_km
    return near


def _school_holiday(a: CareArrays, c: Candidates, p: CareParams) -> Flags:
    before = np.concatenate([[0], np.cumsum(a.school_holiday)])
    first = np.clip(a.visit_from[c.right] - a.as_of, 0, a.horizon)
    last = np.clip(a.visit_to[c.right] + 1 - a.as_of, 0, a.horizon)
    serves: Flags = ~a.helper_holiday_only[c.left] | (before[last] > before[first])
    return serves


def _time(a: CareArrays, c: Candidates, p: CareParams) -> Flags:
    return _meets(a.common_slots(c.left, c.right))


def _capacity(a: CareArrays, c: Candidates, p: CareParams) -> Flags:
    """A visit left in a month in which the two could meet (or in any, if they never meet)."""
    common = a.common_slots(c.left, c.right)
    month = month_of_day(a.as_of, a.horizon)[a.day_of_slot - a.as_of]
    left = a.helper_capacity[c.left] > 0
    room: Flags = ~_meets(common) & (a.helper_capacity[c.left].sum(axis=1) > 0)
    for m in range(left.shape[1]):
        room |= left[:, m] & _meets(common & np.packbits(month == m)[None, :])
    return room


def _meets(common: Packed) -> Flags:
    return np.asarray(common.any(axis=1), np.bool_)


def _why_skill(a: CareArrays, i: int, j: int, p: CareParams) -> Said:
    lacking = int(a.visit_skills[j] & ~a.helper_skills[i])
    return Said("缺少所需技能：%(skills)s", skills=named(lacking, a.skill_names))


def _cure_skill(a: CareArrays, i: int, j: int, p: CareParams) -> Said:
    lacking = int(a.visit_skills[j] & ~a.helper_skills[i])
    return Said("志愿者学会并登记“%(skills)s”后即可", skills=named(lacking, a.skill_names))


def _unlicensed(a: CareArrays, i: int, j: int) -> str:
    first = max(int(a.visit_from[j]), a.as_of)
    until = [*a.helper_licence_until[i].tolist(), *[0] * int(a.visit_licences[j]).bit_length()]
    needed = int(a.visit_licences[j])
    lacking = sum(
        1 << k for k in range(needed.bit_length()) if needed >> k & 1 and until[k] < first
    )
    return named(lacking, a.licence_names)


def _why_licence(a: CareArrays, i: int, j: int, p: CareParams) -> Said:
    return Said("须持证照护，缺少有效的证件：%(licences)s", licences=_unlicensed(a, i, j))


def _cure_licence(a: CareArrays, i: int, j: int, p: CareParams) -> Said:
    return Said("志愿者取得并登记“%(licences)s”后即可", licences=_unlicensed(a, i, j))


def _why_child(a: CareArrays, i: int, j: int, p: CareParams) -> Said:
    until = int(a.helper_checked_until[i])
    if not until:
        return Said("服务未成年人，须先通过核查")
    return Said("未成年人服务核查已于 %(day)s 到期", day=day_text(until))


def _why_minor(a: CareArrays, i: int, j: int, p: CareParams) -> Said:
    if a.helper_age[i] < YOUNGEST:
        return Said("志愿者未满 %(age)d 周岁", age=YOUNGEST)
    return Said("未满 %(age)d 周岁的志愿者不能单独上门", age=ADULT)


def _cure_minor(a: CareArrays, i: int, j: int, p: CareParams) -> Said:
    if a.helper_age[i] < YOUNGEST:
        return Said("满 %(age)d 周岁并经监护人同意后可参加", age=YOUNGEST)
    return Said("改为两人同行，另一位为成年人")


def _why_guardian(a: CareArrays, i: int, j: int, p: CareParams) -> Said:
    until = int(a.helper_consent_until[i])
    if not until:
        return Said("未满 %(age)d 周岁，还没有登记监护人同意", age=ADULT)
    return Said("监护人同意只到 %(day)s", day=day_text(until))


def _roles(a: CareArrays, j: int) -> Said:
    """The kinds of helpers a visit is for, in a row."""
    names = [name for k, name in enumerate(a.role_names) if int(a.visit_roles[j]) >> k & 1]
    said = names.pop() if names else Said("其他人")
    while names:
        said = Said("%(one)s或%(other)s", one=names.pop(), other=said)
    return said


def _why_sex(a: CareArrays, i: int, j: int, p: CareParams) -> Said:
    if a.visit_sex_wish[j] == MALE:
        return Said("贴身照料，对方要求男性服务者")
    return Said("贴身照料，对方要求女性服务者")


def _why_distance(a: CareArrays, i: int, j: int, p: CareParams) -> Said:
    km = float(km_between(a, one_pair(i, j))[0])
    return Said("相距 %(km).1f 公里，超过 %(limit).1f 公里", km=round(km, 2), limit=p.max_km)


def _cure_distance(a: CareArrays, i: int, j: int, p: CareParams) -> Said:
    km = float(km_between(a, one_pair(i, j))[0])
    return Said("服务半径放宽到 %(km).1f 公里即可", km=wide_enough(km))


RULES: tuple[CareRule, ...] = (
    Rule(
        "active",
        _active,
        lambda a, i, j, p: Said("志愿者已停止服务"),
        lambda a, i, j, p: Said("志愿者恢复服务后即可"),
    ),
    Rule(
        "not_now",
        _not_now,
        lambda a, i, j, p: Said(
            "志愿者在 %(day)s 前暂不接单", day=day_text(int(a.helper_not_before[i]))
        ),
        lambda a, i, j, p: Said("志愿者取消“暂不接单”，或把探访期限放宽到那天之后"),
    ),
    FORBIDDEN,
    Rule(
        "own_home",
        _own_home,
        lambda a, i, j, p: Said("不能为本人或同住家人提供志愿服务"),
        lambda a, i, j, p: Said("请改派其他志愿者"),
    ),
    Rule("skill", _skill, _why_skill, _cure_skill),
    Rule("licence", _licence, _why_licence, _cure_licence),
    Rule(
        "child_check",
        _child_check,
        _why_child,
        lambda a, i, j, p: Said("办理或更新未成年人服务核查后即可"),
    ),
    Rule("minor", _minor, _why_minor, _cure_minor),
    Rule(
        "guardian",
        _guardian,
        _why_guardian,
        lambda a, i, j, p: Said("请监护人到社区登记或更新同意"),
    ),
    Rule(
        "newcomer",
        _newcomer,
        lambda a, i, j, p: Said("新志愿者先和有经验的志愿者同去，对方还没有认领"),
        lambda a, i, j, p: Said("有经验的志愿者先认领两人同去的名额，或由了解他的工作人员担保"),
    ),
    Rule(
        "along",
        _along,
        lambda a, i, j, p: Said("这个名额留给跟着学的新志愿者"),
        lambda a, i, j, p: Said("由已认领的志愿者取消“带新人”"),
    ),
    Rule(
        "by_whom",
        _by_whom,
        lambda a, i, j, p: Said("按探访制度，这次由%(roles)s去", roles=_roles(a, j)),
        lambda a, i, j, p: Said("志愿者成为%(roles)s，或由管理员修改探访制度", roles=_roles(a, j)),
    ),
    Rule(
        "sex_wish",
        _sex_wish,
        _why_sex,
        lambda a, i, j, p: Said("征得对方同意并修改服务者性别要求"),
    ),
    Rule("distance", _distance, _why_distance, _cure_distance),
    Rule(
        "school_holiday",
        _school_holiday,
        lambda a, i, j, p: Said("志愿者只在寒暑假服务，探访期限内没有假期"),
        lambda a, i, j, p: Said("志愿者补充平时可服务的时间"),
    ),
    Rule(
        "time",
        _time,
        lambda a, i, j, p: Said("探访期限内没有双方都方便的时间"),
        lambda a, i, j, p: Said("任一方增加一个半天，或放宽探访期限"),
    ),
    Rule(
        "capacity",
        _capacity,
        lambda a, i, j, p: Said("志愿者可服务的月份名额已满"),
        lambda a, i, j, p: Said("志愿者把每月可服务次数增加 1 次"),
    ),
)
