"""Photos sent with a form, and shown again to those who may see them.

Staff reach one by an address that is made when they have said what for, for that account and some
minutes; whoever asked, below the page that his code opens (web/requests/asking/own.py).
"""

import uuid
from dataclasses import dataclass
from typing import IO

from flask import request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matcher.said import Said
from models.database.keys import key_for
from models.requests.lists import request_in
from models.requests.photos import keeping, picture
from models.requests.photos.refusals import PhotoWrong
from models.requests.refusals import RequestUnknown
from models.requests.who import HANDS
from web.access import access, scope
from web.db import reading
from web.forms import Form
from web.requests.blueprint import pages

FIELD = "photos"
# As long as somebody looks at a page; after that he says once more what for.
LASTS = 600
GONE = Said("照片的地址过期了。请回到诉求，再选一次用途。")


@dataclass(frozen=True)
class Shown:
    """A photo on a page: where it is, and whether it is of what was done."""

    url: str
    done: bool


def sent(form: Form) -> list[IO[bytes]]:
    """The files chosen, looked at from outside only; what is wrong is told at the field."""
    found = [one.stream for one in request.files.getlist(FIELD) if one.filename]
    with form.telling(PhotoWrong, at=FIELD):
        picture.check(found)
    return found


def made(form: Form, found: list[IO[bytes]]) -> list[bytes]:
    """They as they are kept; empty where one cannot be opened, which is told at the field."""
    with form.telling(PhotoWrong, at=FIELD):
        return picture.made(found)
    return []


def taken(form: Form) -> list[bytes]:
    """Those of a form that is otherwise in order, as they are kept."""
    found = sent(form)
    return made(form, found) if form.ok else []


def in_clear(session: Session, request_id: uuid.UUID) -> list[Shown]:
    """The photos of a request for whoever has just said what he looks at it for."""
    me = str(scope().account_id)
    return [
        Shown(
            url_for("requests.photo", token=_signer().dumps([str(one.id), str(request_id), me])),
            one.step_id is not None,
        )
        for one in keeping.photos_of(session, request_id)
    ]


def answer(found: bytes) -> Response:
    """A picture that no cache keeps and nothing takes for something else."""
    headers = {"Cache-Control": "no-store", "Content-Disposition": "inline"}
    return Response(found, mimetype="image/jpeg", headers=headers)


@pages.get("/photos/<token>")
@access(roles=HANDS)
def photo(token: str) -> Response:
    try:
        photo_id, request_id, whose = _signer().loads(token, max_age=LASTS)
    except BadData as fault:
        raise RequestUnknown(GONE) from fault
    if whose != str(scope().account_id):
        raise RequestUnknown(GONE)
    session = reading()
    found, _by = request_in(session, scope(), uuid.UUID(request_id))
    return answer(keeping.photo(session, uuid.UUID(photo_id), found.id))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key_for("web.requests.photos"))
