"""A trail of some lines, really committed and linked, and what somebody with SQL does to it."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from jobs.trail import chores
from models.database.engine import transaction
from models.trail.faults import Fault
from models.trail.log import record
from models.trail.verifying import Anchor, Walk, verify
from tests.county import County

NOW = dt.datetime.now(dt.UTC)
OLD = NOW - dt.timedelta(minutes=30)


def lines(engine: Engine, count: int, at: dt.datetime = OLD) -> list[int]:
    """The numbers of so many new lines about one person, from one account."""
    with transaction(engine) as session:
        county = County(session, uuid.uuid4().hex[:6])
        account, person = county.account("community"), county.person("张桂兰")
        for number in range(count):
            record(
                session,
                action="care.unmask",
                account_id=account.id,
                now=at + dt.timedelta(seconds=number),
                subject="person",
                subject_id=person.id,
                whose=person.id,
                why="visit",
                address="10.0.0.7",
                detail={"n": number, "部分": [1.5, None]},
            )
    with Session(engine) as session:
        found = session.scalars(
            text("SELECT number FROM trail_entry ORDER BY number DESC LIMIT :n"), {"n": count}
        )
        return sorted(found)


def linked(engine: Engine, count: int, at: dt.datetime = OLD) -> list[int]:
    """The same, and every one of them in the chain."""
    numbers = lines(engine, count, at)
    assert chores.link() >= count
    return numbers


def faults(engine: Engine, *anchors: Anchor, now: dt.datetime = NOW) -> list[Fault]:
    with Session(engine) as session:
        return list(verify(session, anchors, now, lambda done, total: None, Walk()))


@contextmanager
def unlocked(owner: Engine) -> Iterator[Connection]:
    """As the owner, past every trigger."""
    with owner.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection
