"""What residents answer by SMS, handed over by the gateway (docs/operations.md).

Signed as our own requests to it are: by the secret, over time and body.
"""

import hmac

from flask import Response, abort, current_app, jsonify, request
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from models.notices.signing import signature
from models.requests.replies import take_once, take_reply
from models.settings import Sms
from web.access import public
from web.clock import now
from web.db import changing
from web.requests.asking.blueprint import pages
from web.security import csrf

# As far as two clocks and a slow line may be apart.
WINDOW_SECONDS = 300


class ReplyBody(Schema):
    phone = fields.String(required=True, validate=validate.Length(1, 30))
    text = fields.String(required=True, validate=validate.Length(0, 2000))


@pages.post("/api/sms/replies")
@public
def replied() -> Response:
    """The answer is the same whatever came of it: the gateway learns of no request."""
    sms: Sms | None = current_app.config["SMS"]
    if sms is None:
        abort(404)
    signed = _signed(sms)
    try:
        given = ReplyBody(unknown=EXCLUDE).load(request.get_json())
    except ValidationError:
        abort(422)
    with changing() as session:
        take_once(session, signed, now())
        take_reply(session, given["phone"], given["text"], now())
    return jsonify(accepted=True)


# A signature is asked for instead of a form's token.
csrf.exempt(replied)


def _signed(sms: Sms) -> bytes:
    """The signature of this request; stops with 401 unless it is the gateway's, and of now."""
    at, given = (request.headers.get(name, "") for name in ("X-Timestamp", "X-Signature"))
    timely = at.isascii() and at.isdecimal() and len(at) < 12
    if not timely or abs(now().timestamp() - int(at)) > WINDOW_SECONDS:
        abort(401)
    wanted = signature(sms.secret, at, request.get_data())
    if not hmac.compare_digest(given.encode(), wanted.encode()):
        abort(401)
    return bytes.fromhex(wanted)
