"""What care puts on the first page: a volunteer's next visits, what is owed in a place."""

import datetime as dt

from sqlalchemy.orm import Session

from models.accounts.roles import HELPERS
from models.accounts.scope import Scope
from models.care import board, work
from web.care.tasks import slot_words, suggested
from web.clock import today
from web.room import HomeBlock


def home_block(scope: Scope, session: Session, now: dt.datetime) -> HomeBlock | None:
    """Staff see what is owed, helpers what lies ahead; others nothing."""
    if scope.has(*board.LOOKERS):
        counts = board.counts(session, scope, today(now))
        return HomeBlock(20, "care/home_board.html", {"counts": counts})
    if scope.has(*HELPERS) and scope.person_id is not None:
        return _ahead(scope, session, now)
    return None


def _ahead(scope: Scope, session: Session, now: dt.datetime) -> HomeBlock | None:
    helper = work.helper_of(session, scope.person_id)
    if helper is None:
        return None
    facts = {
        "errands": work.ahead(session, helper.id)[:3],
        "suggested": len(suggested(session, helper, now)),
        "today": today(now),
        **slot_words(),
    }
    return HomeBlock(10, "care/home_tasks.html", facts)
