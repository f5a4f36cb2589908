"""Certificates handed out and taken back: the PDF for its holder, the refusal by staff."""

import uuid

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields
from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from matcher.said import Said
from models.accounts.roles import HELPERS
from models.care.hours.certificates import revoke_certificate
from models.care.hours.correcting import DECIDERS
from models.care.hours.refusals import HoursUnknown
from models.care.hours.signing import LOOKERS
from models.care.hours.tables import Certificate
from models.people.tables import Helper, Person
from models.places.tables import Place
from web.access import access, scope
from web.care.hours.blueprint import pages
from web.care.hours.paper import certificate_pdf, check_query
from web.clock import now
from web.db import changing
from web.forms import read_form
from web.masks import masked_id
from web.trail import noted


class ReasonForm(Schema):
    reason = fields.String(load_default="")


@pages.get("/certificates/<uuid:certificate_id>.pdf")
@access(roles=(*HELPERS, *LOOKERS))
def certificate(certificate_id: uuid.UUID) -> AnyResponse:
    # An identity number on paper is a look at it, so fetching leaves a line.
    with changing() as session:
        found, person = _found(session, certificate_id)
        number = person.id_number or ""
        shown = number if found.whole_id else masked_id(number) if number else ""
        url = url_for("check.result", number=found.number, _external=True, **check_query(found))
        site = request.host + url_for("check.form")
        content = certificate_pdf(found, shown, url, site)
        noted(session, "hours.certificate", "certificate", found.id, whose=person.id)
    answer = Response(content, mimetype="application/pdf")
    name = f"certificate-{found.number}.pdf"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@pages.post("/certificates/<uuid:certificate_id>/revoke")
@access(roles=DECIDERS)
def revoke_paper(certificate_id: uuid.UUID) -> AnyResponse:
    reason = read_form(ReasonForm()).data.get("reason", "")
    with changing() as session:
        found = revoke_certificate(session, scope(), certificate_id, reason, now())
        helper_id = found.helper_id
    flash(_("证明已撤销，别人核验时会看到。"))
    return redirect(url_for("hours.of_helper", helper_id=helper_id), 303)


def _found(session: Session, certificate_id: uuid.UUID) -> tuple[Certificate, Person]:
    """One's own certificate, or one of a helper who lives within the scope."""
    row = session.execute(
        select(Certificate, Person)
        .join(Helper, Helper.id == Certificate.helper_id)
        .join(Person, Person.id == Helper.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(
            Certificate.id == certificate_id,
            or_(Person.id == scope().person_id, scope().within(LOOKERS)),
        )
    ).one_or_none()
    if row is None:
        raise HoursUnknown(Said("没有找到这份证明。"))
    return row[0], row[1]
