"""A helper's families: whom he visits regularly or stands in for, and what is proposed to him."""

import uuid

from flask import render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.accounts.roles import HELPERS
from models.care.contact import family_contact
from models.care.pairing import agreeing, shown
from models.care.pairing.agreeing import BY_HELPER, PAIRING_ROLE_NAMES
from models.places.neighbourhoods import neighbourhoods
from web.access import access, scope
from web.care.blueprint import pages
from web.care.tasks import needed_helper
from web.clock import now
from web.db import changing, reading
from web.once import tapped


@pages.get("/families")
@access(roles=HELPERS)
def families() -> str:
    session, moment = reading(), now()
    found = shown.of_helper(session, needed_helper(session).id)
    paths = [one.resident.person.place.path for one in found]
    return render_template(
        "care/pairing/families.html",
        proposed=[one for one in found if one.since is None],
        families=[(one, shown.regularity(session, one, moment)) for one in found if one.since],
        where=neighbourhoods(session, paths),
        roles=PAIRING_ROLE_NAMES,
    )


@pages.get("/families/<uuid:pairing_id>")
@access(roles=HELPERS)
def family(pairing_id: uuid.UUID) -> str:
    # A look at an address leaves a line in the trail, so reading it is a change.
    with changing() as session:
        pairing = agreeing.own(session, needed_helper(session).id, pairing_id)
        where = family_contact(session, pairing, scope(), now())
        return render_template(
            "care/pairing/family.html",
            pairing=pairing,
            where=where,
            roles=PAIRING_ROLE_NAMES,
        )


@pages.post("/families/<uuid:pairing_id>/agree")
@access(roles=HELPERS)
def agree(pairing_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        helper = needed_helper(session)
        agreeing.helper_agrees(session, helper.id, pairing_id, now(), by=scope().account_id)
        return url_for("care.families")

    return tapped(change, _("谢谢您。对方也同意以后，结对就开始。"))


@pages.post("/families/<uuid:pairing_id>/end")
@access(roles=HELPERS)
def leave_family(pairing_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        agreeing.own(session, needed_helper(session).id, pairing_id)
        agreeing.end(session, pairing_id, BY_HELPER, now(), by=scope().account_id)
        return url_for("care.families")

    return tapped(change, _("好的，已记下。社区会另外安排人。"), "info")
