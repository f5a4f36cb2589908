"""Calling back where a visit has no proof: the list of whom to call, and what was answered."""

import datetime as dt
import uuid

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.hours.signing import SIGNERS, query, sign
from models.care.refusals import CareUnknown, ReasonUnknown
from models.care.tables import Claim, Visit, VisitRecord
from models.care.visiting.proving import hours_of, proof_of, proven, raise_evidence, record_of
from models.care.visiting.refusals import NotVisited, OwnVisit
from models.care.visiting.tables import ANSWERS, Proof
from models.people.tables import Helper, Person, Resident
from models.places.tables import Place
from models.trail.log import record_row

NO_ANSWER = "no_answer"
DENIED = Said("电话回访时，对方说没有来过。")


def ask_for_call(session: Session, claim_id: uuid.UUID, now: dt.datetime) -> None:
    """Put an entered visit on the list of those to call; asking again changes nothing."""
    _, proof = proof_of(session, claim_id)
    entered = record_of(session, claim_id)
    if entered is None or proven(entered):
        raise NotVisited(Said("这次探访还没有填报，或已经有凭证，不用回访。"))
    if proof.call_asked_at is None:
        proof.call_asked_at = now


def to_call(scope: Scope) -> Select[Proof]:
    """Visits within the scope that wait for a call, longest first; the caller's own are left out.

    Claim, helper, visit, resident and places come along.
    """
    helper = joinedload(Proof.claim).joinedload(Claim.helper).joinedload(Helper.person)
    resident = (
        joinedload(Proof.claim)
        .joinedload(Claim.visit)
        .joinedload(Visit.resident)
        .joinedload(Resident.person)
        .joinedload(Person.place)
    )
    return _within(select(Proof), scope).options(helper, resident).order_by(Proof.call_asked_at)


def answered(
    session: Session,
    scope: Scope,
    claim_id: uuid.UUID,
    answer: str,
    note: str | None,
    now: dt.datetime,
) -> None:
    """What the call gave: confirmed (evidence ``call_back``), denied, or nobody answered.

    Confirmed signs the hours, denied questions them; who was not reached stays on the list.
    Nobody calls about a visit of his own (OwnVisit), nor about one he entered (NotYoursToSign).
    """
    if answer not in (*ANSWERS, NO_ANSWER):
        raise ReasonUnknown(Said("请选一个回访结果。"))
    _check_caller(session, scope, claim_id)
    held, proof = proof_of(session, claim_id)
    if proof.call_asked_at is None or proof.call_answer is not None:
        raise NotVisited(Said("这次探访已经回访过，没有再改动。"))
    proof.calls += 1
    proof.called_at = now
    proof.called_by = scope.account_id
    proof.call_note = note
    if answer != NO_ANSWER:
        proof.call_answer = answer
    raise_evidence(session, claim_id, proof, now, by=scope.account_id)
    _tell_hours(session, scope, claim_id, answer, note, now)
    record_row(session, "care.call_back", held, now, by=scope.account_id, why=answer)


def _tell_hours(
    session: Session,
    scope: Scope,
    claim_id: uuid.UUID,
    answer: str,
    note: str | None,
    now: dt.datetime,
) -> None:
    entered = record_of(session, claim_id)
    hours = None if entered is None else hours_of(session, entered)
    if hours is None:
        return
    if answer == "confirmed" and hours.state == "pending":
        sign(session, scope, hours.id, "call_back", now)
    if answer == "denied" and hours.state in ("pending", "credited"):
        query(session, scope, hours.id, note or str(DENIED), now)


def _check_caller(session: Session, scope: Scope, claim_id: uuid.UUID) -> None:
    holder = select(Helper.person_id).join(Claim, Claim.helper_id == Helper.id)
    if scope.person_id is not None and (
        session.scalar(holder.where(Claim.id == claim_id)) == scope.person_id
    ):
        raise OwnVisit(Said("自己做的探访要由别人回访。"))
    if session.scalar(_within(select(Proof.claim_id), scope).where(Claim.id == claim_id)) is None:
        raise CareUnknown(Said("您所管的地方没有这次回访，或已经有人回访过。"))


def _within(query: Select, scope: Scope) -> Select:  # type: ignore[type-arg]
    own = select(Helper.id).where(Helper.person_id == scope.person_id)
    return (
        query.join(Claim, Claim.id == Proof.claim_id)
        .join(VisitRecord, VisitRecord.claim_id == Claim.id)
        .join(Visit, Visit.id == Claim.visit_id)
        .join(Resident, Resident.id == Visit.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(
            Proof.call_asked_at.is_not(None),
            Proof.call_answer.is_(None),
            Claim.helper_id.not_in(own),
            scope.within(SIGNERS),
        )
    )
