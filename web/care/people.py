"""A resident's and a helper's page for those who look after the place: masked until asked why."""

import uuid
from typing import Any

from flask import flash, render_template
from flask_babel import gettext as _
from marshmallow import Schema, fields
from sqlalchemy.orm import Session

from models.care import people, work
from models.care.board import LOOKERS
from models.care.contact import address_of
from models.care.grounds import neighbourhoods
from models.care.outcomes import OUTCOMES, WITHDRAWALS
from models.care.people import PURPOSES
from models.people.tables import Helper, Person, Resident
from web.access import access, scope
from web.care.blueprint import pages
from web.care.words import slot_text
from web.clock import now, today
from web.db import changing, reading
from web.forms import read_form
from web.said import said


class UnmaskForm(Schema):
    purpose = fields.String(load_default="")


@pages.get("/residents/<uuid:resident_id>")
@access(roles=LOOKERS)
def resident(resident_id: uuid.UUID) -> str:
    session = reading()
    return _resident_page(session, people.resident_in(session, scope(), resident_id), None)


@pages.post("/residents/<uuid:resident_id>")
@access(roles=LOOKERS)
def resident_unmasked(resident_id: uuid.UUID) -> str:
    with changing() as session:
        found = people.resident_in(session, scope(), resident_id)
        return _resident_page(session, found, _clear(session, found.person))


@pages.get("/helpers/<uuid:helper_id>")
@access(roles=LOOKERS)
def helper(helper_id: uuid.UUID) -> str:
    session = reading()
    return _helper_page(session, people.helper_in(session, scope(), helper_id), None)


@pages.post("/helpers/<uuid:helper_id>")
@access(roles=LOOKERS)
def helper_unmasked(helper_id: uuid.UUID) -> str:
    with changing() as session:
        found = people.helper_in(session, scope(), helper_id)
        return _helper_page(session, found, _clear(session, found.person))


def _clear(session: Session, person: Person) -> dict[str, str | None]:
    """Name, phone and address in clear, once the purpose is on record; a kept address stays so."""
    form = read_form(UnmaskForm())
    people.unmask(session, scope(), person, form.data["purpose"], now())
    flash(_("这次查看和用途已经留痕。"), "info")
    address = None if person.address_suppressed else address_of(session, person)
    return {"name": person.name, "phone": person.phone, "address": address}


def _resident_page(session: Session, found: Resident, clear: dict[str, str | None] | None) -> str:
    visits = people.visits_of(session, found.id)
    return render_template(
        "care/resident.html",
        resident=found,
        clear=clear,
        needs=people.needs_of(session, found.id),
        visits=visits,
        claims=people.claims_on(session, [visit.id for visit in visits]),
        **_shared(session, found.person),
    )


def _helper_page(session: Session, found: Helper, clear: dict[str, str | None] | None) -> str:
    count, time = work.recorded(session, found.id)
    return render_template(
        "care/helper.html",
        helper=found,
        clear=clear,
        errands=work.ahead(session, found.id),
        entered=work.made(session, found.id),
        count=count,
        hours=time.total_seconds() / 3600,
        **_shared(session, found.person),
    )


def _shared(session: Session, person: Person) -> dict[str, Any]:
    return {
        "where": neighbourhoods(session, [person.place.path])[person.place.path],
        "purposes": [(code, said(text)) for code, text in PURPOSES.items()],
        "names": work.service_names(session),
        "outcomes": OUTCOMES,
        "withdrawals": WITHDRAWALS,
        "slot_text": slot_text,
        "today": today(now()),
    }
