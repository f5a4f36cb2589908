"""A filled-in sheet comes in, from a page, a phone or paper: recorded once, merged after that."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.outcomes import OUTCOMES
from models.care.owed.flags import raise_flag
from models.care.owed.tables import RiskFlag
from models.care.refusals import ClaimOver
from models.care.sheet import hand_in
from models.care.tables import EVIDENCE, Claim, Visit, VisitRecord
from models.care.visiting.codes import TRIES, try_code
from models.care.visiting.proving import evidence_of, proof_of, raise_evidence, record_of
from models.care.visiting.refusals import SheetsDiffer
from models.care.visiting.tables import Proof, SheetReceived


@dataclass(frozen=True)
class Sheet:
    """What was filled in; ``key`` was made where it was, ``evidence`` is the enterer's own word."""

    key: str
    claim_id: uuid.UUID
    outcome: str
    began_at: dt.datetime
    ended_at: dt.datetime
    note: str | None = None
    watch: Sequence[str] = ()
    signs: Sequence[str] = ()
    code: str | None = None
    clock_off: int = 0
    evidence: str = "none"


@dataclass(frozen=True)
class Taken:
    """``result``: recorded, or already (the same sheet again, or the same visit elsewhere).

    ``right``: whether the code was; None without one. ``left``: wrong codes it still bears.
    ``same``: it is the very sheet that came in before.
    """

    result: str
    right: bool | None
    left: int
    same: bool = False

    @property
    def said(self) -> Said:
        """What the sender is told about the sheet."""
        if self.result == "already":
            return Said("这次探访已经记过，没有重复记。")
        return Said("已收到，记了一次。")

    @property
    def about_code(self) -> Said | None:
        """What the sender is told about the code; nothing where all is well or none was given."""
        if self.right is None:
            return None
        if self.right:
            return Said("验证码核对无误。")
        if self.left:
            return Said("验证码不对，还可以再试 %(left)d 次。", left=self.left)
        return Said("验证码错了太多次，不能再试。工作人员会打电话回访。")


def take_sheet(session: Session, sheet: Sheet, now: dt.datetime, *, by: uuid.UUID) -> Taken:
    """Record a visit, or merge what came in before; whose claim it is was seen to already.

    The first sheet makes the record and its times stand; a later one with the same outcome keeps
    its own times and note beside it, adds the code and raises signs that are new. With another
    outcome it is refused (SheetsDiffer), as is one for a claim that was given back (ClaimOver);
    a refusal says nothing about the code and costs no try, since nothing of it is kept.
    """
    held, proof = proof_of(session, sheet.claim_id)
    if _known(session, sheet):
        return Taken("already", None if proof.code_at is None else True, _left(proof), same=True)
    right = None if not sheet.code else try_code(proof, sheet.code, now)
    entered = record_of(session, held.id)
    if held.state == "claimed":
        _record(session, sheet, proof, now, by=by)
    elif entered is not None:
        _merge(session, sheet, held, entered, now, by=by)
        raise_evidence(session, held.id, proof, now, by=by)
    else:
        raise ClaimOver(Said("这次认领已经退出或取消，结果没有记入。请联系社区工作人员。"))
    result = "recorded" if entered is None else "already"
    _keep(session, sheet, "recorded" if entered is None else "merged", now, by=by)
    return Taken(result, right, _left(proof))


def later_sheets(
    session: Session, claim_ids: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, list[SheetReceived]]:
    """What came in after the record was made, for the history of a resident."""
    found: dict[uuid.UUID, list[SheetReceived]] = {}
    later = select(SheetReceived).where(
        SheetReceived.claim_id.in_(claim_ids), SheetReceived.result == "merged"
    )
    for sheet in session.scalars(later.order_by(SheetReceived.received_at)):
        found.setdefault(sheet.claim_id, []).append(sheet)
    return found


def _record(
    session: Session, sheet: Sheet, proof: Proof, now: dt.datetime, *, by: uuid.UUID
) -> None:
    proven = evidence_of(proof, sheet.began_at, sheet.ended_at)
    hand_in(
        session,
        sheet.claim_id,
        sheet.outcome,
        sheet.note,
        sheet.began_at,
        sheet.ended_at,
        now,
        by=by,
        watch=sheet.watch,
        signs=sheet.signs,
        evidence=max(proven, sheet.evidence, key=EVIDENCE.index),
    )


def _merge(
    session: Session,
    sheet: Sheet,
    held: Claim,
    entered: VisitRecord,
    now: dt.datetime,
    *,
    by: uuid.UUID,
) -> None:
    if entered.outcome != sheet.outcome:
        raise SheetsDiffer(
            Said(
                "这次探访已经填为“%(earlier)s”，和这一份不一样，没有改动。请联系社区工作人员更正。",
                earlier=OUTCOMES[entered.outcome].label,
            )
        )
    raised = session.scalars(select(RiskFlag.signs).where(RiskFlag.claim_id == held.id))
    known = {sign for signs in raised for sign in signs}
    fresh = [sign for sign in sheet.signs if sign not in known]
    if fresh:
        visit = session.get_one(Visit, held.visit_id)
        raise_flag(session, visit, held.id, fresh, sheet.note, now, by=by)


def _keep(session: Session, sheet: Sheet, result: str, now: dt.datetime, *, by: uuid.UUID) -> None:
    session.add(
        SheetReceived(
            claim_id=sheet.claim_id,
            sent_by=by,
            key=sheet.key,
            result=result,
            outcome=sheet.outcome,
            note=sheet.note,
            began_at=sheet.began_at,
            ended_at=sheet.ended_at,
            clock_off=sheet.clock_off,
            received_at=now,
        )
    )
    session.flush()


def _known(session: Session, sheet: Sheet) -> bool:
    same = select(SheetReceived.id).where(
        SheetReceived.claim_id == sheet.claim_id, SheetReceived.key == sheet.key
    )
    return session.scalar(same) is not None


def _left(proof: Proof) -> int:
    return max(0, TRIES - proof.tries)
