"""How long somebody may hold public-welfare posts 公益性岗位, counted over all of them.

Ground: 就业促进法 art. 52 and 53 (the posts are for hardship persons) and the rules on the
employment subsidy (就业补助资金管理办法, 财社〔2017〕164 号): three years in all; whoever was less
than five years from retirement when the first was granted, until retirement. Figures are a dated
table; the county enters what its province grants beyond.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager

from matcher.said import Said
from models.accounts.scope import Scope
from models.employment.codes import table
from models.employment.months import months_after
from models.employment.people import STAFF
from models.employment.queue import named
from models.employment.retirement import retires_on
from models.employment.tables import PUBLIC_WELFARE, Placement, Referral
from models.people.tables import Person, Seeker

TABLE = "public_welfare"
# Nobody works longer: whatever days were entered, they lead to no day before the calendar's first.
LONGEST_DAYS = 100 * 365
# So long before the end somebody has to look for what comes after it.
WARN_MONTHS = 3
# When somebody was born, and the sex that decides about retirement.
Who = tuple[dt.date | None, int]
Spans = Sequence[tuple[dt.date, dt.date | None]]


@dataclass(frozen=True)
class Term:
    """``months`` whole ones spent in such posts; from ``ends_on`` on no more of them.

    ``left`` whole months that remain; ``to_retirement``: until retirement, whatever was spent.
    """

    months: int
    left: int
    ends_on: dt.date
    to_retirement: bool

    def over(self, day: dt.date) -> bool:
        return self.ends_on <= day

    def soon(self, day: dt.date) -> bool:
        """Whether it is time to look for what comes next."""
        return self.ends_on <= months_after(day, WARN_MONTHS)


@dataclass(frozen=True)
class Held:
    """A public-welfare post somebody holds now."""

    referral: Referral
    term: Term


def term_of(session: Session, person: Person, seeker_id: uuid.UUID, day: dt.date) -> Term:
    """The term of one seeker, who may never have held such a post."""
    spans = _spans(session, [seeker_id]).get(seeker_id, [])
    return _term(spans, _who(person), table(session, TABLE, day), day)


def terms_over(session: Session, day: dt.date) -> frozenset[uuid.UUID]:
    """The seekers who may be sent to no public-welfare post any more: spent, or retired."""
    spans = _spans(session, None)
    law = table(session, TABLE, day)
    # Nobody retires younger than a woman can.
    people = _people(session, spans, months_after(day, -12 * law["women"]))
    return frozenset(
        seeker
        for seeker, who in people.items()
        if _term(spans.get(seeker, ()), who, law, day).over(day)
    )


def why_not(session: Session, seeker: Seeker, day: dt.date) -> Said | None:
    """Why a loaded seeker cannot begin in a public-welfare post on a day; None where he can."""
    if not any(named(word, seeker.hardship) for word in table(session, "hardship", day)):
        return Said("公益性岗位只安排就业困难人员，此人现在没有登记困难类别。请核实，或撤回推荐。")
    if term_of(session, seeker.person, seeker.id, day).over(day):
        return Said("此人在公益性岗位累计已满规定的期限，不能再安排。请撤回推荐。")
    return None


def at_work(session: Session, scope: Scope, day: dt.date) -> list[Held]:
    """Who holds such a post in the places of staff, whose ends first."""
    wanted = (
        select(Referral)
        .join(Referral.placement)
        .join(Placement.employer)
        .join(Referral.seeker)
        .join(Seeker.person)
        .join(Person.place)
        .where(
            Placement.employer_kind == PUBLIC_WELFARE,
            Placement.left_on.is_(None),
            scope.within(STAFF),
        )
        .options(
            contains_eager(Referral.placement).contains_eager(Placement.employer),
            contains_eager(Referral.seeker).contains_eager(Seeker.person),
            contains_eager(Referral.seeker, Seeker.person, Person.place),
        )
    )
    found = session.scalars(wanted).all()
    spans = _spans(session, [one.seeker_id for one in found])
    law = table(session, TABLE, day)
    held = [
        Held(one, _term(spans[one.seeker_id], _who(one.seeker.person), law, day)) for one in found
    ]
    return sorted(held, key=lambda one: (one.term.ends_on, one.referral.id))


def _term(spans: Spans, who: Who, law: Mapping[str, int], day: dt.date) -> Term:
    spent = sum(max(0, ((left or day) - start).days) for start, left in spans)
    # As though all of it had been one post that goes on today.
    begun = day - dt.timedelta(days=min(spent, LONGEST_DAYS))
    ends_on, near = months_after(begun, law["months"]), False
    born_on, sex = who
    if born_on is not None:
        retires = retires_on(born_on, sex, law["women"])
        first = min((start for start, _ in spans), default=day)
        near = first > months_after(retires, -12 * law["near_years"])
        ends_on = retires if near else ends_on
    return Term(_months(begun, day), _months(day, ends_on), ends_on, near)


def _months(first: dt.date, last: dt.date) -> int:
    """Whole months from one day to another, none where it is not later."""
    whole = (last.year - first.year) * 12 + last.month - first.month
    return max(0, whole - (months_after(first, whole) > last))


def _spans(
    session: Session, seeker_ids: Collection[uuid.UUID] | None
) -> Mapping[uuid.UUID, list[tuple[dt.date, dt.date | None]]]:
    """seeker -> when each of his public-welfare posts began and ended; all, or of some."""
    wanted = (
        select(Referral.seeker_id, Placement.started_on, Placement.left_on)
        .join(Placement, Placement.referral_id == Referral.id)
        .where(Placement.employer_kind == PUBLIC_WELFARE)
    )
    if seeker_ids is not None:
        wanted = wanted.where(Referral.seeker_id.in_(seeker_ids))
    found: dict[uuid.UUID, list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
    for seeker, started_on, left_on in session.execute(wanted):
        found[seeker].append((started_on, left_on))
    return found


def _who(person: Person) -> Who:
    return person.born_on, person.sex


def _people(
    session: Session, seeker_ids: Collection[uuid.UUID], born_by: dt.date
) -> Mapping[uuid.UUID, Who]:
    """These seekers, and all who were born by that day."""
    wanted = select(Seeker.id, Person.born_on, Person.sex).join(Seeker.person)
    among = or_(Seeker.id.in_(seeker_ids), Person.born_on <= born_by)
    rows = session.execute(wanted.where(among))
    return {seeker: (born_on, sex) for seeker, born_on, sex in rows}
