"""The form behind every look in clear: what for, one line in the trail, shown this once."""

from collections.abc import Mapping

from flask import flash
from flask_babel import gettext as _
from marshmallow import Schema, fields
from sqlalchemy.orm import Session

from matcher.said import Said
from models.people.tables import Person
from models.trail.unmasking import unmask
from web.access import scope
from web.clock import now
from web.forms import read_form


class UnmaskForm(Schema):
    purpose = fields.String(load_default="")


def in_clear(
    session: Session, person: Person, purposes: Mapping[str, Said], action: str
) -> dict[str, str | None]:
    """Name and phone in clear, once the purpose asked for in the form is on record."""
    purpose = read_form(UnmaskForm()).data["purpose"]
    unmask(session, scope(), person, purpose, purposes, action, now())
    flash(_("这次查看和用途已经留痕。"), "info")
    return {"name": person.name, "phone": person.phone}
