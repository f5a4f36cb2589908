"""What a resident is owed as of a day, by policies, needs and rounds; each kind once."""

import datetime as dt
import uuid
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace

from models.care.owed.book import Book, Member
from models.care.owed.careplan import FROM_REQUEST
from models.care.owed.tables import STANDING, ExtraRound, VisitPolicy
from models.care.tables import Need
from models.care.windows import EARLY_SHARE


@dataclass(frozen=True)
class Owes:
    """One kind owed for one reason; ``window`` is given where it does not follow from a term."""

    kind: str
    origin: str
    term: int
    early: int
    monthly: bool = False
    helpers: int = 1
    licence: str | None = None
    week: int = 0
    policy_id: uuid.UUID | None = None
    need_id: uuid.UUID | None = None
    round_id: uuid.UUID | None = None
    arose: dt.date | None = None
    window: tuple[dt.date, dt.date] | None = None
    asked: bool = False

    @property
    def repeats(self) -> bool:
        return self.origin == STANDING

    def first_window(self, last: dt.date | None, as_of: dt.date) -> tuple[dt.date, dt.date]:
        """The window that follows the last visit, or the day the need arose."""
        if self.window is not None:
            return self.window
        if self.monthly:
            month = as_of.replace(day=1)
            return month_of(_next_month(month) if last and last >= month else month)
        due = (last or min(self.arose or as_of, as_of)) + dt.timedelta(days=self.term)
        return due - dt.timedelta(days=self.early), due

    def next_window(self, window_to: dt.date, as_of: dt.date) -> tuple[dt.date, dt.date]:
        """The window of today's period, once a whole period went by without a visit."""
        if self.monthly:
            return month_of(as_of.replace(day=1))
        passed = (as_of - window_to).days // self.term
        due = window_to + dt.timedelta(days=self.term * passed)
        return due - dt.timedelta(days=self.early), due

    def period_over(self, window_to: dt.date, opened_on: dt.date, as_of: dt.date) -> bool:
        """Whether the next visit of the kind falls due while this one is still owed."""
        if self.monthly:
            return as_of > window_to and as_of.month != opened_on.month
        return as_of >= max(window_to, opened_on) + dt.timedelta(days=self.term)


def month_of(first: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of a month."""
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def _next_month(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1)


def owed_to(member: Member, book: Book) -> dict[tuple[str, str], Owes]:
    """(kind, origin) -> what is owed; nothing to who is not served or whose care rests."""
    if not member.active or book.rests(member.id):
        return {}
    standing: dict[str, Owes] = {}
    for one in (*_by_policy(member, book.policies), *_by_need(book, member)):
        known = standing.get(one.kind)
        standing[one.kind] = one if known is None else _both(known, one)
    passing = (*_once(book, member), *_by_round(member, book))
    return {(one.kind, one.origin): one for one in (*standing.values(), *passing)}


def _both(known: Owes, other: Owes) -> Owes:
    """The shorter term holds; what a need asks of the helper holds with it."""
    first, second = (other, known) if other.term < known.term else (known, other)
    return replace(
        first,
        helpers=max(first.helpers, second.helpers),
        licence=first.licence or second.licence,
        week=first.week or second.week,
        need_id=first.need_id or second.need_id,
        arose=first.arose or second.arose,
    )


def _by_policy(member: Member, policies: Iterable[VisitPolicy]) -> Iterable[Owes]:
    for policy in policies:
        if applies(policy, member):
            yield Owes(
                kind=policy.kind,
                origin=STANDING,
                term=policy.every_days,
                early=policy.early_days,
                monthly=policy.rhythm == "month",
                helpers=policy.helpers_wanted,
                policy_id=policy.id,
            )


def applies(policy: VisitPolicy, member: Member) -> bool:
    """Whether a policy is about a resident, by tier and categories."""
    if policy.tier is not None and policy.tier != member.tier:
        return False
    return not policy.categories or not member.categories.isdisjoint(policy.categories)


def _by_need(book: Book, member: Member) -> Iterable[Owes]:
    for need in book.needs.get(member.id, ()):
        if not need.once and need.kind in book.terms:
            term = need.every_days or book.terms[need.kind]
            early = term // EARLY_SHARE
            yield replace(_asked(need, STANDING), term=term, early=early, arose=need.opened_on)


def _once(book: Book, member: Member) -> Iterable[Owes]:
    for need in book.needs.get(member.id, ()):
        if need.once and need.id not in book.done_once:
            assert need.first_day is not None and need.last_day is not None
            window = need.first_day, need.last_day
            yield replace(_asked(need, f"once:{need.id}"), window=window)


def _asked(need: Need, origin: str) -> Owes:
    return Owes(
        kind=need.kind,
        origin=origin,
        term=1,
        early=0,
        helpers=need.helpers_wanted,
        licence=need.licence,
        week=need.week,
        need_id=need.id,
        asked=need.source == FROM_REQUEST,
    )


def _by_round(member: Member, book: Book) -> Iterable[Owes]:
    for one in book.rounds:
        window = _round_window(one, book.last_of_round.get((member.id, one.id)))
        if window is not None and not member.categories.isdisjoint(one.categories):
            yield Owes(one.kind, f"round:{one.id}", 1, 0, round_id=one.id, window=window)


def _round_window(one: ExtraRound, last: dt.date | None) -> tuple[dt.date, dt.date] | None:
    """The window of a round's next visit; None once there is no further one."""
    if one.every_days is None:
        return (one.first_day, one.last_day) if last is None else None
    days = dt.timedelta(days=one.every_days)
    if last is None:
        return one.first_day, min(one.last_day, one.first_day + days)
    return (last + dt.timedelta(days=1), last + days) if last + days <= one.last_day else None
