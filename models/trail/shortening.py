"""Shortening the trail: what is old enough goes, a seal stays where the rest begins."""

import datetime as dt
import hmac
from hashlib import sha256
from typing import ClassVar

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from matcher.said import Said
from models.database.refused import Refused
from models.database.ring import lasting_key
from models.places.civil import midnight
from models.trail.chain import AT_A_TIME
from models.trail.tables import TrailEntry, TrailLink, TrailSeal

# At least six months (Cybersecurity Law, article 21); no six months are longer than this.
KEPT = dt.timedelta(days=184)
# The chain's own lock against change is taken off for one batch, by the tables' owner only.
LOCKED = ("trail_entry", "trail_link")


class KeptTooShort(Refused):
    """Somebody wants lines gone that have to be kept."""

    code: ClassVar[str] = "kept_too_short"


def check_age(before: dt.date, today: dt.date) -> None:
    """Raise ``KeptTooShort`` unless everything before that day is six months old."""
    earliest = today - KEPT
    if before > earliest:
        raise KeptTooShort(
            Said("留痕至少保存六个月，最晚只能缩短到 %(day)s 以前。", day=earliest.isoformat())
        )


def begins(session: Session) -> TrailSeal | None:
    """The seal from which the chain goes on; None where it was never shortened."""
    return session.scalar(select(TrailSeal).order_by(TrailSeal.number.desc()).limit(1))


def genuine(seal: TrailSeal) -> bool:
    """Whether we made it."""
    return hmac.compare_digest(seal.mac, _mac(seal))


def last_to_go(session: Session, before: dt.date) -> int:
    """The last link of those that can go: all up to it are older than the day. 0 for none.

    The newest link always stays: the chain goes on from it.
    """
    wanted = select(TrailLink.number).order_by(TrailLink.number).limit(1)
    kept = wanted.join(TrailEntry, TrailEntry.number == TrailLink.entry_number)
    first = session.scalar(kept.where(TrailEntry.at >= midnight(before)))
    if first is None:
        newest = select(TrailLink.number).order_by(TrailLink.number.desc()).limit(1)
        first = session.scalar(newest) or 1
    return first - 1


def shorten(session: Session, last: int, before: dt.date, now: dt.datetime) -> int:
    """Take away one batch of links up to ``last`` with their lines; returns how many went.

    As the tables' owner, in a transaction of its own: stopped after any batch, the rest verifies.
    """
    links = select(TrailLink).where(TrailLink.number <= last).order_by(TrailLink.number)
    going = session.scalars(links.limit(AT_A_TIME)).all()
    if not going:
        return 0
    end = going[-1]
    seal = TrailSeal(number=end.number, hash=end.hash, before=before, sealed_at=now)
    seal.mac = _mac(seal)
    session.add(seal)
    session.flush()
    _locks(session, "DISABLE")
    numbers = select(TrailLink.entry_number).where(TrailLink.number <= end.number)
    plain = {"synchronize_session": False}
    session.execute(
        delete(TrailEntry).where(TrailEntry.number.in_(numbers)), execution_options=plain
    )
    session.execute(
        delete(TrailLink).where(TrailLink.number <= end.number), execution_options=plain
    )
    _locks(session, "ENABLE")
    return len(going)


def _locks(session: Session, verb: str) -> None:
    for table in LOCKED:
        session.execute(text(f"ALTER TABLE {table} {verb} TRIGGER only_added"))


def _mac(seal: TrailSeal) -> bytes:
    facts = (seal.number, seal.hash.hex(), seal.before, seal.sealed_at.astimezone(dt.UTC))
    content = "|".join(str(fact) for fact in facts)
    return hmac.digest(lasting_key("trail:seal"), content.encode(), sha256)
