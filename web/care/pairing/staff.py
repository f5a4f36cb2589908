"""Pairings on a resident's page, set and ended by those who look after the place."""

import datetime as dt
import uuid
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matcher.said import Said
from models.care import people
from models.care.board import LOOKERS
from models.care.handing.giving import by_phone
from models.care.pairing import agreeing, shown
from models.care.pairing.agreeing import PAIRING_ENDS, PAIRING_ROLE_NAMES
from models.care.pairing.refusals import PairingUnknown
from models.care.regulars import better
from web.access import access, scope
from web.care.blueprint import pages
from web.clock import now
from web.db import changing
from web.forms import read_form
from web.said import said


class PairForm(Schema):
    """A helper who has been there, or a telephone number."""

    role = fields.String(required=True, validate=validate.OneOf(tuple(PAIRING_ROLE_NAMES)))
    helper = fields.UUID(load_default=None)
    phone = fields.String(load_default="", validate=validate.Length(max=40))
    agreed = fields.Boolean(load_default=False)


class EndForm(Schema):
    reason = fields.String(required=True, validate=validate.OneOf(tuple(PAIRING_ENDS)))


def pairing_facts(session: Session, resident_id: uuid.UUID, moment: dt.datetime) -> dict[str, Any]:
    """What the block on the resident's page shows."""
    found = shown.of_resident(session, resident_id)
    changes = [better(session, one, moment) for one in found if one.since is not None]
    return {
        "pairings": [(one, shown.regularity(session, one, moment)) for one in found],
        "free_roles": [
            (code, said(text))
            for code, text in PAIRING_ROLE_NAMES.items()
            if code not in {one.role for one in found}
        ],
        "pairing_roles": PAIRING_ROLE_NAMES,
        "pairing_ends": [(code, said(text)) for code, text in PAIRING_ENDS.items()],
        "better": [one for one in changes if one is not None],
        "been_there": shown.been_there(session, resident_id),
    }


@pages.post("/residents/<uuid:resident_id>/pairings")
@access(roles=LOOKERS)
def pair(resident_id: uuid.UUID) -> Response:
    form = read_form(PairForm())
    if not form.ok or not (form.data["helper"] or form.data["phone"].strip()):
        raise PairingUnknown(Said("请选一位去过的志愿者，或填志愿者的手机号。"))
    with changing() as session:
        people.resident_in(session, scope(), resident_id)
        helper_id = form.data["helper"] or by_phone(session, form.data["phone"].strip())
        made = agreeing.propose(session, resident_id, helper_id, form.data["role"], "staff", now())
        if form.data["agreed"]:
            agreeing.resident_agrees(session, made.id, now(), by=scope().account_id)
    flash(_("已请志愿者答复。双方都同意以后，结对才开始。"))
    return _back(resident_id)


@pages.post("/residents/<uuid:resident_id>/pairings/<uuid:pairing_id>/agreed")
@access(roles=LOOKERS)
def resident_agreed(resident_id: uuid.UUID, pairing_id: uuid.UUID) -> Response:
    with changing() as session:
        _check(session, resident_id, pairing_id)
        agreeing.resident_agrees(session, pairing_id, now(), by=scope().account_id)
    flash(_("已记下：对方同意。"))
    return _back(resident_id)


@pages.post("/residents/<uuid:resident_id>/pairings/<uuid:pairing_id>/end")
@access(roles=LOOKERS)
def end_pairing(resident_id: uuid.UUID, pairing_id: uuid.UUID) -> Response:
    form = read_form(EndForm())
    with changing() as session:
        _check(session, resident_id, pairing_id)
        reason = form.data.get("reason", "")
        agreeing.end(session, pairing_id, reason, now(), by=scope().account_id)
    flash(_("结对已结束，地址和电话对他不再显示。"))
    return _back(resident_id)


def _check(session: Session, resident_id: uuid.UUID, pairing_id: uuid.UUID) -> None:
    people.resident_in(session, scope(), resident_id)
    if agreeing.standing_or_proposed(session, pairing_id).resident_id != resident_id:
        raise PairingUnknown(agreeing.GONE)


def _back(resident_id: uuid.UUID) -> Response:
    return redirect(url_for("care.resident", resident_id=resident_id) + "#pairing", 303)
