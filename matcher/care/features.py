"""What makes one eligible helper better than another, in points that add up."""

import numpy as np

from matcher.care.arrays import CareArrays
from matcher.care.days import PARTS
from matcher.care.params import CareParams
from matcher.care.rules import km_between, named
from matcher.columns import Ints
from matcher.pairs import Pairs
from matcher.rules import FULL_POINTS, Candidates, Feature, one_pair
from matcher.said import Said

CareFeature = Feature[CareArrays, CareParams]

# Each skill a visit does not need counts against using up its helper on it.
SPARE_SKILL_POINTS = 25
# Each half-day of the week the two have in common.
OVERLAP_POINTS = 10
# Each visit the helper has taken this month already.
LOAD_POINTS = 20
# Last night's pair at another time: the person counts as much as the hour. A visit is not moved
# for coming a few days sooner: a night brings its time nearer by as much as all others.
KEPT_PAIR_POINTS = 50

# The stand-in is known to the family, but comes only when the standing helper cannot.
STAND_IN_POINTS = 70
# Who came last, where another is paired with the family.
LAST_BESIDE_PAIRED_POINTS = 40
# Somebody new to a family that nobody has visited yet: no face it knows is taken from it. Whoever
# has more of it is known there.
FIRST_VISIT_POINTS = 30


def bit_count(masks: Ints) -> Ints:
    """Bits set in each mask."""
    return np.asarray(np.bitwise_count(masks), np.int64)


def _distance(a: CareArrays, c: Candidates, p: CareParams) -> Ints:
    share = np.maximum(0, 1 - km_between(a, c) / p.max_km)
    return np.asarray(np.rint(FULL_POINTS * share), np.int64)


def _continuity(a: CareArrays, c: Candidates, p: CareParams) -> Ints:
    """Where somebody is paired, having come last is worth less than that; elsewhere it is all."""
    paired = np.isin(c.right, np.concatenate([a.standing.right, a.stand_in.right]))
    last = np.where(paired, LAST_BESIDE_PAIRED_POINTS, FULL_POINTS)
    other = np.where(paired | np.isin(c.right, a.known.right), 0, FIRST_VISIT_POINTS)
    points = np.where(a.known.has(c.left, c.right), last, other)
    points = np.where(a.stand_in.has(c.left, c.right), STAND_IN_POINTS, points)
    return np.where(a.standing.has(c.left, c.right), FULL_POINTS, points)


def _skill(a: CareArrays, c: Candidates, p: CareParams) -> Ints:
    spare = bit_count(a.helper_skills[c.left] & ~a.visit_skills[c.right])
    return np.maximum(0, FULL_POINTS - SPARE_SKILL_POINTS * spare)


def _dialect(a: CareArrays, c: Candidates, p: CareParams) -> Ints:
    spoken = a.visit_dialects[c.right]
    shared = (spoken == 0) | ((a.helper_dialects[c.left] & spoken) != 0)
    return np.where(shared, FULL_POINTS, 0)


def _kept(a: CareArrays, c: Candidates, p: CareParams) -> Ints:
    pair = Pairs(a.kept_helper, a.kept_visit).has(c.left, c.right)
    hour = Pairs(a.kept_helper * a.slots + a.kept_slot, a.kept_visit).has(
        np.maximum(0, c.left * a.slots + c.slot), c.right
    )
    return np.where(hour & (c.slot >= 0), FULL_POINTS, np.where(pair, KEPT_PAIR_POINTS, 0))


def _soon(a: CareArrays, c: Candidates, p: CareParams) -> Ints:
    """Nobody is expected to come the day he is asked: tomorrow is as good as today.

    A pair without a time is taken to find one as soon.
    """
    days = np.maximum(1, c.slot // PARTS) - 1
    return np.asarray(np.rint(FULL_POINTS * (1 - days / a.horizon)), np.int64)


def _sex_wish(a: CareArrays, c: Candidates, p: CareParams) -> Ints:
    wish = a.visit_sex_wish[c.right]
    return np.where((wish == 0) | (a.helper_sex[c.left] == wish), FULL_POINTS, 0)


def _load(a: CareArrays, c: Candidates, p: CareParams) -> Ints:
    return np.maximum(0, FULL_POINTS - LOAD_POINTS * a.helper_load[c.left])


def _overlap(a: CareArrays, c: Candidates, p: CareParams) -> Ints:
    common = bit_count(a.helper_weekly[c.left] & a.visit_weekly[c.right])
    return np.minimum(FULL_POINTS, OVERLAP_POINTS * common)


def _say_distance(a: CareArrays, i: int, j: int, points: int, p: CareParams) -> Said:
    return Said("相距 %(km).1f 公里", km=round(float(km_between(a, one_pair(i, j))[0]), 2))


def _say_skill(a: CareArrays, i: int, j: int, points: int, p: CareParams) -> Said:
    if a.visit_skills[j]:
        return Said("具备所需技能：%(skills)s", skills=named(int(a.visit_skills[j]), a.skill_names))
    return Said(
        "不需要专长，志愿者另有 %(count)d 项专长可留给别处",
        count=int(a.helper_skills[i]).bit_count(),
    )


def _say_dialect(a: CareArrays, i: int, j: int, points: int, p: CareParams) -> Said:
    shared = int(a.helper_dialects[i] & a.visit_dialects[j])
    if not a.visit_dialects[j]:
        return Said("没有方言要求")
    if shared:
        return Said("都会说%(dialects)s", dialects=named(shared, a.dialect_names))
    return Said("没有共同的方言")


def _say_continuity(a: CareArrays, i: int, j: int, points: int, p: CareParams) -> Said:
    if a.standing.has(np.array([i]), np.array([j]))[0]:
        return Said("这户的结对志愿者")
    if points == STAND_IN_POINTS:
        return Said("这户的替补")
    if points == FIRST_VISIT_POINTS:
        return Said("第一次上门，这户还没有熟悉的人")
    return Said("上次就是这位志愿者") if points else Said("第一次上门，这户熟悉的是别人")


def _say_kept(a: CareArrays, i: int, j: int, points: int, p: CareParams) -> Said:
    if points == FULL_POINTS:
        return Said("与昨晚的建议相同")
    return Said("昨晚建议过，时间有变") if points else Said("新的建议")


def _say_soon(a: CareArrays, i: int, j: int, points: int, p: CareParams) -> Said:
    days = 1 + round((FULL_POINTS - points) * a.horizon / FULL_POINTS)
    return Said("一两天内就能去") if days == 1 else Said("%(days)d 天后能去", days=days)


def _say_sex(a: CareArrays, i: int, j: int, points: int, p: CareParams) -> Said:
    if not a.visit_sex_wish[j]:
        return Said("对服务者性别没有要求")
    if points:
        return Said("符合对方希望的服务者性别")
    return Said("不是对方希望的服务者性别")


FEATURES: tuple[CareFeature, ...] = (
    Feature("distance", Said("距离"), _distance, _say_distance),
    Feature("continuity", Said("连续性"), _continuity, _say_continuity),
    Feature("skill", Said("技能"), _skill, _say_skill),
    Feature("dialect", Said("方言"), _dialect, _say_dialect),
    Feature("kept", Said("延续昨晚建议"), _kept, _say_kept),
    Feature("soon", Said("尽早"), _soon, _say_soon),
    Feature("sex_wish", Said("性别意愿"), _sex_wish, _say_sex),
    Feature(
        "load",
        Said("本月负担"),
        _load,
        lambda a, i, j, points, p: Said("本月已有 %(count)d 次", count=int(a.helper_load[i])),
    ),
    Feature(
        "overlap",
        Said("时间宽裕"),
        _overlap,
        lambda a, i, j, points, p: Said(
            "每周有 %(count)d 个半天双方都方便",
            count=int(a.helper_weekly[i] & a.visit_weekly[j]).bit_count(),
        ),
    ),
)
