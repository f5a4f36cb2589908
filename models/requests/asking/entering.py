"""A request from the public form: the same form sent twice is one request."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.database.sealed import lookup_hash
from models.requests.asking.at_once import ask_for
from models.requests.asking.needs import Wanted
from models.requests.asking.tables import RequestForm
from models.requests.life import Entry, enter
from models.requests.photos.keeping import keep
from models.requests.tables import Request


def entered(session: Session, key: str) -> str | None:
    """The code of the request this form became, None where it became none yet."""
    made = select(Request.code).join(RequestForm, RequestForm.request_id == Request.id)
    return session.scalar(made.where(RequestForm.key == _hashed(key)))


def enter_once(
    session: Session,
    key: str,
    entry: Entry,
    now: dt.datetime,
    wanted: Wanted | None = None,
    pictures: Sequence[bytes] = (),
) -> str:
    """Enter it unless that was done, with the help ``wanted``; returns the code of its page.

    Raises ``RequestWrong``.
    """
    lock = func.hashtextextended(f"request_form:{key}", 0)
    session.execute(select(func.pg_advisory_xact_lock(lock)))
    earlier = entered(session, key)
    if earlier is not None:
        return earlier
    made = enter(session, entry, source="qr", now=now)
    session.add(RequestForm(key=_hashed(key), request_id=made.id))
    if wanted is not None:
        ask_for(session, made, wanted)
    keep(session, made.id, None, pictures, now)
    return made.code


def _hashed(key: str) -> bytes:
    return lookup_hash(key, "request_form")
