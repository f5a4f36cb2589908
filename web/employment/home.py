"""What employment puts on the first page: how an employer's or a station's vacancies stand."""

import datetime as dt

from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment.vacancies import by_state
from web.clock import today
from web.room import HomeBlock


def home_block(scope: Scope, session: Session, now: dt.datetime) -> HomeBlock | None:
    """For those whose daily work they are; nothing where there are none to look after."""
    if not scope.has("employment", "employer"):
        return None
    counts = by_state(session, scope, today(now))
    waiting = {state: counts.get(state, 0) for state in ("open", "expired")}
    return HomeBlock(30, "employment/home.html", waiting) if any(waiting.values()) else None
