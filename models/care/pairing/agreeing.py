"""A pairing proposed, agreed to by both sides, ended; who entered each word is kept."""

import datetime as dt
import uuid
from types import MappingProxyType

from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.pairing.refusals import PairingTaken, PairingUnknown
from models.care.pairing.tables import Pairing
from models.care.refusals import ReasonUnknown
from models.care.staff import accounts_of
from models.database.last_line import insert
from models.notices.outbox import tell
from models.people.tables import Helper, Resident
from models.trail.log import record_row

PAIRING_ROLE_NAMES = MappingProxyType({"standing": Said("结对志愿者"), "stand_in": Said("替补")})
PAIRING_ENDS = MappingProxyType(
    {
        "resident": Said("对方不想继续"),
        "helper": Said("志愿者不能继续"),
        "irregular": Said("多次没去成，换人"),
        "moved": Said("有一方搬走"),
        "other": Said("其他原因"),
    }
)
BY_HELPER = "helper"
ONE = Said("这户已经有人了。要换人，请先结束原来的结对。")
BOTH = Said("这位志愿者已经和这户结对，不能又做替补。")
LAST_LINE = {"ix_pairing_role": (PairingTaken, ONE), "ix_pairing_two_people": (PairingTaken, BOTH)}
PROPOSED = Said("想请您和一户结对，长期上门看望。愿不愿意，请在“我的结对家庭”里答复。")
AGREED = Said("结对已经说好，从今天起算。谢谢您。")
LINK = "/care/families"
GONE = Said("没有找到这次结对，可能已经结束。")


def propose(
    session: Session,
    resident_id: uuid.UUID,
    helper_id: uuid.UUID,
    role: str,
    proposed_by: str,
    now: dt.datetime,
) -> Pairing:
    """Propose a pairing; it holds when both have agreed."""
    if role not in PAIRING_ROLE_NAMES:
        raise ReasonUnknown(Said("请从列表中选结对还是替补。"))
    helper = session.get(Helper, helper_id)
    if helper is None or not helper.active:
        raise PairingUnknown(Said("没有找到这位志愿者，或已停止服务。"))
    resident = session.get_one(Resident, resident_id)
    if resident.person_id == helper.person_id:
        raise PairingTaken(Said("不能和自己结对。"))
    made = Pairing(
        resident_id=resident_id,
        helper_id=helper_id,
        role=role,
        proposed_by=proposed_by,
        proposed_at=now,
    )
    insert(session, made, LAST_LINE)
    _tell(session, made, "proposed", PROPOSED, now)
    return made


def helper_agrees(
    session: Session,
    helper_id: uuid.UUID,
    pairing_id: uuid.UUID,
    now: dt.datetime,
    *,
    by: uuid.UUID,
) -> Pairing:
    """The helper's own yes. Twice is once."""
    pairing = own(session, helper_id, pairing_id)
    if pairing.helper_agreed_at is None:
        pairing.helper_agreed_at, pairing.helper_agreed_by = now, by
        _begin(session, pairing, now)
        record_row(session, "care.pairing.helper", pairing, now, by=by)
    return pairing


def resident_agrees(
    session: Session, pairing_id: uuid.UUID, now: dt.datetime, *, by: uuid.UUID
) -> Pairing:
    """The resident's yes, entered by whoever heard it. Twice is once."""
    pairing = standing_or_proposed(session, pairing_id)
    if pairing.resident_agreed_at is None:
        pairing.resident_agreed_at, pairing.resident_agreed_by = now, by
        _begin(session, pairing, now)
        record_row(session, "care.pairing.resident", pairing, now, by=by)
    return pairing


def end(
    session: Session, pairing_id: uuid.UUID, reason: str, now: dt.datetime, *, by: uuid.UUID
) -> Pairing:
    """End a pairing, or turn a proposal down; address and phone are closed with it."""
    if reason not in PAIRING_ENDS:
        raise ReasonUnknown(Said("请从列表中选一个原因。"))
    pairing = standing_or_proposed(session, pairing_id)
    pairing.ended_at, pairing.ended_for = now, reason
    session.flush()
    record_row(session, "care.pairing.end", pairing, now, by=by, why=reason)
    return pairing


def own(session: Session, helper_id: uuid.UUID, pairing_id: uuid.UUID) -> Pairing:
    """A helper's pairing that has not ended, locked."""
    pairing = standing_or_proposed(session, pairing_id)
    if pairing.helper_id != helper_id:
        raise PairingUnknown(GONE)
    return pairing


def standing_or_proposed(session: Session, pairing_id: uuid.UUID) -> Pairing:
    """A pairing that has not ended, locked."""
    pairing = session.get(Pairing, pairing_id, with_for_update=True, populate_existing=True)
    if pairing is None or pairing.ended_at is not None:
        raise PairingUnknown(GONE)
    return pairing


def _begin(session: Session, pairing: Pairing, now: dt.datetime) -> None:
    if pairing.helper_agreed_at is not None and pairing.resident_agreed_at is not None:
        pairing.since = now
        _tell(session, pairing, "agreed", AGREED, now)
    session.flush()


def _tell(session: Session, pairing: Pairing, step: str, said: Said, now: dt.datetime) -> None:
    accounts = accounts_of(session, [pairing.helper_id])
    tell(session, accounts, f"pairing:{pairing.id}:{step}", said, LINK, now)
