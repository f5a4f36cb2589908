"""How many people one account may see in clear on one day: a look too many is refused."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.database.refused import Refused
from models.people.code_tables import in_force
from models.places.civil import civil_day, midnight
from models.trail.tables import TrailEntry

TABLE = "unmask_limit"
# A busy counter sees some forty people a day; an administrator dates another number.
USUAL = 60
# The looks that somebody chooses to take; a helper's own visits are bounded by his claims.
LOOKS = (
    "care.unmask",
    "employment.unmask",
    "employment.letter",
    "request.unmask",
    "notices.phone_seen",
)


class QuotaSpent(Refused):
    """An account has seen as many people in clear today as it may."""

    code: ClassVar[str] = "unmask_quota"

    def __init__(self, said: Said, most: int) -> None:
        super().__init__(said)
        self.most = most


@dataclass(frozen=True)
class Quota:
    """People seen in clear today, and how many may be."""

    seen: int
    most: int


def most(session: Session, day: dt.date) -> int:
    """How many people a day."""
    table = in_force(session, TABLE, day)
    return USUAL if table is None else int(table.values["people"])


def quota(session: Session, account_id: uuid.UUID, now: dt.datetime) -> Quota:
    """Where an account stands today."""
    people = _seen(account_id, now).subquery()
    seen = session.scalar(select(func.count()).select_from(people)) or 0
    return Quota(seen, most(session, civil_day(now)))


def spend(session: Session, account_id: uuid.UUID, who: uuid.UUID, now: dt.datetime) -> None:
    """Let an account see ``who`` in clear, or raise ``QuotaSpent``; the line is written after.

    The looks of one account stand in line for it until they are committed, so two at once are
    counted one after the other. Who was seen today already costs nothing.
    """
    lock = func.pg_advisory_xact_lock(func.hashtextextended(f"look:{account_id}", 0))
    session.execute(select(lock))
    found = quota(session, account_id, now)
    if found.seen < found.most:
        return
    people = _seen(account_id, now).subquery()
    if not session.scalar(select(select(people).where(people.c.who == who).exists())):
        raise QuotaSpent(
            Said(
                "今天您已经看了 %(most)d 个人的完整资料，到了一天的上限，这一次没有显示。"
                "已经看过的人今天还能再看，其他人明天可以看；工作确实需要，请找系统管理员改上限。"
                "审计员已收到提醒。",
                most=found.most,
            ),
            found.most,
        )


def _seen(account_id: uuid.UUID, now: dt.datetime) -> Select[uuid.UUID]:
    """Whom an account has seen since midnight; of whom only the request or the account is known
    stands for himself."""
    who = func.coalesce(TrailEntry.whose, TrailEntry.subject_id).label("who")
    return (
        select(who)
        .distinct()
        .where(
            TrailEntry.account_id == account_id,
            TrailEntry.at >= midnight(civil_day(now)),
            TrailEntry.action.in_(LOOKS),
        )
    )
