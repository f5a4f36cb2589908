"""What employment puts on the first page: one's own offer, or whose turn it is."""

import datetime as dt

from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment.people import STAFF
from models.employment.placing.life import target
from models.employment.placing.lists import referral_of, stages
from models.employment.seeking.guidance import how_many_due
from models.employment.seeking.helping import without_officer
from models.employment.seeking.requests import how_many_for
from models.employment.vacancies import by_state
from web.clock import today
from web.room import HomeBlock


def home_block(scope: Scope, session: Session, now: dt.datetime) -> HomeBlock | None:
    """A person's own offer; for those whose daily work they are, the ones to look after."""
    if scope.has("seeker") and scope.person_id is not None:
        mine = referral_of(session, scope.person_id)
        facts = {"referral": mine, "target": target(mine) if mine else None}
        return HomeBlock(10, "employment/home_offer.html", facts)
    if not scope.has(*STAFF, "employer"):
        return None
    day = today(now)
    asked = how_many_for(session, scope)
    if not scope.has("employment", "employer"):
        return HomeBlock(30, "employment/home.html", {"asked": asked}) if asked else None
    counts = by_state(session, scope, day) | stages(session, scope, day)
    turns = ("call", "check") if scope.has("employment") else ("employer", "check")
    waiting = {name: counts.get(name, 0) for name in (*turns, "open", "expired")}
    waiting["asked"] = asked
    if scope.has("employment"):
        waiting["due"] = how_many_due(session, scope, day)
        waiting["without"] = without_officer(session, scope)
    return HomeBlock(30, "employment/home.html", waiting) if any(waiting.values()) else None
