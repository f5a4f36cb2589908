"""The chain: committed lines are linked in order, each hash over its line and the hash before.

Lines are written freely, a minute later they are linked by one process at a time; so no change
waits for another. The hashes are keyed by what the secret wraps: whoever can write SQL makes none.
"""

import datetime as dt
import hmac
import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select
from sqlalchemy.orm import Session

from models.database.ring import lasting_key
from models.trail.tables import TrailEntry, TrailLink

# What the first link of all goes on from.
NOTHING = b""
AT_A_TIME = 5000
# No job runs longer than an hour (jobs.queues), so nothing written earlier is still to be
# committed: an unlinked line from before that time was put there, and is not linked but named.
LOOK_BACK = dt.timedelta(hours=2)
# A line that is older and not linked shows.
SOON = dt.timedelta(minutes=5)
LINE = (
    TrailEntry.number,
    TrailEntry.at,
    TrailEntry.account_id,
    TrailEntry.action,
    TrailEntry.subject,
    TrailEntry.subject_id,
    TrailEntry.whose,
    TrailEntry.why,
    TrailEntry.address,
    TrailEntry.detail,
)


def link(session: Session, now: dt.datetime) -> int:
    """Take every committed line into the chain; returns how many. Another one at it: none."""
    lock = func.pg_try_advisory_xact_lock(func.hashtextextended("trail:link", 0))
    if not session.scalar(select(lock)):
        return 0
    number, last, moment = _head(session, now)
    after = _settled(session, moment)
    count = 0
    while lines := _waiting(session, after):
        links = []
        for line in lines:
            number += 1
            last = link_hash(last, number, moment, line)
            links.append(
                {"number": number, "entry_number": line[0], "linked_at": moment, "hash": last}
            )
        session.execute(insert(TrailLink), links)
        count, after = count + len(links), lines[-1][0]
    return count


def link_hash(
    before: bytes, number: int, linked_at: dt.datetime, line: Sequence[Any] | Row[Any]
) -> bytes:
    """HMAC-SHA256 of a link: its number and moment, the hash before, the columns of ``LINE``."""
    content = json.dumps(
        [number, linked_at, before.hex(), *line],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=_plain,
    )
    return hmac.digest(lasting_key("trail:chain"), content.encode(), sha256)


def unlinked() -> ColumnElement[bool]:
    """Whether a line stands in no link."""
    return ~select(TrailLink.number).where(TrailLink.entry_number == TrailEntry.number).exists()


def late(session: Session, now: dt.datetime) -> int:
    """How many lines of the last hours should have been linked and are not."""
    waiting = select(func.count()).where(
        TrailEntry.number > _settled(session, now), TrailEntry.at < now - SOON, unlinked()
    )
    return session.scalar(waiting) or 0


def _head(session: Session, now: dt.datetime) -> tuple[int, bytes, dt.datetime]:
    """Number and hash of the last link, and the moment of the next ones: later than any before,
    whatever the clock says."""
    newest = select(TrailLink).order_by(TrailLink.number.desc()).limit(1)
    last = session.scalar(newest)
    if last is None:
        return 0, NOTHING, now
    return last.number, last.hash, max(now, last.linked_at + dt.timedelta(microseconds=1))


def _settled(session: Session, moment: dt.datetime) -> int:
    """The number of a line up to which nothing is left to be linked."""
    past = select(TrailLink.entry_number).where(TrailLink.linked_at < moment - LOOK_BACK)
    return session.scalar(past.order_by(TrailLink.number.desc()).limit(1)) or 0


def _waiting(session: Session, after: int) -> Sequence[Row[Any]]:
    wanted = select(*LINE).where(TrailEntry.number > after, unlinked())
    return session.execute(wanted.order_by(TrailEntry.number).limit(AT_A_TIME)).all()


def _plain(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return str(value)
