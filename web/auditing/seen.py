"""Who saw my data: a person's own page, and the paper that staff print for who has no account."""

import uuid
from typing import Any

from flask import render_template
from sqlalchemy import select

from matcher.said import Said
from models.care.board import LOOKERS
from models.care.refusals import CareUnknown
from models.people.tables import Person
from models.places.tables import Place
from models.trail.seen import looks_at
from web.access import EVERYONE_SIGNED_IN, access, scope
from web.auditing.blueprint import pages
from web.auditing.words import LOOKS, action_word, purpose_word
from web.clock import now
from web.db import changing, reading
from web.trail import noted

STAFF = (*LOOKERS, "employment")
MOST = 300


@pages.get("/mine")
@access(roles=EVERYONE_SIGNED_IN)
def mine() -> str:
    person_id = scope().person_id
    looks = [] if person_id is None else looks_at(reading(), person_id, LOOKS, MOST)
    return render_template("auditing/mine.html", known=person_id is not None, **_facts(looks))


@pages.get("/persons/<uuid:person_id>")
@access(roles=STAFF)
def of_person(person_id: uuid.UUID) -> str:
    """For somebody at the counter; that it was looked up stands in the list from then on."""
    with changing() as session:
        wanted = select(Person).join(Place, Place.id == Person.place_id)
        person = session.scalar(wanted.where(Person.id == person_id, scope().within(STAFF)))
        if person is None:
            raise CareUnknown(Said("您所管的地方没有这个人。"))
        looks = looks_at(session, person.id, LOOKS, MOST)
        noted(session, "trail.seen", "person", person.id, whose=person.id)
        return render_template("auditing/paper.html", person=person, moment=now(), **_facts(looks))


def _facts(looks: list[Any]) -> dict[str, Any]:
    return {"looks": looks, "most": MOST, "word": action_word, "purpose": purpose_word}
