"""A form that changes something carries a key, so that a double tap is one change."""

import json
import re
import secrets
from collections.abc import Callable
from hashlib import sha256

from flask import flash, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matcher.said import Said
from models.accounts import replies
from web.access import scope
from web.clock import now
from web.db import changing

FIELD = "key"
_KEY = re.compile(r"[\x21-\x7e]{8,128}")
_NOT_CONTENT = {FIELD, "csrf_token"}


def new_key() -> str:
    """A key for one showing of a form."""
    return secrets.token_urlsafe(16)


def done_once(change: Callable[[Session], str]) -> Response:
    """Run ``change`` once for the form's key and go where it says; refused, the key stays free."""
    key = request.form.get(FIELD, "")
    if not _KEY.fullmatch(key):
        raise replies.KeyMissing(Said("这张表单不完整，请返回上一页刷新后再试。"))
    account_id = scope().account_id
    with changing() as session:
        earlier = replies.begin(session, account_id, key, _fingerprint(), now())
        if earlier is None:
            target = change(session)
            replies.keep(session, account_id, key, 303, json.dumps(target))
        else:
            target = json.loads(earlier.body)
    return redirect(target, 303)


def tapped(
    change: Callable[[Session], str],
    told: str,
    kind: str = "message",
    then: Callable[[], None] | None = None,
) -> Response:
    """One tap on one button: the change once, what is said of it, and on to where it says.

    ``then`` puts work on a queue after the commit; it is called again for a second tap.
    """
    answer = done_once(change)
    if then is not None:
        then()
    flash(told, kind)
    return answer


def _fingerprint() -> bytes:
    content = sorted(
        (name, value) for name, value in request.form.items(multi=True) if name not in _NOT_CONTENT
    )
    return sha256(json.dumps([request.path, content]).encode()).digest()
