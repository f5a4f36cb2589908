"""What makes one eligible opening better for a person than another, in points that add up.

Features read wishes, skills, hours, pay and distance. Sex, age, ethnicity, hukou, health,
disability, hardship and political status never enter here: a test changes them and expects the
same scores.
"""

import numpy as np

from matcher.columns import Ints
from matcher.employment.arrays import COHORT, DEPENDS, EmploymentArrays
from matcher.employment.params import EmploymentParams
from matcher.employment.rules import commute_limit, km_between
from matcher.rules import FULL_POINTS, Candidates, Feature, one_pair
from matcher.said import Said

EmploymentFeature = Feature[EmploymentArrays, EmploymentParams]

# Each place further down the list of wishes.
WISH_STEP = 25
# Training in an occupation that was not wished for, of someone only half willing.
UNWISHED_COURSE = 30
# An opening that asks for no skill, when the person has the one of its occupation or has not.
NO_SKILL_ASKED = 60
# Pay beyond the wish counts up to a fifth more.
WAGE_ROOM = 20


def _wish(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Ints:
    """By rank among the wishes; of a course, by the wish to be trained in it."""
    wishes, wanted = a.seeker_wishes[c.left], a.opening_occupation[c.right]
    same = (wishes == wanted[:, None]) & (wanted >= 0)[:, None]
    rank = np.where(same.any(axis=1), same.argmax(axis=1), FULL_POINTS)
    points = np.asarray(np.maximum(0, FULL_POINTS - WISH_STEP * rank), np.int64)
    chosen = (a.seeker_training_wishes[c.left] >> np.maximum(0, wanted)) & 1
    half = np.where(a.seeker_training[c.left] == DEPENDS, UNWISHED_COURSE // 2, UNWISHED_COURSE)
    course = np.maximum(points, np.where((chosen == 1) & (wanted >= 0), FULL_POINTS, half))
    return np.where(a.opening_kind[c.right] == COHORT, course, points)


def _skill(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Ints:
    """All asked for, or knowing the occupation; a course suits whoever comes."""
    asked = a.opening_skills[c.right] | a.opening_certificates[c.right]
    occupation = a.opening_occupation[c.right]
    knows = (a.seeker_skills[c.left] >> np.maximum(0, occupation)) & 1
    full = (asked != 0) | ((knows == 1) & (occupation >= 0))
    points = np.where(full, FULL_POINTS, NO_SKILL_ASKED)
    return np.where(a.opening_kind[c.right] == COHORT, NO_SKILL_ASKED, points)


def _commute(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Ints:
    limit = np.maximum(commute_limit(a, c, p), 0.1)
    share = np.clip(1 - km_between(a, c) / limit, 0, 1)
    return np.asarray(np.rint(FULL_POINTS * share), np.int64)


def _wage(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Ints:
    """From the floor (0) over the wish (full less the room above) to a fifth beyond (full)."""
    wished, paid = a.seeker_wage[c.left], a.opening_wage_high[c.right]
    share = 100 * paid // np.maximum(1, wished)
    top, floor = 100 + WAGE_ROOM, p.wage_floor
    points = FULL_POINTS * (np.clip(share, floor, top) - floor) // max(1, top - floor)
    return np.where(wished == 0, FULL_POINTS, points)


def _hours(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Ints:
    """Own time and daytime are easier than shifts that fill all a person has."""
    asked = np.bitwise_count(a.opening_weekday[c.right]).astype(np.int64)
    has = np.bitwise_count(a.seeker_weekday[c.left]).astype(np.int64)
    return np.maximum(0, FULL_POINTS - FULL_POINTS * asked // np.maximum(1, 2 * has))


def _kept(a: EmploymentArrays, c: Candidates, p: EmploymentParams) -> Ints:
    return np.where(a.kept.has(c.left, c.right), FULL_POINTS, 0)


def _say_wish(a: EmploymentArrays, i: int, j: int, points: int, p: EmploymentParams) -> Said:
    if a.opening_kind[j] == COHORT:
        return Said("想学这个工种") if points == FULL_POINTS else Said("愿意参加培训")
    if not points:
        return Said("不在求职意向之内")
    rank = a.seeker_wishes[i].tolist().index(int(a.opening_occupation[j])) + 1
    return Said("是第 %(rank)d 求职意向", rank=rank)


def _say_skill(a: EmploymentArrays, i: int, j: int, points: int, p: EmploymentParams) -> Said:
    if a.opening_kind[j] == COHORT:
        return Said("从头学起即可")
    return Said("掌握岗位所需技能") if points == FULL_POINTS else Said("岗位不要求技能")


def _say_commute(a: EmploymentArrays, i: int, j: int, points: int, p: EmploymentParams) -> Said:
    return Said("通勤 %(km).1f 公里", km=round(float(km_between(a, one_pair(i, j))[0]), 2))


def _say_wage(a: EmploymentArrays, i: int, j: int, points: int, p: EmploymentParams) -> Said:
    paid, wished = int(a.opening_wage_high[j]), int(a.seeker_wage[i])
    if not wished:
        return Said("月薪最高 %(paid)d 元，期望面议", paid=paid)
    return Said("月薪最高 %(paid)d 元，期望 %(wished)d 元", paid=paid, wished=wished)


def _say_hours(a: EmploymentArrays, i: int, j: int, points: int, p: EmploymentParams) -> Said:
    asked = int(a.opening_weekday[j]).bit_count() / 2
    if not asked:
        return Said("工作日时间自由")
    return Said("工作日 %(hours).1f 小时，都在可安排的时间内", hours=asked)


FEATURES: tuple[EmploymentFeature, ...] = (
    Feature("wish", Said("求职意向"), _wish, _say_wish),
    Feature("skill", Said("技能"), _skill, _say_skill),
    Feature("commute", Said("通勤"), _commute, _say_commute),
    Feature("wage", Said("薪酬"), _wage, _say_wage),
    Feature("hours", Said("工作时间"), _hours, _say_hours),
    Feature(
        "kept",
        Said("延续昨晚建议"),
        _kept,
        lambda a, i, j, points, p: Said("与昨晚的建议相同") if points else Said("新的建议"),
    ),
)
