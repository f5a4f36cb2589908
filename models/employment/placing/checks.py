"""Three and six months after somebody began to work: is he or she still there?"""

import datetime as dt

from sqlalchemy import ColumnElement, and_, func, or_, text

from models.employment.months import months_after
from models.employment.tables import Placement

MONTHS = (3, 6)


def due_on(placement: Placement) -> dt.date | None:
    """The day of the next check, None when both are made or the work is over."""
    if placement.left_on is not None or placement.stayed_6 is not None:
        return None
    return months_after(placement.started_on, 3 if placement.stayed_3 is None else 6)


def checks_due(today: dt.date) -> ColumnElement[bool]:
    """Placements whose next check is due on that day."""
    first = and_(Placement.stayed_3.is_(None), _after(3) <= today)
    second = and_(Placement.stayed_3.is_not(None), _after(6) <= today)
    return and_(Placement.left_on.is_(None), Placement.stayed_6.is_(None), or_(first, second))


def _after(months: int) -> ColumnElement[dt.date]:
    return func.date(Placement.started_on + text(f"interval '{months} months'"))
