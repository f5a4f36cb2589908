"""Whoever asked is told where the matter stands: in the app with an account, else by SMS.

An SMS says the number of the request and where to look, never what it is about or for whom.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from matcher.said import Said
from models.notices import texts
from models.notices.outbox import tell
from models.notices.quiet import by_day
from models.notices.texts import Text
from models.requests.tables import Request
from models.requests.texting.tables import RequestText

# What the requester hears of after which step; ``found`` is the entering.
TOLD_AFTER: Mapping[str, str] = MappingProxyType(
    {
        "found": "received",
        "accept": "accepted",
        "answer": "answered",
        "refer": "referred",
        "supervise": "asked",
    }
)
IN_THE_APP: Mapping[str, Said] = MappingProxyType(
    {
        "received": Said("您提的事收到了，是第 %(number)d 号诉求。"),
        "accepted": Said("您提的第 %(number)d 号诉求有人受理了。"),
        "answered": Said("您提的第 %(number)d 号诉求有回应了，请打开看。"),
        "referred": Said("您提的第 %(number)d 号诉求转给了别的部门，请打开看。"),
        "asked": Said("您提的第 %(number)d 号诉求，我们觉得办好了。您说呢？请打开点一下。"),
    }
)
# By night too: he has just asked, and is awake.
AT_ONCE = ("received", "accepted")
# While the question of an "asked" stands.
ASKING = ("supervised", "checking")
# News that could not be sent for so long is none; the question is one as long as it stands.
LATEST = dt.timedelta(days=1)
# To one number within a day: whoever types in somebody else's number cannot flood him.
MOST_A_DAY = 12
# Why one was not even meant to arrive.
NOT_MEANT = ("over", "no_template")
CODE_HALF = 5


def tell_asker(session: Session, request: Request, step: str, now: dt.datetime) -> None:
    """Tell whoever asked of a step, once in a round."""
    what = TOLD_AFTER.get(step)
    if what is None:
        return
    if request.requester_id is not None:
        said = Said(IN_THE_APP[what].template, number=request.number)
        key = f"request:{request.id}:{request.reopened}:{what}"
        tell(session, [request.requester_id], key, said, f"/asked/{request.code}", now)
    elif request.phone_hash is not None:
        row = {"request_id": request.id, "round": request.reopened, "what": what, "at": now}
        fresh = insert(RequestText).values(**row, next_try_at=now)
        session.execute(fresh.on_conflict_do_nothing())


def take_text(
    session: Session, now: dt.datetime, url: str, templates: Mapping[str, str]
) -> Text | None:
    """Take one that is due; commit before sending. ``url`` is where people open the product."""
    wanted = texts.due(RequestText, now)
    if not by_day(now):
        wanted = wanted.where(RequestText.what.in_(AT_ONCE))
    return texts.take(session, wanted, lambda row: _text(session, row, now, url, templates), now)


def not_reached(session: Session, request_id: uuid.UUID) -> bool:
    """Whether a message may not have arrived: then somebody calls."""
    lost = select(RequestText.id).where(
        RequestText.request_id == request_id,
        RequestText.state.in_(("unsure", "given_up")),
        RequestText.error.not_in(NOT_MEANT),
    )
    return session.scalar(lost.limit(1)) is not None


def _text(
    session: Session,
    row: RequestText,
    now: dt.datetime,
    url: str,
    templates: Mapping[str, str],
) -> tuple[Text | None, str | None]:
    if row.what not in templates:
        return None, "no_template"
    request = session.get_one(Request, row.request_id, populate_existing=True)
    if request.phone is None:
        return None, "no_number"
    if not _holds(row, request, now):
        return None, "over"
    if _today(session, request, now) >= MOST_A_DAY:
        return None, "too_many"
    code = request.code
    words = {"number": str(request.number), "link": f"{url.rstrip('/')}/asked/{code}"}
    if row.what == "received":
        words["code"] = f"{code[:CODE_HALF]}-{code[CODE_HALF:]}"
    return Text(row.id, row.message_id, request.phone, row.what, words), None


def _holds(row: RequestText, request: Request, now: dt.datetime) -> bool:
    """Whether it is still so, and still news."""
    if request.state == "withdrawn" or row.round != request.reopened:
        return False
    if row.what == "asked":
        return request.state in ASKING
    return now - row.at <= LATEST


def _today(session: Session, request: Request, now: dt.datetime) -> int:
    """How many went to the same number within a day."""
    sent = (
        select(func.count())
        .select_from(RequestText)
        .join(Request, Request.id == RequestText.request_id)
        .where(
            Request.phone_hash == request.phone_hash,
            RequestText.sent_at > now - dt.timedelta(days=1),
        )
    )
    return session.scalar(sent) or 0
