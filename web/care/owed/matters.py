"""What staff do about one resident: his tier, days of rest, flags raised on a visit."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.care.board import LOOKERS
from models.care.owed import flags, knowing, ledger, licences, pauses, tiering
from models.care.owed.refusals import PauseWrong, PlanWrong
from models.care.owed.settling import hold_visits
from models.care.pair import county_of
from models.care.tiers import TIERS, tier
from models.care.vetting.vouching import VOUCHERS
from models.care.visits import open_due
from models.people.tables import Resident
from models.requests.asking.flags import requests_of
from web.access import access, scope
from web.again import after_helpers_change, match_again
from web.care.blueprint import pages
from web.clock import now, today
from web.db import changing
from web.forms import read_form
from web.said import said

TEXT = 500


class TierForm(Schema):
    tier = fields.Integer(load_default=-1)
    reason = fields.String(load_default="", validate=validate.Length(max=TEXT))


class PauseForm(Schema):
    reason = fields.String(load_default="")
    until = fields.Date(required=True)


class HandledForm(Schema):
    how = fields.String(load_default="", validate=validate.Length(max=TEXT))


class KnownForm(Schema):
    known = fields.Boolean(load_default=True)


class LicenceForm(Schema):
    name = fields.String(load_default="")
    until = fields.Date(required=True)


def facts(session: Session, found: Resident) -> dict[str, Any]:
    """What the resident's page says about what is owed, and why."""
    raised = flags.flags_of(session, found.id)
    return {
        "tier": said(TIERS[tier(found.categories, found.tier)]),
        "tiers": [(code, said(text)) for code, text in TIERS.items()],
        "moves": tiering.history(session, found.id),
        "first": knowing.is_first(found.categories, found.last_visit_on, found.known_on),
        "may_know": scope().covers(found.person.place.path, VOUCHERS),
        "pause": pauses.pause_of(session, found.id),
        "pause_reasons": {code: said(text) for code, text in pauses.REASONS.items()},
        "begun_by_staff": pauses.BEGUN_BY_STAFF,
        "flags": raised,
        "asked_for": requests_of(session, [flag.id for flag in raised]),
        "signs": {code: said(text) for code, text in flags.SIGNS.items()},
        "obligations": ledger.of_resident(session, found.id),
        "states": {code: said(text) for code, text in ledger.STATES.items()},
        "reasons": {code: said(text) for code, text in ledger.REASONS.items()},
    }


@pages.post("/residents/<uuid:resident_id>/tier")
@access(roles=LOOKERS)
def set_tier(resident_id: uuid.UUID) -> Response:
    data = read_form(TierForm()).data
    _change(
        resident_id,
        lambda s: tiering.set_tier(s, scope(), resident_id, data["tier"], data["reason"], now()),
    )
    flash(_("等级已改，应办的探访已照新的等级安排。"))
    return _back(resident_id)


@pages.post("/residents/<uuid:resident_id>/known")
@access(roles=VOUCHERS)
def set_known(resident_id: uuid.UUID) -> Response:
    known = read_form(KnownForm()).data.get("known", True)
    _change(resident_id, lambda s: knowing.set_known(s, scope(), resident_id, known, now()))
    flash(_("已登记：一个人去就行。") if known else _("好的，第一次上门由两个人去。"))
    return _back(resident_id)


@pages.post("/residents/<uuid:resident_id>/pause")
@access(roles=LOOKERS)
def pause(resident_id: uuid.UUID) -> Response:
    form = read_form(PauseForm())
    if not form.ok:
        raise PauseWrong(pauses.WRONG)
    reason, until = form.data["reason"], form.data["until"]
    with changing() as session:
        pauses.begin(session, scope(), resident_id, reason, until, today(now()), now())
    flash(_("已暂停，到期自动恢复，那天会提醒您。"))
    return _back(resident_id)


@pages.post("/residents/<uuid:resident_id>/resume")
@access(roles=LOOKERS)
def resume(resident_id: uuid.UUID) -> Response:
    _change(resident_id, lambda s: pauses.end(s, scope(), resident_id, today(now()), now()))
    flash(_("已恢复，应办的探访已重新安排。"))
    return _back(resident_id)


@pages.post("/residents/<uuid:resident_id>/gone")
@access(roles=LOOKERS)
def gone(resident_id: uuid.UUID) -> Response:
    with changing() as session:
        pauses.confirm_gone(session, scope(), resident_id, now())
    flash(_("已核实，不再安排探访。记录都还在。"))
    return _back(resident_id)


@pages.post("/flags/<uuid:flag_id>")
@access(roles=LOOKERS)
def handled(flag_id: uuid.UUID) -> Response:
    how = read_form(HandledForm()).data.get("how", "")
    with changing() as session:
        resident_id = flags.handle(session, scope(), flag_id, how, now()).resident_id
    flash(_("已记下。等级没有变，稳定以后请在这一页改回来。"))
    return _back(resident_id)


@pages.post("/helpers/<uuid:helper_id>/licences")
@access(roles=LOOKERS)
def licence(helper_id: uuid.UUID) -> Response:
    form = read_form(LicenceForm())
    if not form.ok:
        raise PlanWrong(licences.WRONG)
    with changing() as session:
        licences.enter(session, scope(), helper_id, form.data["name"], form.data["until"], now())
    after_helpers_change(helper_id)
    flash(_("证件已登记。"))
    return redirect(url_for("care.helper", helper_id=helper_id), 303)


def _change(resident_id: uuid.UUID, change: Callable[[Session], Resident]) -> None:
    """A change, and at once what it makes of the visits to that household."""
    with changing() as session:
        hold_visits(session, resident_id)
        found = change(session)
        county = county_of(session, found.person_id)
        open_due(session, county, today(now()), now(), [resident_id])
    match_again(county, "care")


def _back(resident_id: uuid.UUID) -> Response:
    return redirect(url_for("care.resident", resident_id=resident_id), 303)
