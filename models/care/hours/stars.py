"""Stars for hours served, by a dated table that an administrator may change."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.care.hours.tables import ServiceHours
from models.people.code_tables import in_force
from models.places.tables import Place

TABLE = "volunteer_stars"
# 中国注册志愿者管理办法 art. 16: hours for one star to five.
USUAL = (100, 300, 600, 1000, 1500)
HOUR = 60


@dataclass(frozen=True)
class Stars:
    """How many stars, and how far it is to the next (``next_at`` hours; None: all are reached)."""

    stars: int
    minutes: int
    next_at: int | None

    @property
    def missing_minutes(self) -> int:
        return 0 if self.next_at is None else self.next_at * HOUR - self.minutes

    @property
    def share(self) -> float:
        """Of the way from nothing to the next star, 0 to 1."""
        return 1.0 if self.next_at is None else self.minutes / (self.next_at * HOUR)


def thresholds(session: Session, day: dt.date) -> tuple[int, ...]:
    """Hours for each star on ``day``; the code table holds ``{"hours": [100, 300, ...]}``."""
    row = in_force(session, TABLE, day)
    return USUAL if row is None else tuple(sorted(row.values["hours"]))


def counted_by_stars(session: Session, scope: Scope, hours: tuple[int, ...]) -> list[int]:
    """How many volunteers with hours in the scope have no star, one, two and so on."""
    minutes = func.sum(ServiceHours.minutes)
    sums = (
        select(minutes)
        .join(Place, Place.id == ServiceHours.place_id)
        .where(ServiceHours.state == "credited", scope.within())
        .group_by(ServiceHours.helper_id)
    )
    found = [0] * (len(hours) + 1)
    for one in session.scalars(sums):
        found[stars_of(int(one), hours).stars] += 1
    return found


def stars_of(minutes: int, hours: tuple[int, ...]) -> Stars:
    """The stars that ``minutes`` are worth."""
    reached = sum(minutes >= one * HOUR for one in hours)
    return Stars(reached, minutes, hours[reached] if reached < len(hours) else None)
