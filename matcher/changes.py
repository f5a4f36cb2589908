"""What changed between two plans, each change with its reason.

A night keeps what it proposed yesterday unless something happened or a change is worth more than
the stated worth of keeping; so for every pair that did not stay there is a reason to name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from matcher.rules import in_hundred
from matcher.said import Said

SERVED = "served"
SUBJECT_GONE = "subject_gone"
GIVER_GONE = "giver_gone"
NOT_ELIGIBLE = "not_eligible"
NEEDED_MORE = "needed_more"
BETTER = "better"
NO_PLACE = "no_place"
OTHER_TIME = "other_time"

Key = Any


@dataclass(frozen=True)
class Change:
    """One pair that did not stay.

    subject : who is to be served; before, after : by whom, None = by nobody
    reason : stable name; said : the sentence
    """

    subject: Key
    before: Key | None
    after: Key | None
    reason: str
    said: Said


@dataclass(frozen=True)
class Now:
    """What holds at the second plan.

    subjects, givers : who still takes part
    failed : (giver, subject) -> sentence of the rule that pair fails now; absent = eligible
    score : (giver, subject) -> its points now, the worth of keeping it not counted
    moved : (giver, subject) that stay, at another time
    """

    subjects: frozenset[Key]
    givers: frozenset[Key]
    failed: Mapping[tuple[Key, Key], Said]
    score: Mapping[tuple[Key, Key], int]
    moved: frozenset[tuple[Key, Key]] = frozenset()


def changes(
    before: Mapping[Key, Sequence[Key]], after: Mapping[Key, Sequence[Key]], now: Now
) -> list[Change]:
    """Subject -> givers of two plans, compared; pairs that stayed are left out.

    Ordered by subject. The givers a subject lost and won are paired in their order.
    """
    elsewhere = {giver for givers in after.values() for giver in givers}
    found = []
    for subject in sorted({*before, *after}):
        had, has = before.get(subject, ()), after.get(subject, ())
        lost = [giver for giver in had if giver not in has]
        won = [giver for giver in has if giver not in had]
        for giver in has:
            if (giver, subject) in now.moved:
                said = Said("人选不变，改在别的时间更合适")
                found.append(Change(subject, giver, giver, OTHER_TIME, said))
        for old, new in zip_longest(lost, won):
            reason, said = _reason(subject, old, new, now, elsewhere)
            found.append(Change(subject, old, new, reason, said))
    return found


def _reason(
    subject: Key, old: Key | None, new: Key | None, now: Now, elsewhere: set[Key]
) -> tuple[str, Said]:
    if subject not in now.subjects:
        return SUBJECT_GONE, Said("这项需求已完成或取消")
    if old is None:
        return SERVED, Said("此前没有安排，现在有了合适的人选")
    if old not in now.givers:
        return GIVER_GONE, Said("原来的人选已退出或停止服务")
    if (old, subject) in now.failed:
        rule = now.failed[old, subject]
        return NOT_ELIGIBLE, Said("原来的搭配已不符合规则：%(rule)s", rule=rule)
    if new is None and old not in elsewhere:
        return NO_PLACE, Said("原来的人选已没有可用的名额")
    gain = now.score.get((new, subject), 0) - now.score.get((old, subject), 0)
    if new is not None and gain > 0:
        return BETTER, Said("有更合适的人选，高 %(points).2f 分", points=in_hundred(gain))
    return NEEDED_MORE, Said("原来的人选用在了更需要的地方")
