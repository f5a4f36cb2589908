"""The kinds of service the county's ledgers ask for (六访六送 and daily help), as data.

``skill`` is what a helper must have; ``every_days`` the longest gap between two visits. The six
monthly visits are published (六访六送, every month); the other gaps are defaults from memory.
"""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.care.tables import ServiceKind

SINCE = dt.date(2025, 1, 1)


def _kind(
    code: str,
    name: str,
    skill: str | None = None,
    *,
    child_facing: bool = False,
    intimate: bool = False,
) -> dict[str, object]:
    return {
        "code": code,
        "name": name,
        "skill": skill,
        "child_facing": child_facing,
        "intimate": intimate,
        "every_days": 30,
        "effective_from": SINCE,
    }


KINDS = (
    _kind("policy", "送政策走访"),
    _kind("warmth", "送温暖探访"),
    _kind("information", "送信息探访"),
    _kind("comfort", "送安慰探访"),
    _kind("love", "送爱心探访", child_facing=True),
    _kind("concern", "送关怀探访"),
    _kind("company", "陪伴聊天"),
    _kind("errands", "代购代办", "代购代办"),
    _kind("clinic", "陪诊", "陪诊"),
    _kind("tutoring", "课业辅导", "课业辅导", child_facing=True),
    _kind("counselling", "心理疏导", "心理疏导"),
    _kind("health", "健康随访", "护理"),
    _kind("nursing", "护理协助", "护理", intimate=True),
    _kind("daily_care", "生活照料", intimate=True),
    _kind("check", "定期探访"),
)


def seed(session: Session) -> None:
    """Put in the kinds that are missing; those an administrator changed stay as they are."""
    session.execute(insert(ServiceKind).values(KINDS).on_conflict_do_nothing())


def codes_by_name(session: Session) -> dict[str, str]:
    """Every name a need may be called by -> code; 送温暖 finds 送温暖探访."""
    found: dict[str, str] = {}
    for code, name in session.execute(select(ServiceKind.code, ServiceKind.name)):
        found[name] = code
        for tail in ("探访", "走访"):
            stem = name.removesuffix(tail)
            for spelt in (stem, stem + "探访", stem + "走访"):
                found.setdefault(spelt, code)
    return found
