"""What requests put on the first page: those nobody has accepted, those whose time is over, and
those an organisation has to answer."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.requests.lists import how_many
from models.requests.offers import waiting_for
from models.requests.who import HANDLERS, HANDS
from web.room import HomeBlock


def home_block(scope: Scope, session: Session, now: dt.datetime) -> HomeBlock | None:
    if not scope.has(*HANDS):
        return None
    waiting, overdue = how_many(session, scope, now)
    asked = select(func.count()).select_from(waiting_for(scope).order_by(None).subquery())
    offered = session.scalar(asked) or 0
    board = "requests.board" if scope.has(*HANDLERS) else "requests.offered"
    facts = {"waiting": waiting, "overdue": overdue, "offered": offered, "board": board}
    # A promise of minutes goes before everything else.
    return HomeBlock(5, "requests/home.html", facts) if waiting or overdue or offered else None
