"""The true times of a visit: what cannot be, and what comes in late."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.days import SHANGHAI, civil_day
from models.care.refusals import TimesWrong
from models.care.tables import Claim, VisitRecord
from models.places.working_days import working_days_after

LONGEST_VISIT = dt.timedelta(hours=12)
# Whoever was at the door already and claims there enters that same visit, none before it.
BEFORE_CLAIM = LONGEST_VISIT
# 志愿服务记录与证明出具办法（试行）第十一条: recorded within ten working days.
RECORD_WITHIN = 10


def check_times(began_at: dt.datetime, ended_at: dt.datetime, now: dt.datetime) -> None:
    """In order, in the past, and no longer than a day's work."""
    if began_at >= ended_at:
        raise TimesWrong(Said("结束时间要晚于开始时间。"))
    if ended_at > now:
        raise TimesWrong(Said("结束时间还没有到，请等探访结束后再填。"))
    if ended_at - began_at > LONGEST_VISIT:
        raise TimesWrong(Said("一次探访不会超过 12 小时，请检查开始和结束时间。"))


def check_after_claim(held: Claim, began_at: dt.datetime) -> None:
    """What was done before the claim belongs to no claim of this visit."""
    if began_at < held.claimed_at - BEFORE_CLAIM:
        claimed = held.claimed_at.astimezone(SHANGHAI)
        raise TimesWrong(
            Said(
                "这次任务是 %(day)s %(time)s 认领的，在那以前做的不能填在这里。请检查日期和时间。",
                day=claimed.date().isoformat(),
                time=f"{claimed:%H:%M}",
            )
        )


def check_overlap(
    session: Session, held: Claim, began_at: dt.datetime, ended_at: dt.datetime
) -> None:
    """Nobody serves at two doors at once; the helper is locked, so nothing slips in between."""
    other = session.scalar(
        select(VisitRecord)
        .join(Claim, Claim.id == VisitRecord.claim_id)
        .where(
            Claim.helper_id == held.helper_id,
            VisitRecord.outcome == "done",
            VisitRecord.began_at < ended_at,
            VisitRecord.ended_at > began_at,
        )
        .order_by(VisitRecord.began_at)
        .limit(1)
    )
    if other is not None:
        began, ended = (t.astimezone(SHANGHAI) for t in (other.began_at, other.ended_at))
        raise TimesWrong(
            Said(
                "您 %(day)s %(began)s 到 %(ended)s 已经填了另一次探访，同一段时间只能算一次。",
                day=began.date().isoformat(),
                began=f"{began:%H:%M}",
                ended=f"{ended:%H:%M}",
            )
        )


def is_late(session: Session, ended_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether more than ten working days have passed since the service ended."""
    return working_days_after(session, civil_day(ended_at), civil_day(now)) > RECORD_WITHIN
