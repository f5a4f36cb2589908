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
from models.employment.welfare_term import at_work
from web.clock import today
from web.room import HomeBlock


def home_block(scope: Scope, session: Session, now: dt.datetime) -> HomeBlock | None:
    """A person's own offer; for those whose daily work they are, the ones to look after."""
    if scope.has("seeker") and scope.person_id is not None:
        mine = referral_of(session, scope.person_id)
        facts = {"referral": mine, "target": target(mine) if mine else None}
        return HomeBlock(10, "employment/home_offer.html", facts)
    if scope.has("employment", "employer"):
        found = _daily(scope, session, today(now))
        shown = scope.has("employment") or any(found.values())
        return HomeBlock(30, "employment/home.html", found) if shown else None
    # Whoever stands above the stations is asked only for what a second account must decide.
    asked = how_many_for(session, scope) if scope.has(*STAFF) else 0
    return HomeBlock(30, "employment/home.html", {"asked": asked}) if asked else None


def _daily(scope: Scope, session: Session, day: dt.date) -> dict[str, int]:
    """What there is to look after -> how many; a station registers people at any time."""
    counts = by_state(session, scope, day) | stages(session, scope, day)
    station = scope.has("employment")
    turns = ("call", "check") if station else ("employer", "check")
    found = {name: counts.get(name, 0) for name in (*turns, "open", "expired")}
    if station:
        found["asked"] = how_many_for(session, scope)
        found["due"] = how_many_due(session, scope, day)
        found["without"] = without_officer(session, scope)
        found["ending"] = sum(one.term.soon(day) for one in at_work(session, scope, day))
    return found
