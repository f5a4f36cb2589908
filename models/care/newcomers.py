"""Who is new to visiting and goes beside somebody who is not, until he knows how.

Experienced is who has made visits here, brings hours of service in his ledger, registered long ago
in a county whose ledger states no hours, or is vouched for by staff who know him.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session

from matcher.care.arrays import ADULT
from models.care.checks import HELD
from models.care.tables import Claim, Visit
from models.people.code_tables import in_force
from models.people.identity import age
from models.people.tables import Helper, Person

TABLE = "newcomers"


@dataclass(frozen=True)
class Experience:
    """What makes somebody experienced; one of them is enough. Defaults from memory.

    visits : made here, beside somebody; 0 = nobody is new
    hours : of service in the ledger he came with
    registered_days : since he registered, where the ledger states no hours at all
    """

    visits: int = 3
    hours: int = 3
    registered_days: int = 180


def wanted(session: Session, day: dt.date) -> Experience:
    """What counts on ``day``; the code table ``newcomers`` holds the fields of ``Experience``."""
    row = in_force(session, TABLE, day)
    return Experience() if row is None else Experience(**row.values)


def is_experienced(session: Session, day: dt.date) -> ColumnElement[bool]:
    """Of a row of ``helper``, on ``day``."""
    needed = wanted(session, day)
    long_ago = day - dt.timedelta(days=needed.registered_days)
    return or_(
        Helper.vouched_on.is_not(None),
        func.coalesce(Helper.ledger_hours, 0) >= needed.hours,
        Helper.ledger_hours.is_(None) & func.coalesce(Helper.registered_on <= long_ago, false()),
        _made() >= needed.visits,
    )


def visits_to_go(session: Session, helper: Helper, day: dt.date) -> int:
    """How many visits beside somebody a newcomer has still to make; 0 for who is experienced."""
    mine = select(is_experienced(session, day), _made()).where(Helper.id == helper.id)
    experienced, made = session.execute(mine).one()
    return 0 if experienced else wanted(session, day).visits - made


def leaders(
    session: Session, day: dt.date, visit_ids: Collection[uuid.UUID] | None = None
) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(visit, helper): who has given his word for an open visit for several and may go alone."""
    query = (
        select(Claim.visit_id, Claim.helper_id, Person.born_on)
        .join(Visit, Visit.id == Claim.visit_id)
        .join(Helper, Helper.id == Claim.helper_id)
        .join(Person, Person.id == Helper.person_id)
        .where(
            Claim.state.in_(HELD),
            Visit.state == "open",
            Visit.helpers_wanted > 1,
            is_experienced(session, day),
        )
    )
    rows = session.execute(query if visit_ids is None else query.where(Visit.id.in_(visit_ids)))
    return {(visit, helper) for visit, helper, born in rows if _of_age(born, day)}


def may_go_alone(session: Session, day: dt.date, helper_id: uuid.UUID) -> bool:
    """Experienced and of age."""
    born = session.execute(
        select(Person.born_on)
        .join(Helper, Helper.person_id == Person.id)
        .where(Helper.id == helper_id, is_experienced(session, day))
    ).one_or_none()
    return born is not None and _of_age(born.born_on, day)


def _of_age(born_on: dt.date | None, day: dt.date) -> bool:
    """Whose birthday nobody registered is taken for an adult, as in the night's rules."""
    return born_on is None or age(born_on, day) >= ADULT


def _made() -> ColumnElement[int]:
    return (
        select(func.count())
        .where(Claim.helper_id == Helper.id, Claim.state == "done")
        .correlate(Helper)
        .scalar_subquery()
    )
