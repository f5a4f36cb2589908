"""One decorator for every change of the API: one transaction, one answer for one key.

@blp.arguments(ClaimSchema)
@blp.response(201, VisitSchema)
@access(roles=HELPERS, token="claim")
@once(VisitSchema(), 201)
def post(self, data, visit_id, *, session): ...
"""

import json
import re
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from flask import Response, request
from marshmallow import Schema
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts import replies
from models.database.refused import Refused
from web.access import scope
from web.clock import now
from web.db import changing
from web.refusals import problem_of

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{8,128}")


def once(
    schema: Schema, status: int = 200, then: Callable[[dict[str, Any]], None] | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """Run a change at most once for the key of the request; ``schema`` dumps what it returns.

    The change gets the transaction's ``session`` by name. Its refusals are kept as answers
    too, with nothing but the answer left behind; a crash leaves not even that, so the key is
    free again. ``then`` puts work on a queue after the commit, with the answer in hand. It is
    called again when the key comes again, so that no crash in between loses the work.
    """

    def decorated(change: Callable[..., Any]) -> Callable[..., Response]:
        @wraps(change)
        def kept(*args: Any, **kwargs: Any) -> Response:
            key = request.headers.get(HEADER, "")
            if not _KEY.fullmatch(key):
                raise replies.KeyMissing(Said("改动必须带 Idempotency-Key：8 到 128 个可见字符。"))
            account_id = scope().account_id
            with changing() as session:
                earlier = replies.begin(session, account_id, key, _fingerprint(), now())
                if earlier is not None:
                    reply = earlier.status, earlier.body
                else:
                    reply = _run(
                        session,
                        status,
                        lambda: schema.dump(change(*args, session=session, **kwargs)),
                    )
                    replies.keep(session, account_id, key, *reply)
            if then is not None and reply[0] < 400:
                then(json.loads(reply[1]))
            return _answer(*reply)

        return kept

    return decorated


def _run(session: Session, status: int, change: Callable[[], Any]) -> tuple[int, str]:
    try:
        with session.begin_nested():
            return status, json.dumps(change(), ensure_ascii=False)
    except Refused as refusal:
        problem = problem_of(refusal)
        return problem["status"], json.dumps(problem, ensure_ascii=False)


def _fingerprint() -> bytes:
    """What makes two requests the same: method, address and body, byte for byte.

    Of an upload its parts are compared: the line that divides them is another each time.
    """
    body = _parts() if request.mimetype == "multipart/form-data" else request.get_data()
    told = b"\0".join((request.method.encode(), request.full_path.encode(), body))
    return sha256(told).digest()


def _parts() -> bytes:
    told = [["", name, value] for name, value in request.form.items(multi=True)]
    for name, file in request.files.items(multi=True):
        told.append([str(file.filename), name, sha256(file.read()).hexdigest()])
        file.seek(0)
    return json.dumps(sorted(told)).encode()


def _answer(status: int, body: str) -> Response:
    kind = "application/problem+json" if status >= 400 else "application/json"
    return Response(body, status, content_type=kind)
