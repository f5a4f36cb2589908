"""What an employer, or a station for it, says of how many people work there on a day."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import CTE, Row, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.employment.employers import employer_in
from models.employment.headcounts.tables import Headcount
from models.employment.posting import PostingWrong
from models.trail.log import record_row


def report(
    session: Session,
    scope: Scope,
    employer_id: uuid.UUID,
    day: dt.date,
    people: int,
    hardship: int,
    today: dt.date,
    now: dt.datetime,
) -> Headcount:
    """Keep what is said for a day; said before for the same day, it is put right.

    Raises ``PostingWrong`` at ``day`` or ``hardship``.
    """
    employer = employer_in(session, scope, employer_id, lock=True)
    if day > today:
        raise PostingWrong("day", Said("这一天还没有到，请填今天或以前的日子。"))
    if hardship > people:
        raise PostingWrong("hardship", Said("困难家庭的人不能多于在岗的总人数。"))
    detail = {"day": day.isoformat(), "people": people, "hardship": hardship}
    found = session.get(Headcount, (employer_id, day))
    if found is not None and (found.people, found.hardship) == (people, hardship):
        return found
    action = "headcount.report"
    if found is not None:
        action = "headcount.correct"
        detail["before"] = [found.people, found.hardship]
    else:
        found = Headcount(employer_id=employer_id, day=day)
        session.add(found)
    found.people, found.hardship = people, hardship
    found.reported_at, found.reported_by = now, scope.account_id
    record_row(session, action, employer, now, by=scope.account_id, detail=detail)
    return found


def reports(session: Session, employer_id: uuid.UUID) -> Sequence[Row[Headcount, bool]]:
    """Every day that was told, the latest first, and whether the employer itself told it."""
    own = Account.employer_id.is_not_distinct_from(employer_id)
    return session.execute(
        select(Headcount, own)
        .join(Account, Account.id == Headcount.reported_by)
        .where(Headcount.employer_id == employer_id)
        .order_by(Headcount.day.desc())
    ).all()


def latest(day: dt.date) -> CTE:
    """The columns of ``Headcount``: of each employer the last one told for that day or before."""
    return (
        select(Headcount.employer_id, Headcount.day, Headcount.people, Headcount.hardship)
        .where(Headcount.day <= day)
        .ext(distinct_on(Headcount.employer_id))
        .order_by(Headcount.employer_id, Headcount.day.desc())
        .cte("latest")
    )
