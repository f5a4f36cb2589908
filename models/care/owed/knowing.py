"""The first visit to somebody who lives alone is made by two, unless he is known."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.care.days import civil_day
from models.care.people import resident_in
from models.care.vetting.vouching import VOUCHERS
from models.people.tables import Resident
from models.trail.log import record_row

# The county's own word for it; who else lives alone gets two by his care plan.
ALONE = "独居老人"
TOGETHER = 2


def is_first(
    categories: Collection[str], last_visit_on: dt.date | None, known_on: dt.date | None
) -> bool:
    """Whether nobody has been there: neither by a ledger, nor by us, nor by word of who knows him.

    Source: domain rule 6, two people on a first visit to somebody alone.
    """
    return ALONE in categories and last_visit_on is None and known_on is None


def set_known(
    session: Session, scope: Scope, resident_id: uuid.UUID, known: bool, now: dt.datetime
) -> Resident:
    """Staff say that they know a resident and one visitor is enough, or take it back."""
    resident = resident_in(session, scope, resident_id, VOUCHERS)
    if known == (resident.known_on is not None):
        return resident
    resident.known_on = civil_day(now) if known else None
    action = "care.known" if known else "care.known_back"
    record_row(session, action, resident, now, by=scope.account_id, whose=resident.person_id)
    return resident
