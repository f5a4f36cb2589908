"""The policies in force, the published ones they start from, and changing one by a new version.

六访六送 (every month, by category), every 特殊困难老年人 at least monthly, and the three tiers of
one county (高风险 weekly, 重点 monthly, 一般 quarterly) are published; how early, by whom and what
to record are defaults from memory.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from matcher.care.urgency import HIGH_RISK, KEY, ORDINARY
from matcher.said import Said
from models.care.owed.refusals import PolicyWrong
from models.care.owed.tables import VisitPolicy
from models.care.service_kinds import SINCE
from models.care.tiers import TIER_OF
from models.trail.log import record_row

TOPICS = MappingProxyType(
    {
        "health": Said("健康"),
        "money": Said("经济"),
        "support": Said("赡养"),
        "safety": Said("安全"),
        "wants": Said("需求"),
    }
)
ELDERS = ("独居老人", "空巢老人", "留守老人", "失能老人", "重度残疾人", "计生特殊家庭")
CATEGORIES = (*TIER_OF, "低保家庭", "失业人员", "社区党员")
CHECK = "check"
EDITORS = ("administrator",)
LONGEST = 366


def _policy(code: str, name: Said, kind: str, *categories: str, **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "tier": None,
        "rhythm": "days",
        "every_days": 30,
        "early_days": 10,
        "roles": ["post_holder", "volunteer", "grid_worker"],
        "topics": list(TOPICS),
        "effective_from": SINCE,
        "revision": 1,
    }
    known = {"code": code, "name": str(name), "kind": kind, "categories": list(categories)}
    return given | known | more


def _tier(code: str, name: Said, tier: int, every: int, early: int) -> dict[str, Any]:
    return _policy(code, name, CHECK, *TIER_OF, tier=tier, every_days=every, early_days=early)


PUBLISHED = (
    _policy("six_policy", Said("党员送政策"), "policy", "社区党员"),
    _policy("six_warmth", Said("低保送温暖"), "warmth", "低保家庭"),
    _policy("six_information", Said("失业送信息"), "information", "失业人员"),
    _policy("six_comfort", Said("空巢老人送安慰"), "comfort", "空巢老人"),
    _policy("six_love", Said("少年儿童送爱心"), "love", "留守儿童", "困境儿童"),
    _policy("six_concern", Said("残疾家庭送关怀"), "concern", "残疾人", "重度残疾人"),
    _policy("elders", Said("特殊困难老年人每月探访"), CHECK, *ELDERS),
    _tier("tier_high", Said("高风险每周探访"), HIGH_RISK, 7, 3),
    _tier("tier_key", Said("重点每月探访"), KEY, 30, 10),
    _tier("tier_ordinary", Said("一般每季探访"), ORDINARY, 90, 30),
)


@dataclass(frozen=True)
class Change:
    """The next version of a policy; what is not here stays as it was."""

    every_days: int
    early_days: int
    rhythm: str
    helpers_wanted: int
    categories: Sequence[str]
    roles: Sequence[str]
    topics: Sequence[str]
    effective_from: dt.date

    def check(self, today: dt.date) -> None:
        """Raise ``PolicyWrong`` for what cannot be."""
        if not 0 <= self.early_days < self.every_days <= LONGEST:
            raise PolicyWrong(Said("提前的天数要比间隔短，间隔最长一年。"))
        if self.effective_from < today:
            raise PolicyWrong(Said("开始执行的日期不能早于今天，已经发生的不改。"))


def seed(session: Session) -> None:
    """Put in the published policies where a code has none yet; changed ones stay."""
    fresh = insert(VisitPolicy).values(PUBLISHED)
    session.execute(fresh.on_conflict_do_nothing(index_elements=["code", "revision"]))


def in_force(session: Session, day: dt.date) -> Sequence[VisitPolicy]:
    """The version of each policy that holds on a day, by code."""
    holds = or_(VisitPolicy.effective_to.is_(None), VisitPolicy.effective_to >= day)
    wanted = select(VisitPolicy).where(VisitPolicy.effective_from <= day, holds)
    return session.scalars(wanted.order_by(VisitPolicy.code, VisitPolicy.revision)).all()


def versions(session: Session, code: str) -> Sequence[VisitPolicy]:
    """Every version of one policy, newest first."""
    wanted = select(VisitPolicy).where(VisitPolicy.code == code)
    return session.scalars(wanted.order_by(VisitPolicy.revision.desc())).all()


def newest(session: Session, code: str) -> VisitPolicy:
    """The last version written; raises ``PolicyWrong`` where there is no such policy."""
    found = versions(session, code)
    if not found:
        raise PolicyWrong(Said("没有这条探访制度。"))
    return found[0]


def changed(old: VisitPolicy, change: Change, author_id: uuid.UUID) -> VisitPolicy:
    """The next version, not yet in the session."""
    kept: Mapping[str, Any] = {
        name: getattr(old, name) for name in ("code", "name", "kind", "tier")
    }
    return VisitPolicy(
        **kept,
        revision=old.revision + 1,
        categories=list(change.categories),
        rhythm=change.rhythm,
        every_days=change.every_days,
        early_days=change.early_days,
        roles=list(change.roles),
        topics=list(change.topics),
        helpers_wanted=change.helpers_wanted,
        effective_from=change.effective_from,
        author_id=author_id,
    )


def revise(
    session: Session, code: str, revision: int, change: Change, now: dt.datetime, *, by: uuid.UUID
) -> VisitPolicy:
    """End the version that was looked at and begin the next; raises ``PolicyWrong``.

    A version that has not begun yet when the next one begins never held on any day.
    """
    old = newest(session, code)
    session.refresh(old, with_for_update=True)
    if newest(session, code).revision != revision:
        raise PolicyWrong(Said("有人刚改过这条制度，请看过新的内容再改。"))
    fresh = changed(old, change, by)
    for earlier in versions(session, code):
        last = change.effective_from - dt.timedelta(days=1)
        if earlier.effective_to is None or earlier.effective_to > last:
            earlier.effective_to = last
    session.add(fresh)
    record_row(
        session, "care.policy", fresh, now, by=by, detail={"code": code, "revision": fresh.revision}
    )
    return fresh
