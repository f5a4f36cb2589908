"""Keeping an address from everybody (家庭暴力 and the like): who may, why, and what it leaves."""

import datetime as dt
import uuid
from types import MappingProxyType

from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.people import resident_in
from models.care.refusals import ReasonUnknown
from models.people.tables import Person, Resident
from models.trail.log import record_row

ACTION = "care.address"
# Fewer than may see a resident: whoever lifts it opens the door again.
KEEPERS = ("administrator", "county")
REASONS = MappingProxyType(
    {
        "safety": Said("人身安全，避免被人找到"),
        "order": Said("人身安全保护令"),
        "asked": Said("本人要求保密"),
        "over": Said("核实过，不再需要保密"),
    }
)


def set_suppressed(
    session: Session,
    scope: Scope,
    resident_id: uuid.UUID,
    suppressed: bool,
    reason: str,
    now: dt.datetime,
) -> Resident:
    """Keep a resident's address from every page, list, file and answer, or stop keeping it.

    What is so already stays so and leaves no second line.
    """
    if reason not in REASONS:
        raise ReasonUnknown(Said("请从列表中选一个原因。"))
    resident = resident_in(session, scope, resident_id, KEEPERS)
    person = session.get_one(Person, resident.person_id, with_for_update={"key_share": True})
    if person.address_suppressed == suppressed:
        return resident
    person.address_suppressed = suppressed
    record_row(
        session,
        ACTION,
        person,
        now,
        by=scope.account_id,
        whose=person.id,
        why=reason,
        detail={"suppressed": suppressed},
    )
    return resident
