"""A seeker as employment staff see him: facts for finding work, and where he has been sent."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matcher.employment.arrays import CANNOT_LIFT, CANNOT_STAND, POOR_SIGHT
from matcher.said import Said
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.database.refused import Refused
from models.employment.codes import table
from models.employment.queue import QueuePlace, place_in_queue
from models.employment.seekers import free_seekers, limit_bits
from models.employment.tables import Cohort, Referral, TrainingOrder, Vacancy
from models.people.tables import Person, Seeker
from models.places.tables import Place

# Who works with seekers: the employment stations, and those above them.
STAFF = ("administrator", "county", "town", "employment")
PURPOSES = MappingProxyType(
    {
        "call": Said("打电话介绍岗位或培训"),
        "answer": Said("核实本人的意愿或答复"),
        "correct": Said("核对、更正资料"),
        "emergency": Said("紧急情况"),
    }
)
STATES = MappingProxyType(
    {
        "approved": Said("已推荐"),
        "accepted": Said("双方同意"),
        "passed": Said("培训合格"),
        "placed": Said("在职"),
        "declined": Said("没有成"),
        "withdrawn": Said("已撤回"),
        "failed": Said("没有结业"),
        "left": Said("已离岗"),
    }
)
# What a limit means at work; the words of the ledger may say more than work needs to know.
AT_WORK = MappingProxyType(
    {
        CANNOT_STAND: Said("不能久站"),
        CANNOT_LIFT: Said("不能搬重物"),
        POOR_SIGHT: Said("视力受限"),
    }
)
OTHER_LIMIT = Said("另有限制，安排前请问本人")
NONE_WORDS = ("", "无", "没有")


class SeekerUnknown(Refused):
    """No such seeker, or none that may be seen from here."""

    code: ClassVar[str] = "seeker_unknown"


@dataclass(frozen=True)
class Sent:
    """A referral: to which occupation of whom, a class or a post, decided by whom."""

    referral: Referral
    occupation: str
    employer: str
    training: bool
    who: str


def seeker_in(session: Session, scope: Scope, seeker_id: uuid.UUID, lock: bool = False) -> Seeker:
    """A seeker within the scope, with person and place; locked for a change if wanted."""
    wanted = (
        select(Seeker)
        .join(Person, Person.id == Seeker.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(Seeker.id == seeker_id, scope.within(STAFF))
        .options(joinedload(Seeker.person).joinedload(Person.place))
    )
    if lock:
        wanted = wanted.with_for_update(of=Seeker, key_share=True).execution_options(
            populate_existing=True
        )
    found = session.scalar(wanted)
    if found is None:
        raise SeekerUnknown(Said("没有这位求职者，或不在您的管理范围内"))
    return found


def limits(seeker: Seeker) -> list[Said]:
    """The health limits as limits at work, never in the words of the ledger."""
    text = (seeker.health_limits or "").strip()
    if text in NONE_WORDS:
        return []
    bits = limit_bits(text)
    return [said for bit, said in AT_WORK.items() if bits & bit] or [OTHER_LIMIT]


def help_queue(session: Session, seeker: Seeker, today: dt.date) -> QueuePlace | None:
    """Why this seeker comes early in the help queue; None once no longer registered."""
    rows = free_seekers(session, "", [seeker.id])
    hardship = table(session, "hardship", today)
    return place_in_queue(rows[0], hardship, today) if rows else None


def referrals_of(session: Session, seeker_id: uuid.UUID) -> Sequence[Sent]:
    """Every referral there was and is, latest first."""
    order = joinedload(Referral.cohort).joinedload(Cohort.order).joinedload(TrainingOrder.employer)
    rows = session.execute(
        select(Referral, Account.name)
        .join(Account, Account.id == Referral.decided_by)
        .where(Referral.seeker_id == seeker_id)
        .options(order, joinedload(Referral.vacancy).joinedload(Vacancy.employer))
        .order_by(Referral.decided_at.desc(), Referral.id.desc())
    )
    return [_sent(referral, who) for referral, who in rows]


def _sent(referral: Referral, who: str) -> Sent:
    target: Vacancy | TrainingOrder | None = referral.vacancy
    if referral.cohort is not None:
        target = referral.cohort.order
    assert target is not None
    training = referral.cohort is not None
    return Sent(referral, target.occupation, target.employer.name, training, who)
