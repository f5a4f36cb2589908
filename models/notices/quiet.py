"""Hours in which an account wants to be left in peace, by the clock of the county."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, func, literal, or_

from models.notices.tables import QUIET_FROM, QUIET_TO, NoticeChoice
from models.places.civil import SHANGHAI

DAY_FROM, DAY_TO = dt.time(8), dt.time(21)


def clock(now: dt.datetime) -> dt.time:
    """What a clock on the wall shows at ``now`` (aware)."""
    return now.astimezone(SHANGHAI).time()


def is_quiet(begins: dt.time, ends: dt.time, now: dt.datetime) -> bool:
    """Whether ``now`` lies between the two; over midnight when the first is the later one."""
    at = clock(now)
    if begins <= ends:
        return begins <= at < ends
    return at >= begins or at < ends


def quiet_at(now: dt.datetime) -> ColumnElement[bool]:
    """The same of a joined ``NoticeChoice``; an account without one has the usual hours."""
    begins = func.coalesce(NoticeChoice.quiet_from, QUIET_FROM)
    ends = func.coalesce(NoticeChoice.quiet_to, QUIET_TO)
    at = literal(clock(now))
    by_day = and_(begins <= ends, begins <= at, at < ends)
    over_midnight = and_(begins > ends, or_(at >= begins, at < ends))
    return or_(by_day, over_midnight)


def by_day(now: dt.datetime) -> bool:
    """Whether somebody who has chosen no hours may be texted: from eight to nine in the evening."""
    return DAY_FROM <= clock(now) < DAY_TO
