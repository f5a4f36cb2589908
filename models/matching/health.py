"""Is the night well: what staff see on their first page."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.days import civil_day
from models.matching.runs import latest
from models.matching.tables import Run
from models.places.civil import SHANGHAI

# A night takes seconds; one that is not there this long after its hour is late.
GRACE = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Health:
    """``state``: ok, working, late, failed, held or never; ``run`` is the night it speaks of."""

    state: str
    said: Said
    run: Run | None = None
    published: Run | None = None

    @property
    def well(self) -> bool:
        return self.state in ("ok", "working")


def health(session: Session, county_id: uuid.UUID, now: dt.datetime, night_hour: int) -> Health:
    """How the newest night of a county stands at ``now``."""
    published = latest(session, county_id)
    # A run worked ahead for some later day says nothing of the nights until then.
    ahead = Run.night > civil_day(now)
    newest = session.scalars(
        select(Run).where(Run.county_id == county_id).order_by(ahead, Run.night.desc()).limit(1)
    ).one_or_none()
    if newest is None:
        return Health("never", Said("还没有进行过夜间匹配"))
    missed = now >= due_at(newest.night + dt.timedelta(days=1), night_hour) + GRACE
    stuck = newest.state == "running" and now >= newest.started_at + GRACE
    state, said = _verdict(newest, missed or stuck)
    return Health(state, said, newest, published)


def due_at(night: dt.date, night_hour: int) -> dt.datetime:
    """The moment a night is due, at the county's own hour."""
    return dt.datetime.combine(night, dt.time(night_hour), SHANGHAI)


def _verdict(run: Run, late: bool) -> tuple[str, Said]:
    night = str(run.night)
    if run.state == "held":
        return "held", Said("%(night)s 的匹配被发布检查拦下，仍沿用上一晚的结果", night=night)
    if run.state == "failed":
        return "failed", Said("%(night)s 的匹配没有完成，仍沿用上一晚的结果", night=night)
    if late:
        return "late", Said("夜间匹配已逾期，最近一次是 %(night)s", night=night)
    if run.state == "running":
        return "working", Said("%(night)s 的匹配正在进行", night=night)
    return "ok", Said("%(night)s 的匹配已完成", night=night)
