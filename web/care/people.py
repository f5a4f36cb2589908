"""A resident's and a helper's page for those who look after the place: masked until asked why."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.care import people, sheltering, work
from models.care.asking import shown
from models.care.board import LOOKERS
from models.care.contact import address_of
from models.care.newcomers import visits_to_go
from models.care.outcomes import ENDINGS, OUTCOMES
from models.care.owed.licences import LICENCES, licences_of
from models.care.people import PURPOSES
from models.care.sheltering import KEEPERS
from models.care.vetting.vouching import VOUCHERS
from models.care.visiting.clocks import clocks_off
from models.care.visiting.taking import later_sheets
from models.care.visiting.texting import texts_of
from models.people.tables import Helper, Person, Resident
from models.places.neighbourhoods import neighbourhoods
from models.trail.last import last_line
from web.access import access, scope
from web.care.blueprint import pages
from web.care.owed import matters
from web.care.pairing.staff import pairing_facts
from web.care.words import slot_text
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.said import said
from web.unmasking import in_clear


class AddressForm(Schema):
    suppressed = fields.Boolean(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(tuple(sheltering.REASONS)))


@pages.get("/residents/<uuid:resident_id>")
@access(roles=LOOKERS)
def resident(resident_id: uuid.UUID) -> str:
    session = reading()
    return _resident_page(session, people.resident_in(session, scope(), resident_id), None, Form())


@pages.post("/residents/<uuid:resident_id>")
@access(roles=LOOKERS)
def resident_unmasked(resident_id: uuid.UUID) -> str:
    with changing() as session:
        found = people.resident_in(session, scope(), resident_id)
        return _resident_page(session, found, _clear(session, found.person), Form())


@pages.post("/residents/<uuid:resident_id>/address")
@access(roles=KEEPERS)
def resident_address(resident_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(AddressForm())
    if not form.ok:
        session = reading()
        found = people.resident_in(session, scope(), resident_id)
        return _resident_page(session, found, None, form), 422
    kept, reason = form.data["suppressed"], form.data["reason"]
    with changing() as session:
        sheltering.set_suppressed(session, scope(), resident_id, kept, reason, now())
    flash(_("住处已保密，所有页面和表格都不再显示。") if kept else _("住处不再保密。"))
    return redirect(url_for("care.resident", resident_id=resident_id), 303)


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
    clear = in_clear(session, person, PURPOSES, "care.unmask")
    address = None if person.address_suppressed else address_of(session, person)
    return clear | {"address": address}


def _resident_page(
    session: Session, found: Resident, clear: dict[str, str | None] | None, form: Form
) -> str:
    visits = people.visits_of(session, found.id)
    claims = people.claims_on(session, [visit.id for visit in visits])
    return render_template(
        "care/resident.html",
        resident=found,
        clear=clear,
        form=form,
        may_keep=scope().covers(found.person.place.path, KEEPERS),
        kept=last_line(session, found.person_id, sheltering.ACTION),
        keeping={code: said(text) for code, text in sheltering.REASONS.items()},
        needs=people.needs_of(session, found.id),
        visits=visits,
        claims=claims,
        texts=texts_of(session, [claim.id for claim, record in claims if record is None]),
        clocks=clocks_off(session, [claim.id for claim, _record in claims]),
        later=later_sheets(session, [claim.id for claim, _record in claims]),
        asks=shown.asks_on(session, [visit.id for visit in visits if visit.state == "open"]),
        answered=shown.ANSWERED,
        **matters.facts(session, found),
        **pairing_facts(session, found.id, now()),
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
        licences=licences_of(session, found.id),
        visits_to_go=visits_to_go(session, found, today(now())),
        may_vouch=scope().covers(found.person.place.path, VOUCHERS),
        licence_names=[(str(name), said(name)) for name in LICENCES],
        **_shared(session, found.person),
    )


def _shared(session: Session, person: Person) -> dict[str, Any]:
    return {
        "where": neighbourhoods(session, [person.place.path])[person.place.path],
        "purposes": [(code, said(text)) for code, text in PURPOSES.items()],
        "names": work.service_names(session),
        "outcomes": OUTCOMES,
        "withdrawals": ENDINGS,
        "slot_text": slot_text,
        "today": today(now()),
    }
