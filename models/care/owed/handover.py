"""When somebody else comes to a household: what the one who came so far leaves to the next."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.care.owed.refusals import NotYoursToHandOver
from models.care.owed.settling import living_with
from models.care.owed.tables import HandoverNote
from models.care.staff import accounts_of
from models.care.tables import Claim, Visit
from models.notices.outbox import tell
from models.people.tables import Helper


@dataclass(frozen=True)
class Handover:
    """A household that somebody else came to know, and the note on it if one was written."""

    resident_id: uuid.UUID
    note: HandoverNote | None


def ask_for_note(session: Session, held: Claim, visit: Visit, now: dt.datetime) -> None:
    """A helper has promised to come: ask whoever came so far, if that was somebody else."""
    last = session.scalars(_last_made(visit.resident_id)).first()
    if last is None or last.helper_id == held.helper_id:
        return
    said = Said("有一户以后由别人去看，请写几句要注意的事，留给接手的人。")
    link = f"/care/handover/{visit.resident_id}"
    told = accounts_of(session, [last.helper_id])
    tell(session, told, f"handover:{last.id}", said, link, now)


def to_hand_over(session: Session, helper_id: uuid.UUID, resident_id: uuid.UUID) -> Handover:
    """The household, for whoever made the last visit there; refused to anybody else."""
    last = session.scalars(_last_made(resident_id)).first()
    if last is None or last.helper_id != helper_id:
        raise NotYoursToHandOver(Said("交接留言由上一次去过这户的人写。"))
    mine = select(HandoverNote).where(
        HandoverNote.resident_id == resident_id, HandoverNote.helper_id == helper_id
    )
    newest = mine.order_by(HandoverNote.written_at.desc()).limit(1)
    return Handover(resident_id, session.scalar(newest))


def leave_note(
    session: Session, helper_id: uuid.UUID, resident_id: uuid.UUID, text: str, now: dt.datetime
) -> HandoverNote:
    """Leave a note; one left earlier stays beside it."""
    to_hand_over(session, helper_id, resident_id)
    note = HandoverNote(resident_id=resident_id, helper_id=helper_id, text=text, written_at=now)
    session.add(note)
    session.flush()
    return note


def note_for(session: Session, held: Claim) -> HandoverNote | None:
    """The newest note another helper left, for whoever holds a claim that stands."""
    if held.state != "claimed":
        return None
    resident = select(Visit.resident_id).where(Visit.id == held.visit_id)
    home = living_with(session.scalars(resident).one())
    newest = (
        select(HandoverNote)
        .where(HandoverNote.resident_id.in_(home), HandoverNote.helper_id != held.helper_id)
        .options(joinedload(HandoverNote.helper).joinedload(Helper.person))
        .order_by(HandoverNote.written_at.desc())
        .limit(1)
    )
    return session.scalar(newest)


def _last_made(resident_id: uuid.UUID) -> Select[Claim]:
    return (
        select(Claim)
        .join(Visit, Visit.id == Claim.visit_id)
        .where(Claim.state == "done", Visit.resident_id.in_(living_with(resident_id)))
        .order_by(Claim.day.desc(), Claim.part.desc(), Claim.id.desc())
        .limit(1)
    )
