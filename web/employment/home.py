"""What employment puts on the first page: referrals whose turn it is, and how vacancies stand."""

import datetime as dt

from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment.placing.lists import stages
from models.employment.vacancies import by_state
from web.clock import today
from web.room import HomeBlock


def home_block(scope: Scope, session: Session, now: dt.datetime) -> HomeBlock | None:
    """For those whose daily work they are; nothing where there are none to look after."""
    if not scope.has("employment", "employer"):
        return None
    day = today(now)
    counts = by_state(session, scope, day) | stages(session, scope, day)
    turns = ("call", "check") if scope.has("employment") else ("employer", "check")
    waiting = {name: counts.get(name, 0) for name in (*turns, "open", "expired")}
    return HomeBlock(30, "employment/home.html", waiting) if any(waiting.values()) else None
