"""The room's part of the first page: is the night well, and what waits to be decided."""

import datetime as dt

from flask import current_app
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.matching.desk import queue
from models.matching.health import health
from models.matching.nights import counties
from models.matching.taking import DECIDERS
from web.matching.roles import DESK, NIGHTS, markets_seen
from web.room import HomeBlock

ALARM, TO_DO = 5, 20


def home_block(scope: Scope, session: Session, now: dt.datetime) -> HomeBlock | None:
    """A failed, late, held or missing night comes first on the page, proposals to decide later."""
    if not scope.has(*NIGHTS):
        return None
    hour = current_app.config["NIGHT_HOUR"]
    found = [
        (county, health(session, county.id, now, hour))
        for county in counties(session, scope, NIGHTS)
    ]
    alarms = [(county, state) for county, state in found if not state.well]
    waiting = [
        (market, queue(session, scope, market).total)
        for market in (markets_seen(scope) if scope.has(*DESK) else ())
        if scope.has(*DECIDERS[market])
    ]
    waiting = [(market, number) for market, number in waiting if number]
    if not alarms and not waiting:
        return None
    facts = {"alarms": alarms, "waiting": waiting}
    return HomeBlock(ALARM if alarms else TO_DO, "matching/home.html", facts)
