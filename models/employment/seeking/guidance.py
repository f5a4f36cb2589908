"""Guidance notes 职业指导记录: what was agreed, and whom to speak to today."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased, contains_eager

from matcher.said import Said
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.employment.people import STAFF, seeker_in
from models.employment.seeking.refusals import SeekingWrong
from models.employment.seeking.tables import GuidanceNote
from models.people.tables import Person, Seeker
from models.trail.log import record_row


@dataclass(frozen=True)
class Told:
    """``kind`` of ``NOTE_KINDS``; ``next_on`` None = nothing is arranged."""

    day: dt.date
    kind: str
    agreed: str
    next_on: dt.date | None


def write(
    session: Session,
    scope: Scope,
    seeker_id: uuid.UUID,
    told: Told,
    today: dt.date,
    now: dt.datetime,
) -> GuidanceNote:
    """Add a note; nothing written before is changed. Raises ``SeekingWrong``."""
    seeker = seeker_in(session, scope, seeker_id, lock=True)
    if told.day > today:
        raise SeekingWrong("day", Said("谈话的日子不能在今天以后。"))
    if told.next_on is not None and told.next_on <= told.day:
        raise SeekingWrong("next_on", Said("下次联系的日子要在这次以后。"))
    note = GuidanceNote(
        seeker_id=seeker.id, written_by=scope.account_id, written_at=now, **vars(told)
    )
    session.add(note)
    record_row(session, "seeker.guidance", note, now, by=scope.account_id, whose=seeker.person_id)
    return note


def notes_of(session: Session, seeker_id: uuid.UUID) -> Sequence[tuple[GuidanceNote, str]]:
    """Every note with the name of who wrote it, newest first."""
    rows = session.execute(
        select(GuidanceNote, Account.name)
        .join(Account, Account.id == GuidanceNote.written_by)
        .where(GuidanceNote.seeker_id == seeker_id)
        .order_by(GuidanceNote.day.desc(), GuidanceNote.id.desc())
    )
    return [(note, who) for note, who in rows]


def due(scope: Scope, today: dt.date) -> Select[GuidanceNote]:
    """The last note of each seeker to be spoken to by today, the longest overdue first.

    A later note settles what an earlier one arranged.
    """
    later = aliased(GuidanceNote)
    newer = select(later.id).where(
        later.seeker_id == GuidanceNote.seeker_id, later.id > GuidanceNote.id
    )
    return (
        select(GuidanceNote)
        .join(GuidanceNote.seeker)
        .join(Seeker.person)
        .join(Person.place)
        .where(GuidanceNote.next_on <= today, ~newer.exists(), Seeker.active, scope.within(STAFF))
        .options(
            contains_eager(GuidanceNote.seeker)
            .contains_eager(Seeker.person)
            .contains_eager(Person.place)
        )
        .order_by(GuidanceNote.next_on, GuidanceNote.id)
    )


def how_many_due(session: Session, scope: Scope, today: dt.date) -> int:
    found = due(scope, today).order_by(None).with_only_columns(GuidanceNote.id).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0
