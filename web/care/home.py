"""What care puts on the first page: a volunteer's next visits, what is owed in a place."""

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from models.accounts.roles import GRID, HELPERS
from models.accounts.scope import Scope
from models.care import board, work
from models.care.asking import shown
from models.care.windows import overdue_days
from models.care.wishes.life import KEEPERS
from models.care.wishes.lists import counted
from models.places.neighbourhoods import neighbourhoods
from web.care.tasks import slot_words, suggested
from web.clock import today
from web.room import HomeBlock

# As many as a phone shows without much scrolling.
FIRST = 5


def home_block(scope: Scope, session: Session, now: dt.datetime) -> HomeBlock | None:
    """Staff see what is owed, helpers what lies ahead; others nothing."""
    if scope.has(*board.LOOKERS):
        return HomeBlock(20, "care/home_board.html", _owed(scope, session, today(now)))
    if scope.has(*HELPERS) and scope.person_id is not None:
        return _ahead(scope, session, now)
    return None


def _owed(scope: Scope, session: Session, day: dt.date) -> dict[str, Any]:
    """The counts; for the people of a grid also whom to see first."""
    found: dict[str, Any] = {"counts": board.counts(session, scope, day), "today": day}
    if scope.has(*KEEPERS):
        stages = counted(session, scope, day)
        found["wishes"] = sum(stages.get(stage, 0) for stage in ("collected", "brought", "late"))
    if scope.has(*GRID):
        first = session.scalars(board.owed(scope, day, None, None).limit(FIRST)).all()
        paths = [visit.resident.person.place.path for visit in first]
        found |= {"first": first, "where": neighbourhoods(session, paths)}
        found |= {"names": work.service_names(session), "overdue_days": overdue_days}
    return found


def _ahead(scope: Scope, session: Session, now: dt.datetime) -> HomeBlock | None:
    helper = work.helper_of(session, scope.person_id)
    if helper is None:
        return None
    facts = {
        "errands": work.ahead(session, helper.id)[:3],
        "asked": len(shown.open_asks(session, helper.id)),
        "suggested": len(suggested(session, helper, now)),
        "today": today(now),
        **slot_words(),
    }
    return HomeBlock(10, "care/home_tasks.html", facts)
