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
# code, name, skill, child-facing, intimate, every so many days
KINDS = (
    ("policy", "送政策走访", None, False, False, 30),
    ("warmth", "送温暖探访", None, False, False, 30),
    ("information", "送信息探访", None, False, False, 30),
    ("comfort", "送安慰探访", None, False, False, 30),
    ("love", "送爱心探访", None, True, False, 30),
    ("concern", "送关怀探访", None, False, False, 30),
    ("company", "陪伴聊天", None, False, False, 30),
    ("errands", "代购代办", "代购代办", False, False, 30),
    ("clinic", "陪诊", "陪诊", False, False, 30),
    ("tutoring", "课业辅导", "课业辅导", True, False, 30),
    ("counselling", "心理疏导", "心理疏导", False, False, 30),
    ("health", "健康随访", "护理", False, False, 30),
    ("nursing", "护理协助", "护理", False, True, 30),
    ("daily_care", "生活照料", None, False, True, 30),
)


def seed(session: Session) -> None:
    """Put in the kinds that are missing; those an administrator changed stay as they are."""
    rows = [
        {
            "code": code,
            "name": name,
            "skill": skill,
            "child_facing": child_facing,
            "intimate": intimate,
            "every_days": every_days,
            "effective_from": SINCE,
        }
        for code, name, skill, child_facing, intimate, every_days in KINDS
    ]
    session.execute(insert(ServiceKind).values(rows).on_conflict_do_nothing())


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
