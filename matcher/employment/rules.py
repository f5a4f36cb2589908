"""The hard rules of the employment market, by name.

Sources: 劳动法 (16 years; 16-18 no hazardous work), 娱乐场所管理条例 (no minors), 最低工资规定,
就业促进法 art. 52 and the county's rule that a public-welfare post follows the open market,
就业补助资金管理办法 (such posts for three years in all, or until a near retirement).
Health counts only where the employer declared a hazard that the person named as a limit.
"""

from datetime import date

import numpy as np

from matcher.columns import Flags, Floats
from matcher.employment.arrays import (
    CANNOT_LIFT,
    CANNOT_STAND,
    COHORT,
    ENTERTAINMENT,
    HEAVY,
    HEIGHTS,
    POOR_SIGHT,
    STANDING,
    TOXIC,
    UNWILLING,
    WELFARE_POST,
    EmploymentArrays,
)
from matcher.employment.params import EmploymentParams
from matcher.places.distance import apart, wide_enough
from matcher.refused import FORBIDDEN
from matcher.rules import Candidates, Failed, Rule, failed, one_pair
from matcher.said import Said

WORKING_AGE = 16
ADULT = 18
NOT_FOR_MINORS = HEAVY | HEIGHTS | TOXIC | ENTERTAINMENT
LIMITS = ((CANNOT_STAND, STANDING), (CANNOT_LIFT, HEAVY), (POOR_SIGHT, HEIGHTS))
SCHOOLING = ("未登记", "小学", "初中", "高中（中专）", "大专", "本科", "研究生")

EmploymentRule = Rule[EmploymentArrays, EmploymentParams]


def km_between(a: EmploymentArrays, c: Candidates) -> Floats:
    """Commute in km per candidate; by codes where coordinates are missing."""
    return apart(a, ("seeker", "opening"), (c.left, c.right))


def commute_limit(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Floats:
    """The furthest each candidate's seeker goes, km."""
    said = a.seeker_commute_km[c.left]
    return np.where(np.isnan(said), p.commute_km, said)


def check_pair(a: EmploymentArrays, seeker: int, opening: int, p: EmploymentParams) -> list[Failed]:
    """The rules one pair fails, with reason and cure; empty when it may be proposed."""
    return failed(RULES, a, seeker, opening, p)


def _automated(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Flags:
    return ~a.seeker_opted_out[c.left]


def _age(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Flags:
    old_enough: Flags = a.seeker_age[c.left] >= WORKING_AGE
    return old_enough


def _minor(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Flags:
    hazard = (a.opening_hazards[c.right] & NOT_FOR_MINORS) != 0
    return np.asarray((a.seeker_age[c.left] >= ADULT) | ~hazard, np.bool_)


def _valid(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Flags:
    valid: Flags = a.opening_until[c.right] >= a.as_of
    return valid


def _minimum_wage(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Flags:
    paid: Flags = a.opening_wage_low[c.right] >= a.minimum_wage
    return np.asarray(paid | (a.opening_kind[c.right] == COHORT), np.bool_)


def _schooling(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Flags:
    enough: Flags = a.seeker_schooling[c.left] >= a.opening_schooling[c.right]
    return enough


def _skill(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Flags:
    needed, papers = a.opening_skills[c.right], a.opening_certificates[c.right]
    has = (a.seeker_skills[c.left] & needed) == needed
    has &= (a.seeker_certificates[c.left] & papers) == papers
    return np.asarray(has, np.bool_)


def _hours(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Flags:
    """All hours of the shift or course are hours the person has, in stretches not too long."""
    s, o = c.left, c.right
    weekday, weekend = a.opening_weekday[o], a.opening_weekend[o]
    fits = ((weekday & ~a.seeker_weekday[s]) | (weekend & ~a.seeker_weekend[s])) == 0
    longest = np.maximum(np.bitwise_count(weekday), np.bitwise_count(weekend))
    return np.asarray(fits & (longest <= a.seeker_session[s]), np.bool_)


def _commute(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Flags:
    near: Flags = km_between(a, c) <= commute_limit(a, c, p)
    return near


def _wage(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Flags:
    enough: Flags = 100 * a.opening_wage_high[c.right] >= p.wage_floor * a.seeker_wage[c.left]
    return np.asarray(enough | (a.opening_kind[c.right] == COHORT), np.bool_)


def _health(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Flags:
    limits, hazards = a.seeker_health[c.left], a.opening_hazards[c.right]
    fine = np.ones(len(c), np.bool_)
    for limit, hazard in LIMITS:
        fine &= ((limits & limit) == 0) | ((hazards & hazard) == 0)
    return fine


def _welfare(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Flags:
    open_to = a.seeker_hardship[c.left] & a.seeker_market_failed[c.left]
    fine: Flags = (a.opening_kind[c.right] != WELFARE_POST) | open_to
    return fine


def _term(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Flags:
    over = a.seeker_term_over[c.left]
    return np.asarray((a.opening_kind[c.right] != WELFARE_POST) | ~over, np.bool_)


def _training(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Flags:
    willing: Flags = a.seeker_training[c.left] != UNWILLING
    return np.asarray(willing | (a.opening_kind[c.right] != COHORT), np.bool_)


def _learned(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Flags:
    taught = a.opening_occupation[c.right]
    known = (a.seeker_skills[c.left] >> np.maximum(0, taught)) & 1
    new: Flags = (a.opening_kind[c.right] != COHORT) | (taught < 0) | (known == 0)
    return new


def _why_welfare(a: EmploymentArrays, i: int, j: int, p: EmploymentParams) -> Said:
    if not a.seeker_hardship[i]:
        return Said("公益性岗位只面向就业困难人员")
    return Said("还有市场岗位可选，公益性岗位用于托底")


def _cure_welfare(a: EmploymentArrays, i: int, j: int, p: EmploymentParams) -> Said:
    if not a.seeker_hardship[i]:
        return Said("经认定为就业困难人员后即可")
    return Said("市场岗位推荐未果后即可")


def _why_schooling(a: EmploymentArrays, i: int, j: int, p: EmploymentParams) -> Said:
    return Said(
        "学历要求%(needed)s，登记为%(has)s",
        needed=SCHOOLING[a.opening_schooling[j]],
        has=SCHOOLING[a.seeker_schooling[i]],
    )


def _why_commute(a: EmploymentArrays, i: int, j: int, p: EmploymentParams) -> Said:
    pair = one_pair(i, j)
    return Said(
        "通勤 %(km).1f 公里，超过 %(limit).1f 公里",
        km=round(float(km_between(a, pair)[0]), 2),
        limit=float(commute_limit(a, pair, p)[0]),
    )


def _cure_commute(a: EmploymentArrays, i: int, j: int, p: EmploymentParams) -> Said:
    km = float(km_between(a, one_pair(i, j))[0])
    return Said("通勤上限放宽到 %(km).1f 公里即可", km=wide_enough(km))


def _why_wage(a: EmploymentArrays, i: int, j: int, p: EmploymentParams) -> Said:
    return Said(
        "月薪最高 %(paid)d 元，期望 %(wished)d 元",
        paid=int(a.opening_wage_high[j]),
        wished=int(a.seeker_wage[i]),
    )


def _cure_wage(a: EmploymentArrays, i: int, j: int, p: EmploymentParams) -> Said:
    most = int(a.opening_wage_high[j]) * 100 // max(1, p.wage_floor)
    return Said("期望月薪降到 %(wage)d 元以内即可", wage=most)


def _why_skill(a: EmploymentArrays, i: int, j: int, p: EmploymentParams) -> Said:
    if a.opening_certificates[j] & ~a.seeker_certificates[i]:
        return Said("缺少岗位要求的技能证书")
    return Said("缺少岗位要求的技能")


RULES: tuple[EmploymentRule, ...] = (
    Rule(
        "automated",
        _automated,
        lambda a, i, j, p: Said("本人已关闭自动推荐"),
        lambda a, i, j, p: Said("本人重新开启自动推荐，或由工作人员人工推荐"),
    ),
    FORBIDDEN,
    Rule(
        "age",
        _age,
        lambda a, i, j, p: Said("未满 %(age)d 周岁", age=WORKING_AGE),
        lambda a, i, j, p: Said("年满 %(age)d 周岁后即可", age=WORKING_AGE),
    ),
    Rule(
        "minor",
        _minor,
        lambda a, i, j, p: Said("未满 %(age)d 周岁，不得从事此类作业", age=ADULT),
        lambda a, i, j, p: Said("年满 %(age)d 周岁后即可", age=ADULT),
    ),
    Rule(
        "valid",
        _valid,
        lambda a, i, j, p: Said(
            "已于 %(day)s 截止", day=date.fromordinal(max(1, int(a.opening_until[j]))).isoformat()
        ),
        lambda a, i, j, p: Said("用人单位延长有效期后即可"),
    ),
    Rule(
        "minimum_wage",
        _minimum_wage,
        lambda a, i, j, p: Said("月薪低于最低工资标准 %(wage)d 元", wage=a.minimum_wage),
        lambda a, i, j, p: Said("用人单位把月薪提高到最低工资标准以上"),
    ),
    Rule(
        "schooling",
        _schooling,
        _why_schooling,
        lambda a, i, j, p: Said("补登更高学历，或用人单位放宽学历要求"),
    ),
    Rule("skill", _skill, _why_skill, lambda a, i, j, p: Said("参加培训并登记技能或证书后即可")),
    Rule(
        "hours",
        _hours,
        lambda a, i, j, p: Said("上班或上课时间与可安排的时间不合"),
        lambda a, i, j, p: Said("调整班次，或本人放宽可上班时间"),
    ),
    Rule("commute", _commute, _why_commute, _cure_commute),
    Rule("wage", _wage, _why_wage, _cure_wage),
    Rule(
        "health",
        _health,
        lambda a, i, j, p: Said("作业要求与本人登记的身体限制相冲突"),
        lambda a, i, j, p: Said("用人单位调整岗位内容后即可"),
    ),
    Rule("welfare", _welfare, _why_welfare, _cure_welfare),
    Rule(
        "public_welfare_term",
        _term,
        lambda a, i, j, p: Said("在公益性岗位累计已满规定的期限"),
        lambda a, i, j, p: Said("推荐市场岗位或培训班，不再安排公益性岗位"),
    ),
    Rule(
        "training",
        _training,
        lambda a, i, j, p: Said("本人不愿参加培训"),
        lambda a, i, j, p: Said("本人改变培训意愿后即可"),
    ),
    Rule(
        "learned",
        _learned,
        lambda a, i, j, p: Said("已经掌握这项技能，不需要再培训"),
        lambda a, i, j, p: Said("可直接推荐相应岗位"),
    ),
)
