"""What the pages of a person's rights show, and who has to hear of a change."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people.consents.words import AUTOMATED, TEXTS, needs_guardian, standing
from models.people.tables import Helper, Person, Resident, Seeker
from models.places.county import county_at
from models.rights import asks, speaking
from web.again import match_again
from web.clock import now, today
from web.db import reading
from web.said import said


def facts(session: Session, person: Person) -> dict[str, Any]:
    """Each purpose with the word that stands, every word before, and what was asked for."""
    stand = standing(session, person.id)
    return {
        "purposes": [
            (code, text, stand.get(code), _agreed(session, person, code, stand.get(code)))
            for code, text in TEXTS.items()
        ],
        "history": speaking.history(session, person.id),
        "asked": asks.of_person(session, person.id),
        "ask_names": {code: said(name) for code, name in asks.NAMES.items()},
        "states": {code: said(name) for code, name in asks.STATES.items()},
        "guarded": needs_guardian(person, today(now())),
        "texts": TEXTS,
        "days": asks.ANSWER_WITHIN.days,
    }


def _agreed(session: Session, person: Person, purpose: str, word: Any) -> bool | None:
    """What holds now; of automated matching the switch itself tells, before any word was given."""
    if purpose != AUTOMATED:
        return None if word is None else bool(word.agreed)
    switches = (
        session.scalars(select(role.automated).where(role.person_id == person.id)).all()
        for role in (Helper, Resident, Seeker)
    )
    return all(one for some in switches for one in some)


def rematch(person: Person, purpose: str) -> None:
    """The plan in force follows whoever joined or left automated matching."""
    if purpose == AUTOMATED:
        county = county_at(reading(), person.place.path)
        for market in ("care", "employment"):
            match_again(county, market)
