"""A person's word and what follows from it at once; every word he gave, wherever it is kept."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.days import civil_day
from models.care.together.tables import GuardianConsent
from models.employment.seeking.tables import SeekerConsent
from models.people.consents.tables import Consent
from models.people.consents.words import AUTOMATED, TEXTS, Word, say
from models.people.tables import Person, Seeker
from models.rights.asks import ask
from models.rights.automation import set_automated
from models.rights.refusals import AskSettled
from models.trail.log import record_row

# What the rooms ask for apart, with texts of their own.
SEEKER_NAMES = {
    "seeking": Said("求职登记"),
    "sensitive": Said("求职：身体限制和困难类别"),
}
GUARDIAN_NAMES = {"station": Said("孩子参加四点半辅导站"), "helping": Said("孩子参加志愿服务")}


@dataclass(frozen=True)
class Line:
    """A word as the history shows it; ``guardian`` who spoke for a child."""

    name: Said
    agreed: bool
    version: str
    day: dt.date
    guardian: str | None = None


def speak(session: Session, person: Person, word: Word, now: dt.datetime, *, by: uuid.UUID) -> bool:
    """Record a word and let it count; False when it was so already.

    Taking back what staff have to act on leaves them an ask with a deadline.
    """
    if word.purpose == AUTOMATED:
        set_automated(session, person, word.agreed, word.how, now, by=by)
    said = say(session, person, word, civil_day(now), now, by=by)
    if said is None:
        return False
    record_row(
        session,
        "rights.consent",
        said,
        now,
        by=by,
        whose=person.id,
        why=word.how,
        detail={"purpose": word.purpose, "agreed": word.agreed, "version": said.text_version},
    )
    if not word.agreed and word.purpose != AUTOMATED:
        _to_see_to(session, person, word, now, by)
    return True


def _to_see_to(
    session: Session, person: Person, word: Word, now: dt.datetime, by: uuid.UUID
) -> None:
    try:
        ask(session, person, "withdrawal", None, word.how, now, by=by, purpose=word.purpose)
    except AskSettled:
        # Taken back, given and taken back again: staff have it before them already.
        return


def history(session: Session, person_id: uuid.UUID) -> Sequence[Line]:
    """Every word of the person there is, the newest first; what was withdrawn has two lines."""
    said = session.scalars(select(Consent).where(Consent.person_id == person_id))
    lines = [
        Line(
            TEXTS[one.purpose].name,
            one.agreed,
            one.text_version,
            civil_day(one.recorded_at),
            one.guardian_name,
        )
        for one in said
    ]
    for seeker_word in session.scalars(
        select(SeekerConsent)
        .join(Seeker, Seeker.id == SeekerConsent.seeker_id)
        .where(Seeker.person_id == person_id)
    ):
        lines += _both(SEEKER_NAMES[seeker_word.purpose], seeker_word, None)
    for given in session.scalars(
        select(GuardianConsent).where(GuardianConsent.person_id == person_id)
    ):
        lines += _both(GUARDIAN_NAMES[given.purpose], given, given.guardian_name)
    return sorted(lines, key=lambda line: line.day, reverse=True)


def _both(name: Said, one: SeekerConsent | GuardianConsent, guardian: str | None) -> list[Line]:
    given = Line(name, True, one.text_version, one.given_on, guardian)
    if one.withdrawn_on is None:
        return [given]
    return [Line(name, False, one.text_version, one.withdrawn_on, guardian), given]
