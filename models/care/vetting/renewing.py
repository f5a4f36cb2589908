"""Checks for serving children run out: helpers and staff are reminded, staff renew them."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.days import civil_day
from models.care.people import helper_in
from models.care.staff import accounts_of, staff_over
from models.care.vetting.tables import ChildCheck
from models.database.refused import Refused
from models.notices.outbox import tell
from models.people.tables import Helper, Person
from models.places.tables import Place
from models.trail.log import record_row

# Whoever sees a certificate with his own eyes.
RENEWERS = ("administrator", "county", "town", "community")
# Two months to make the appointment, one to keep it, a week to find somebody else.
REMIND_DAYS = (60, 30, 7)
LONGEST = dt.timedelta(days=3 * 366)
LINK = "/care/child-checks"


class CheckDateWrong(Refused):
    """The day until which a check is to hold is past, or further off than any check holds."""

    code: ClassVar[str] = "check_date_wrong"


def running_out(scope: Scope, today: dt.date) -> Select[Helper]:
    """Helpers whose check has run out or soon does, the longest gone first."""
    soon = today + dt.timedelta(days=REMIND_DAYS[0])
    found: Select[Helper] = (
        select(Helper)
        .join(Person, Person.id == Helper.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(
            Helper.active,
            Helper.child_check_passed,
            Helper.child_check_until <= soon,
            scope.within(RENEWERS),
        )
        .options(joinedload(Helper.person).joinedload(Person.place))
        .order_by(Helper.child_check_until, Helper.id)
    )
    return found


def renew(
    session: Session, scope: Scope, helper_id: uuid.UUID, until: dt.date, now: dt.datetime
) -> None:
    """A new certificate was seen by whoever is signed in; it holds until that day, included."""
    today = civil_day(now)
    if not today < until <= today + LONGEST:
        raise CheckDateWrong(Said("到期日应在今天以后、三年以内，请对照证书再填。"))
    helper = helper_in(session, scope, helper_id)
    helper.child_check_passed, helper.child_check_until = True, until
    session.add(
        ChildCheck(helper_id=helper.id, valid_until=until, seen_at=now, seen_by=scope.account_id)
    )
    record_row(
        session,
        "care.child_check",
        helper,
        now,
        by=scope.account_id,
        whose=helper.person_id,
        detail={"until": until.isoformat()},
    )


def remind(session: Session, now: dt.datetime) -> int:
    """Tell helpers and the staff of their place, once at each of ``REMIND_DAYS``; how many."""
    today = civil_day(now)
    soon = today + dt.timedelta(days=REMIND_DAYS[0])
    rows = session.execute(
        select(Helper.id, Helper.child_check_until, Place.path)
        .join(Person, Person.id == Helper.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(
            Helper.active,
            Helper.child_check_passed,
            Helper.child_check_until.between(today, soon),
        )
        .order_by(Helper.id)
    ).all()
    for helper_id, until, path in rows:
        assert until is not None
        stage = min(days for days in REMIND_DAYS if (until - today).days <= days)
        key = f"check:{helper_id}:{until}:{stage}"
        day = until.isoformat()
        mine = Said("您的未成年人服务核查 %(day)s 到期，请到社区更新，以免耽误服务孩子。", day=day)
        tell(session, accounts_of(session, [helper_id]), key, mine, "/care/", now)
        theirs = Said("有志愿者的未成年人服务核查 %(day)s 到期，请约他更新。", day=day)
        tell(session, staff_over(session, path), key, theirs, LINK, now)
    return len(rows)
