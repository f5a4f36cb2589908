"""What requests put on the first page: those nobody has accepted, those whose time is over."""

import datetime as dt

from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.requests.lists import how_many
from models.requests.who import HANDLERS
from web.room import HomeBlock


def home_block(scope: Scope, session: Session, now: dt.datetime) -> HomeBlock | None:
    if not scope.has(*HANDLERS):
        return None
    waiting, overdue = how_many(session, scope, now)
    facts = {"waiting": waiting, "overdue": overdue}
    # A promise of minutes goes before everything else.
    return HomeBlock(5, "requests/home.html", facts) if waiting or overdue else None
