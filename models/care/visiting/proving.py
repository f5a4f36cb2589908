"""What proves a visit: the resident's code, the door's QR, a call back; the strongest stands."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.checks import lock
from models.care.days import civil_day
from models.care.hours.crediting import prove
from models.care.hours.tables import ServiceHours
from models.care.refusals import CareUnknown
from models.care.tables import EVIDENCE, Claim, Visit, VisitRecord
from models.care.visiting.codes import TRIES, try_code
from models.care.visiting.doors import resident_behind
from models.care.visiting.refusals import CodeSpent, DoorUnknown, NotVisited
from models.care.visiting.tables import Proof

ENOUGH = EVIDENCE.index("call_back")
# A scan this long before or after the service still belongs to it: a chat at the gate.
SLACK = dt.timedelta(minutes=30)
# A scan kept on a phone is taken this long, and belongs to a claim of about that day.
DOOR_TAKEN = dt.timedelta(days=7)


def proof_of(session: Session, claim_id: uuid.UUID) -> tuple[Claim, Proof]:
    """The claim and its proof, all of it locked: two sheets of one visit come one by one."""
    held = session.get(Claim, claim_id)
    if held is None:
        raise CareUnknown(Said("没有找到这次认领。"))
    lock(session, held.helper_id, held.visit_id)
    session.refresh(held)
    session.execute(insert(Proof).values(claim_id=claim_id).on_conflict_do_nothing())
    proof = session.get_one(Proof, claim_id, with_for_update=True, populate_existing=True)
    return held, proof


def seen(session: Session, claim_id: uuid.UUID) -> Proof | None:
    """The proof as it stands, for a page."""
    return session.get(Proof, claim_id)


def proven(entered: VisitRecord | None) -> bool:
    """Whether a visit is known by more than somebody's word: no call back is wanted."""
    return entered is not None and EVIDENCE.index(entered.evidence) >= ENOUGH


def evidence_of(proof: Proof, began_at: dt.datetime, ended_at: dt.datetime) -> str:
    """The strongest that this proof holds for a service at these times."""
    if proof.code_at is not None:
        return "code"
    scans = [at for at in (proof.door_first, proof.door_last) if at is not None]
    if any(began_at - SLACK <= at <= ended_at + SLACK for at in scans):
        return "door_qr"
    return "call_back" if proof.call_answer == "confirmed" else "none"


def raise_evidence(
    session: Session, claim_id: uuid.UUID, proof: Proof, now: dt.datetime, *, by: uuid.UUID
) -> None:
    """Let the record of a visit, and its hours, say the strongest that has come in since."""
    entered = record_of(session, claim_id)
    if entered is None:
        return
    found = evidence_of(proof, entered.began_at, entered.ended_at)
    if EVIDENCE.index(found) <= EVIDENCE.index(entered.evidence):
        return
    entered.evidence = found
    hours = hours_of(session, entered)
    if hours is not None:
        prove(session, hours, found, by, now)


def hours_of(session: Session, entered: VisitRecord) -> ServiceHours | None:
    """The hours of a recorded visit, locked; a duty has none."""
    its = ServiceHours.source == "visit", ServiceHours.source_id == entered.id
    return session.scalar(select(ServiceHours).where(*its).with_for_update())


def give_code(
    session: Session, claim_id: uuid.UUID, code: str, now: dt.datetime, *, by: uuid.UUID
) -> bool:
    """Try a code for a visit that was entered without; raises CodeSpent when nothing is left."""
    held, proof = proof_of(session, claim_id)
    if held.state not in ("done", "not_done"):
        raise NotVisited(Said("请先填写探访结果，再核对验证码。"))
    if proof.code_at is None and proof.tries >= TRIES:
        raise CodeSpent(Said("验证码错了太多次，不能再试。工作人员会打电话回访。"))
    right = try_code(proof, code, now)
    raise_evidence(session, claim_id, proof, now, by=by)
    return right


def scan_door(
    session: Session,
    helper_id: uuid.UUID,
    token: str,
    at: dt.datetime,
    now: dt.datetime,
    *,
    by: uuid.UUID,
) -> Claim:
    """Note that the helper stood at a door at ``at``; the claim it counts for."""
    resident_id = resident_behind(token)
    if not now - DOOR_TAKEN <= at <= now + SLACK:
        raise DoorUnknown(Said("这次扫码太久了，没有记下。请换用验证码，或请工作人员回访。"))
    held, proof = proof_of(session, _nearest(session, helper_id, resident_id, at))
    proof.door_first = min(at, proof.door_first or at)
    proof.door_last = max(at, proof.door_last or at)
    raise_evidence(session, held.id, proof, now, by=by)
    return held


def record_of(session: Session, claim_id: uuid.UUID) -> VisitRecord | None:
    """The record of a claim, if its visit has been entered."""
    return session.scalar(select(VisitRecord).where(VisitRecord.claim_id == claim_id))


def _nearest(
    session: Session, helper_id: uuid.UUID, resident_id: uuid.UUID, at: dt.datetime
) -> uuid.UUID:
    """The helper's claim at this resident whose day is nearest."""
    mine = session.scalars(
        select(Claim)
        .join(Visit, Visit.id == Claim.visit_id)
        .where(
            Claim.helper_id == helper_id,
            Visit.resident_id == resident_id,
            Claim.state != "withdrawn",
            Claim.day.between(civil_day(at - DOOR_TAKEN), civil_day(at + DOOR_TAKEN)),
        )
    ).all()
    if not mine:
        raise DoorUnknown(Said("您没有认领这一户的探访，这次扫码没有记下。"))
    return min(mine, key=lambda held: (abs((held.day - civil_day(at)).days), str(held.id))).id
