"""What phones kept while there was no signal comes in: each piece in a transaction of its own."""

import datetime as dt
import logging
from hashlib import sha256
from typing import Any

from flask import abort, request, session
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from sqlalchemy.exc import DataError

from matcher.said import Said
from models.accounts.roles import HELPERS
from models.care import work
from models.care.refusals import CareUnknown
from models.care.visiting.kept import standing_ids
from models.care.visiting.proving import scan_door
from models.database.refused import Refused
from web.access import access, scope
from web.again import after_own_change
from web.care.blueprint import pages
from web.care.information import after_answers, answers_in
from web.care.sheets import LABELS, SheetForm, as_sheet, hand_over
from web.care.tasks import needed_helper, own_helper
from web.clock import now
from web.db import changing, reading
from web.forms import in_words
from web.said import said
from web.security import limiter

MOST = 50
KINDS = ("sheet", "door")
log = logging.getLogger(__name__)


class EntryBody(Schema):
    key = fields.String(required=True, validate=validate.Regexp(r"[\x21-\x7e]{8,128}\Z"))
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    claim = fields.UUID(load_default=None)
    fields_ = fields.Dict(keys=fields.String(), required=True, data_key="fields")


class SyncBody(Schema):
    entries = fields.List(
        fields.Nested(EntryBody(unknown=EXCLUDE)), required=True, validate=validate.Length(max=MOST)
    )


class DoorForm(Schema):
    token = fields.String(required=True, validate=validate.Length(max=60))
    # Milliseconds, as a phone counts them.
    at = fields.Float(required=True, validate=validate.Range(0, 1e14))


@pages.get("/sync")
@access(roles=HELPERS)
def contact() -> dict[str, Any]:
    """What a phone needs to send: who is signed in, a form token of this session, our clock.

    The token is fetched when the phone is back, so none has to outlive a time without a signal.
    """
    helper = own_helper(reading())
    return {
        "owner": str(scope().account_id),
        "session": _mark(),
        "token": generate_csrf(),
        "now": round(now().timestamp() * 1000),
        "claims": [str(one) for one in standing_ids(reading(), helper.id)] if helper else [],
    }


@pages.post("/sync")
@access(roles=HELPERS)
@limiter.limit("60 per minute", key_func=lambda: str(scope().account_id))
def sync() -> dict[str, Any]:
    try:
        body = SyncBody().load(request.get_json(), unknown=EXCLUDE)
    except ValidationError:
        abort(422)
    answers = [_answer(entry) for entry in body["entries"]]
    after_own_change()
    return {"answers": answers}


def _answer(entry: dict[str, Any]) -> dict[str, str]:
    """One piece, recorded or refused; what is refused stays on the phone with the reason."""
    try:
        result, text, warning = (_sheet if entry["kind"] == "sheet" else _door)(entry)
    except ValidationError as fault:
        result, text, warning = "refused", _in_a_row(fault), ""
    except Refused as refusal:
        result, text, warning = "refused", said(refusal.said), ""
    except (DataError, UnicodeEncodeError):
        log.warning("a sheet with signs that cannot be kept")
        result, text, warning = "refused", str(_("里面有不能保存的符号，请改一改再交。")), ""
    return {"key": entry["key"], "result": result, "said": text, "warn": warning}


def _sheet(entry: dict[str, Any]) -> tuple[str, str, str]:
    filled = {name: value for name, value in entry["fields_"].items() if value != ""}
    data = SheetForm().load(filled, unknown=EXCLUDE)
    if entry["claim"] is None:
        raise ValidationError("Missing data for required field.", "claim")
    with changing() as change:
        if work.errand(change, needed_helper(change).id, entry["claim"]) is None:
            raise CareUnknown(Said("您没有认领这次探访，结果没有记入。"))
        sheet = as_sheet(entry["claim"], entry["key"], data)
        result = hand_over(change, sheet, entry["fields_"])
    after_answers(answers_in(entry["fields_"]), scope().person_id)
    return result


def _door(entry: dict[str, Any]) -> tuple[str, str, str]:
    data = DoorForm().load(entry["fields_"], unknown=EXCLUDE)
    at = dt.datetime.fromtimestamp(data["at"] / 1000, dt.UTC)
    with changing() as change:
        mine = needed_helper(change).id
        scan_door(change, mine, data["token"], at, now(), by=scope().account_id)
    return "recorded", str(_("到门口的时间已记下。")), ""


def _in_a_row(fault: ValidationError) -> str:
    return " ".join(
        f"{LABELS[name]}：{text}" if name in LABELS else text
        for name, texts in in_words(fault.messages_dict).items()
        for text in texts
    )


def _mark() -> str:
    """Changes with every sign-in and every new password, and says nothing about either."""
    return sha256(session["id"].encode()).hexdigest()[:16]
