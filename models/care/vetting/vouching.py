"""Staff vouch for a newcomer whom they know: he may go alone from now on; written in the trail."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.days import civil_day
from models.care.newcomers import is_experienced
from models.care.people import helper_in
from models.database.refused import Refused
from models.people.tables import Helper, Person
from models.places.tables import Place
from models.trail.log import record_row

# Whoever meets helpers at the door; a unit's lead is a neighbour, and neighbours are kind.
VOUCHERS = ("administrator", "county", "town", "community", "grid_lead", "grid_worker")


class OwnWord(Refused):
    """Nobody vouches for himself."""

    code: ClassVar[str] = "own_word"


def newcomers_in(scope: Scope, session: Session, today: dt.date) -> Select[Helper]:
    """Active helpers within the scope who are new, the longest registered first."""
    found: Select[Helper] = (
        select(Helper)
        .join(Person, Person.id == Helper.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(Helper.active, ~is_experienced(session, today), scope.within(VOUCHERS))
        .where(Helper.person_id.is_distinct_from(scope.person_id))
        .options(joinedload(Helper.person).joinedload(Person.place))
        .order_by(Helper.registered_on.nulls_last(), Helper.id)
    )
    return found


def vouch(
    session: Session, scope: Scope, helper_id: uuid.UUID, known: bool, now: dt.datetime
) -> Helper:
    """Say that a helper is known to do it well, or take that back; what he has claimed stays."""
    helper = helper_in(session, scope, helper_id, VOUCHERS)
    if helper.person_id == scope.person_id:
        raise OwnWord(Said("不能为自己担保，请同事来登记。"))
    if known != (helper.vouched_on is not None):
        helper.vouched_on = civil_day(now) if known else None
        action = "care.vouch" if known else "care.vouch_back"
        record_row(session, action, helper, now, by=scope.account_id, whose=helper.person_id)
    return helper
