"""What a change of policy or a round would make of the county, before anybody decides."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from models.accounts.scope import Scope
from models.care.owed.book import Book, read_book
from models.care.owed.due import owed_to
from models.care.owed.tables import STANDING, ExtraRound, VisitPolicy
from models.people.tables import Person, Resident
from models.places.tables import Place

# Long enough that a visit every three months counts as one.
DAYS = 90


@dataclass(frozen=True)
class Row:
    """One community: how many are owed visits of the kind, and how many in ``DAYS`` days."""

    community: str
    people_before: int
    people_after: int
    visits_before: int
    visits_after: int


def of_policy(session: Session, scope: Scope, changed: VisitPolicy, today: dt.date) -> list[Row]:
    """Before and after, by community, over the counties within the scope."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    people: list[Counter[str]] = [Counter(), Counter()]
    for county in _counties(session, scope):
        book = read_book(session, county.path, today)
        others = [policy for policy in book.policies if policy.code != changed.code]
        where = _communities(session, county.path)
        for book_of, visits, heads in (
            (book, before, people[0]),
            (replace(book, policies=[*others, changed]), after, people[1]),
        ):
            _count(book_of, changed.kind, where, visits, heads)
    names = sorted({*before, *after}, key=lambda name: (-abs(after[name] - before[name]), name))
    return [Row(n, people[0][n], people[1][n], before[n], after[n]) for n in names]


def of_round(session: Session, scope: Scope, draft: ExtraRound, today: dt.date) -> list[Row]:
    """How many more visits a round makes, by community."""
    people: Counter[str] = Counter()
    for county in _counties(session, scope):
        if county.id == draft.county_id:
            book = read_book(session, county.path, today)
            where = _communities(session, county.path)
            people.update(
                where[member.id]
                for member in book.members.values()
                if member.active
                and not book.rests(member.id)
                and not member.categories.isdisjoint(draft.categories)
            )
    times = times_of(draft)
    rows = [Row(name, 0, count, 0, count * times) for name, count in people.items()]
    return sorted(rows, key=lambda row: (-row.visits_after, row.community))


def times_of(draft: ExtraRound) -> int:
    """How often a round comes to one resident."""
    days = (draft.last_day - draft.first_day).days
    return 1 if draft.every_days is None else max(1, days // draft.every_days)


def total(rows: Sequence[Row]) -> Row:
    """The sum over all communities."""
    return Row(
        "",
        sum(row.people_before for row in rows),
        sum(row.people_after for row in rows),
        sum(row.visits_before for row in rows),
        sum(row.visits_after for row in rows),
    )


def _count(
    book: Book,
    kind: str,
    where: dict[uuid.UUID, str],
    visits: Counter[str],
    people: Counter[str],
) -> None:
    days: dict[str, float] = {}
    for member in book.members.values():
        owes = owed_to(member, book).get((kind, STANDING))
        if owes is not None:
            community = where[member.id]
            people[community] += 1
            days[community] = days.get(community, 0.0) + DAYS / owes.term
    visits.update({community: round(number) for community, number in days.items()})


def _counties(session: Session, scope: Scope) -> Iterable[Place]:
    wanted = select(Place).where(Place.kind == "county", scope.within(("administrator",)))
    return session.scalars(wanted.order_by(Place.path)).all()


def _communities(session: Session, county_path: str) -> dict[uuid.UUID, str]:
    community = aliased(Place)
    rows = session.execute(
        select(Resident.id, func.coalesce(community.name, ""))
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .outerjoin(
            community,
            and_(community.kind == "community", func.starts_with(Place.path, community.path)),
        )
        .where(Place.path.startswith(county_path))
    )
    return {resident: name for resident, name in rows}
