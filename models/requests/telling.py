"""Who has a request in hand, and telling them; no notice says more than its number."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.over import accounts_over
from models.accounts.scope import scope_of
from models.accounts.tables import Account
from models.notices.outbox import tell
from models.requests.duty import on_duty
from models.requests.tables import LADDER, Request
from models.requests.who import ELDERS, askers, rung, side_of_handlers

WAITS = {
    "found": Said("第 %(number)d 号诉求等您受理，请马上接。"),
    "reopened": Said("第 %(number)d 号诉求居民不认可，等您重新受理。"),
    "sent": Said("第 %(number)d 号诉求交给您办，请看时限。"),
    "handled": Said("第 %(number)d 号诉求已处置，等您监督。"),
    "in_person": Said("第 %(number)d 号诉求居民多次不认可，请当面谈一次。"),
    "checking": Said("第 %(number)d 号诉求居民没有回音，请抽查。"),
}
BACK = Said("第 %(number)d 号诉求退了回来，请另外安排。")
# Whoever is on duty hears of these at once, by night too.
AT_ONCE = ("found", "reopened")


def in_hand(session: Session, request: Request, now: dt.datetime) -> set[uuid.UUID]:
    """The accounts whose turn it is, as the request stands now; the requester is never one."""
    if request.state in ("handled", "coordinated"):
        return _supervisors(session, request)
    if request.state == "sent" and request.handler_id is not None:
        return {request.handler_id}
    if request.state == "in_person":
        kept_out = side_of_handlers(session, request) | {request.supervisor_id}
        return _lowest(session, request, LADDER.index(ELDERS[0]), kept_out)
    away = side_of_handlers(session, request) if request.state == "checking" else set()
    shift = {one.id for one in on_duty(session, request.place.path, now)}
    return _without_asker(session, request, shift - away) or _lowest(session, request, 0, away)


def above(session: Session, request: Request, height: int) -> tuple[int, set[uuid.UUID]] | None:
    """The next rung above ``height`` on which anybody has an account, and who; None at the top."""
    for number in range(height + 1, len(LADDER)):
        found = _over(session, request, (LADDER[number],), {request.handler_id})
        if found:
            return number, found
    return None


def height_of(session: Session, request: Request, ids: Collection[uuid.UUID]) -> int:
    """The highest rung among accounts; -1 for nobody."""
    accounts = session.scalars(select(Account).where(Account.id.in_(ids)))
    return max((rung(scope_of(one), request.place.path) for one in accounts), default=-1)


def tell_next(session: Session, request: Request, key: str, now: dt.datetime) -> None:
    """Tell those whose turn it is now."""
    said = WAITS.get("handled" if request.state == "coordinated" else request.state)
    if said is not None:
        urgent = request.state in AT_ONCE
        send(session, request, in_hand(session, request, now), key, said, now, urgent)


def tell_given_back(session: Session, request: Request, key: str, now: dt.datetime) -> None:
    """Tell staff that they have it in hand again."""
    send(session, request, in_hand(session, request, now), key, BACK, now)


def send(
    session: Session,
    request: Request,
    to: Collection[uuid.UUID],
    key: str,
    said: Said,
    now: dt.datetime,
    urgent: bool = False,
) -> None:
    """One notice about a request; whatever is said of danger goes out by night too."""
    numbered = Said(said.template, **said.facts, number=request.number)
    pressing = urgent or request.urgency == "danger"
    tell(session, to, key, numbered, f"/requests/{request.id}", now, urgent=pressing)


def _supervisors(session: Session, request: Request) -> set[uuid.UUID]:
    """Others on the handler's own rung; where he serves alone, those on the next above."""
    kept_out = side_of_handlers(session, request)
    height = height_of(session, request, [one for one in (request.handler_id,) if one])
    return _lowest(session, request, max(height, 0), kept_out)


def _lowest(
    session: Session, request: Request, height: int, kept_out: Collection[uuid.UUID | None]
) -> set[uuid.UUID]:
    """Those on the lowest rung from ``height`` up on which there is anybody."""
    for role in LADDER[height:]:
        found = _over(session, request, (role,), kept_out)
        if found:
            return found
    return set()


def _over(
    session: Session,
    request: Request,
    roles: Collection[str],
    kept_out: Collection[uuid.UUID | None],
) -> set[uuid.UUID]:
    found = set(accounts_over(session, request.place.path, roles)) - {*kept_out}
    return _without_asker(session, request, found)


def _without_asker(session: Session, request: Request, ids: set[uuid.UUID]) -> set[uuid.UUID]:
    return ids - {one.id for one in askers(session, request)}
