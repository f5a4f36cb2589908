"""What a resident answers by SMS: 1, 2 or 3 to the one question that stands, or a word for staff.

The number it came from is proof enough for a word on his own request and for nothing else. What
cannot be read beyond doubt is shown to a person, never guessed.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.phone import phone_hash, plain_phone
from models.requests import life
from models.requests.life import Asked
from models.requests.refusals import ReplyTaken
from models.requests.sorting.sort import plain
from models.requests.tables import Request, RequestStep
from models.requests.telling import in_hand, send
from models.requests.texting.tables import TextReply
from models.requests.texting.telling import ASKING
from models.requests.who import BY_TEXT

# Older than any request that is still taken by its time.
KEPT = dt.timedelta(days=1)
# A matter referred out asks nothing; its requester may still say how it went, for so long.
AFTER_REFERRAL = dt.timedelta(days=30)
# For so long the answer to a question may come again, by the gateway or after the link was tapped.
AGAIN = dt.timedelta(days=1)
# What is written about something else goes to the last request, if it is not older than this.
RECENT = dt.timedelta(days=90)
LONGEST = 500
_YES, _MOSTLY, _NO = (
    ("resident_yes", "satisfied"),
    ("resident_yes", "mostly"),
    ("resident_no", None),
)
_WORDS = {
    "1": (_YES, ("满意",)),
    "2": (_MOSTLY, ("基本满意",)),
    "3": (_NO, ("没有办好", "没办好", "没有办", "没办", "不满意")),
}
# Digit, word, or the digit and its own word; as ``plain`` leaves them.
ANSWERS: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {
        text: meaning
        for digit, (meaning, words) in _WORDS.items()
        for text in (digit, *words, *(digit + word for word in words))
    }
)
WROTE = Said("第 %(number)d 号诉求的居民发来短信，请看一下，给他回一句。")


def take_once(session: Session, signature: bytes, now: dt.datetime) -> None:
    """Note that a signed request was taken; raises ``ReplyTaken`` the second time."""
    session.execute(delete(TextReply).where(TextReply.at < now - KEPT))
    fresh = insert(TextReply).values(signature=signature, at=now).on_conflict_do_nothing()
    if session.scalar(fresh.returning(TextReply.signature)) is None:
        raise ReplyTaken(Said("这一条已经收过了。"))


def take_reply(session: Session, phone: str, text: str, now: dt.datetime) -> None:
    """Take what was written from a number; raises ``PhoneMalformed``.

    A number that nobody gave with a request leaves nothing behind.
    """
    hashed = phone_hash(plain_phone(phone))
    asked, waiting = ANSWERS.get(plain(text)), _waiting(session, hashed, now)
    words = text.strip()[:LONGEST]
    if asked is not None and len(waiting) == 1:
        found = _loaded(session, waiting[0])
        life.step(session, found, BY_TEXT, Asked(*asked, remark=words), now)
        return
    for request in waiting or _last(session, hashed, now):
        found = _loaded(session, request)
        taken = life.step(session, found, BY_TEXT, Asked("wrote", remark=words), now)
        to = in_hand(session, found, now)
        send(session, found, to, f"request:{taken.id}", WROTE, now, False)


def _waiting(session: Session, hashed: bytes, now: dt.datetime) -> Sequence[Request]:
    """Those of a number that wait for the resident's word, locked; the newest first."""
    waits: ColumnElement[bool] = Request.state.in_(ASKING)
    if not _answered(session, hashed, now):
        referred = and_(Request.state == "referred", Request.ended_at > now - AFTER_REFERRAL)
        waits = or_(waits, referred)
    wanted = (
        select(Request)
        .where(Request.phone_hash == hashed, waits)
        .order_by(Request.at.desc(), Request.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(wanted).all()


def _answered(session: Session, hashed: bytes, now: dt.datetime) -> bool:
    """Whether one of a number had its answer within a day: what comes may be the same once more."""
    word = (
        select(RequestStep.id)
        .join(Request, Request.id == RequestStep.request_id)
        .where(
            Request.phone_hash == hashed,
            RequestStep.step.in_([name for name, _reason in (_YES, _NO)]),
            RequestStep.at > now - AGAIN,
        )
    )
    return session.scalar(word.limit(1)) is not None


def _last(session: Session, hashed: bytes, now: dt.datetime) -> Sequence[Request]:
    """The newest of a number, locked."""
    wanted = (
        select(Request)
        .where(
            Request.phone_hash == hashed,
            Request.at > now - RECENT,
            Request.state != "withdrawn",
        )
        .order_by(Request.at.desc(), Request.id)
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(wanted).all()


def _loaded(session: Session, request: Request) -> Request:
    found = life.loaded(session, request.id)
    assert found is not None
    return found
