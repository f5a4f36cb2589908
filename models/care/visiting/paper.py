"""Sheets on paper: printed with a number for helpers without a phone, entered by the number."""

import datetime as dt
import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.board import LOOKERS
from models.care.contact import address_of
from models.care.refusals import CareUnknown
from models.care.tables import Claim, Visit
from models.care.visiting.codes import code_of
from models.care.visiting.refusals import NumberUnknown, OwnVisit
from models.care.visiting.tables import PaperSheet
from models.care.work import service_names
from models.database.ring import lasting_key
from models.people.tables import Helper, Person, Resident
from models.places.tables import Place
from models.trail.log import record_row

DIGITS = 7
# What lies further back was entered another way or never will be.
LOOK_BACK = dt.timedelta(days=14)


@dataclass(frozen=True)
class Printed:
    """One sheet of paper, or one card; ``address`` None where it is kept from everybody."""

    claim: Claim
    number: str
    code: str
    services: tuple[str, ...]
    helper: Person
    person: Person
    resident: Resident
    address: str | None


def to_print(scope: Scope, today: dt.date) -> Select[Claim]:
    """Standing claims at residents within the scope, soonest first, with all that a list shows.

    Whoever goes himself is left out: nobody prints the code he will be asked for.
    """
    own = select(Helper.id).where(Helper.person_id == scope.person_id)
    return (
        select(Claim)
        .join(Visit, Visit.id == Claim.visit_id)
        .join(Resident, Resident.id == Visit.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(
            Claim.state == "claimed",
            Claim.day >= today - LOOK_BACK,
            Claim.helper_id.not_in(own),
            scope.within(LOOKERS),
        )
        .options(
            joinedload(Claim.helper).joinedload(Helper.person),
            joinedload(Claim.visit)
            .joinedload(Visit.resident)
            .joinedload(Resident.person)
            .joinedload(Person.place),
        )
        .order_by(Claim.day, Claim.part, Claim.id)
    )


def print_out(
    session: Session,
    scope: Scope,
    claim_ids: Sequence[uuid.UUID],
    what: str,
    today: dt.date,
    now: dt.datetime,
) -> list[Printed]:
    """Sheets (``what`` sheet) or residents' cards (card) of these claims, each look logged."""
    found = session.scalars(to_print(scope, today).where(Claim.id.in_(claim_ids))).all()
    if not found:
        raise CareUnknown(Said("请先勾选要打印的探访。"))
    names = service_names(session)
    return [_printed(session, scope, held, names, what, now) for held in found]


def by_number(session: Session, scope: Scope, number: str) -> Claim:
    """The claim of a printed sheet within the scope, not one's own; raises NumberUnknown."""
    digits = "".join(sign for sign in number if sign.isdecimal())
    found = session.scalar(
        select(Claim)
        .join(PaperSheet, PaperSheet.claim_id == Claim.id)
        .join(Visit, Visit.id == Claim.visit_id)
        .join(Resident, Resident.id == Visit.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(PaperSheet.number == digits, scope.within(LOOKERS))
        .options(
            joinedload(Claim.helper).joinedload(Helper.person),
            joinedload(Claim.visit).joinedload(Visit.resident).joinedload(Resident.person),
        )
    )
    if found is None:
        raise NumberUnknown(Said("没有这个编号，或不在您所管的地方。请对照纸上的八位数字再输。"))
    if scope.person_id is not None and found.helper.person_id == scope.person_id:
        raise OwnVisit(Said("自己做的探访请在“我的任务”里填，不能代自己录入。"))
    return found


def with_check_digit(digits: str) -> str:
    """The digits and one more by which a slip of the pen is noticed (Luhn, ISO/IEC 7812-1)."""
    doubled = (int(d) * (2 - at % 2) for at, d in enumerate(reversed(digits)))
    return digits + str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def _printed(
    session: Session,
    scope: Scope,
    held: Claim,
    names: dict[str, str],
    what: str,
    now: dt.datetime,
) -> Printed:
    resident = held.visit.resident
    person = resident.person
    record_row(session, f"care.print_{what}", held, now, by=scope.account_id, whose=person.id)
    return Printed(
        claim=held,
        number=_number(session, held.id, scope.account_id, now),
        code=code_of(held.id),
        services=tuple(names[kind] for kind in held.visit.kinds),
        helper=held.helper.person,
        person=person,
        resident=resident,
        address=None if person.address_suppressed else address_of(session, person),
    )


def _number(
    session: Session, claim_id: uuid.UUID, by: uuid.UUID, now: dt.datetime, turn: int = 0
) -> str:
    """The number of a claim's sheet, the same however often it is printed; the next if taken."""
    drawn = hmac.new(lasting_key("paper.number"), claim_id.bytes + bytes([turn]), sha256).digest()
    number = with_check_digit(f"{int.from_bytes(drawn[:8]) % 10**DIGITS:0{DIGITS}d}")
    row = {"claim_id": claim_id, "number": number, "printed_at": now, "printed_by": by}
    session.execute(insert(PaperSheet).values(row).on_conflict_do_nothing())
    kept = session.scalar(select(PaperSheet.number).where(PaperSheet.claim_id == claim_id))
    return kept if kept is not None else _number(session, claim_id, by, now, turn + 1)
