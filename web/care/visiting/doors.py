"""The QR code at a door: printed by staff, scanned on arrival and on leaving."""

import uuid

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models.accounts.roles import HELPERS
from models.care.board import LOOKERS
from models.care.people import resident_in
from models.care.visiting.doors import door_token, resident_behind
from models.care.visiting.proving import scan_door
from web.access import access, scope
from web.care.blueprint import pages
from web.care.tasks import needed_helper
from web.clock import now
from web.db import changing, reading
from web.qr import qr


@pages.get("/residents/<uuid:resident_id>/door")
@access(roles=LOOKERS)
def door_card(resident_id: uuid.UUID) -> str:
    resident = resident_in(reading(), scope(), resident_id)
    # Where nobody may know the door, no paper with our name hangs on it.
    if resident.person.address_suppressed:
        abort(404)
    target = url_for("care.door", token=door_token(resident_id), _external=True)
    return render_template("care/visiting/door_card.html", resident=resident, code=qr(target))


@pages.get("/door/<token>")
@access(roles=HELPERS)
def door(token: str) -> str:
    resident_behind(token)
    return render_template("care/visiting/door.html", token=token, now=now())


@pages.post("/door/<token>")
@access(roles=HELPERS)
def at_the_door(token: str) -> Response:
    with changing() as session:
        moment = now()
        mine = needed_helper(session).id
        held = scan_door(session, mine, token, moment, moment, by=scope().account_id)
    flash(_("到门口的时间已记下。"))
    return redirect(url_for("care.visit", claim_id=held.id), 303)
