"""What employment puts on the first page: one's own offer, or whose turn it is."""

import datetime as dt

from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment.placing.life import target
from models.employment.placing.lists import referral_of, stages
from models.employment.vacancies import by_state
from web.clock import today
from web.room import HomeBlock


def home_block(scope: Scope, session: Session, now: dt.datetime) -> HomeBlock | None:
    """A person's own offer; for those whose daily work they are, the ones to look after."""
    if scope.has("seeker") and scope.person_id is not None:
        mine = referral_of(session, scope.person_id)
        facts = {"referral": mine, "target": target(mine) if mine else None}
        return HomeBlock(10, "employment/home_offer.html", facts)
    if not scope.has("employment", "employer"):
        return None
    day = today(now)
    counts = by_state(session, scope, day) | stages(session, scope, day)
    turns = ("call", "check") if scope.has("employment") else ("employer", "check")
    waiting = {name: counts.get(name, 0) for name in (*turns, "open", "expired")}
    return HomeBlock(30, "employment/home.html", waiting) if any(waiting.values()) else None
