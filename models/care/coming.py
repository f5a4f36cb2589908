"""A resident hears who is coming, on the account he or his family has, if there is one."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.tables import Account
from models.care.tables import Claim, Visit
from models.care.work import service_names
from models.notices.outbox import tell
from models.people.tables import Helper, Resident

COMING = Said("有人认领了来看您的任务。来人会向您要四位验证码，请在“谁来看我”里查看。")


@dataclass(frozen=True)
class Caller:
    """A claim on a visit to the resident: who comes and what for."""

    claim: Claim
    services: tuple[str, ...]


def announce(session: Session, given: Claim, visit: Visit, now: dt.datetime) -> None:
    """Tell the resident's own account, once per claim."""
    accounts = (
        select(Account.id)
        .join(Resident, Resident.person_id == Account.person_id)
        .where(Resident.id == visit.resident_id)
    )
    key = f"claim:{given.id}:coming"
    tell(session, session.scalars(accounts), key, COMING, "/care/coming", now)


def coming_to(session: Session, person_id: uuid.UUID | None) -> Sequence[Caller]:
    """Who has promised to visit this person, soonest first; helpers come along."""
    standing = session.scalars(
        select(Claim)
        .join(Visit, Visit.id == Claim.visit_id)
        .join(Resident, Resident.id == Visit.resident_id)
        .where(Resident.person_id == person_id, Claim.state == "claimed")
        .options(joinedload(Claim.helper).joinedload(Helper.person), joinedload(Claim.visit))
        .order_by(Claim.day, Claim.part)
    )
    names = service_names(session)
    return [Caller(claim, tuple(names[kind] for kind in claim.visit.kinds)) for claim in standing]
