"""Which visits discharge what is owed: one to a household for all that can be done together.

A visit somebody has claimed stays as it is. The others follow what is owed: they keep their id and
with it their history and the night's suggestion, and change what they are for.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from matcher.care.arrays import ADULT
from models.care.owed.book import Book, Item, Member, Standing
from models.care.owed.by_whom import ANYBODY, allowed, listed
from models.care.owed.knowing import TOGETHER
from models.care.tables import ServiceKind
from models.people.identity import age


@dataclass
class Planned:
    """A visit as it shall be; ``standing`` is the open one that becomes it, if there is one.

    ``least`` : helpers that go, however few each item asks for; ``roles`` : who may.
    """

    id: uuid.UUID
    lead: Member
    items: list[Item]
    window: tuple[dt.date, dt.date]
    standing: Standing | None
    least: int = 1
    roles: frozenset[str] = ANYBODY

    @property
    def columns(self) -> dict[str, object]:
        """The columns of ``visit`` that the plan sets."""
        return {
            "resident_id": self.lead.id,
            "kinds": sorted({item.kind for item in self.items}),
            "window_from": self.window[0],
            "window_to": self.window[1],
            "week": _week(self.lead, self.items),
            "helpers_wanted": max(self.least, *(item.helpers_wanted for item in self.items)),
            "roles": listed(self.roles),
            "asked": any(item.asked for item in self.items),
            "licences": sorted({item.licence for item in self.items if item.licence}),
        }


def plan(book: Book, ids: Iterator[uuid.UUID]) -> tuple[list[Planned], list[uuid.UUID]]:
    """The visits that want nobody yet, and open ones that nothing is owed for any more.

    Sets ``visit_id`` of every open item.
    """
    planned: list[Planned] = []
    idle: list[uuid.UUID] = []
    homes: dict[object, list[Member]] = defaultdict(list)
    for member in book.members.values():
        homes[member.household or member.id].append(member)
    for home in homes.values():
        visits = [visit for member in home for visit in book.visits.get(member.id, ())]
        free = _left_over(book, home, visits)
        spare = {v.row.id: v for v in visits if not v.claims}
        groups = [g for party in _parties(home, free, book) for g in _groups(party, book)]
        made = [_planned(group, home, book, spare, ids) for group in groups]
        if made and any(member.first for member in home) and not any(v.claims for v in visits):
            # Only the first of them: after it somebody has been there.
            min(made, key=_soonest).least = TOGETHER
        # What a visit was for comes first to it; only then are others given a visit to spare.
        for one in made:
            if one.standing is None and spare:
                one.standing = spare.pop(next(iter(spare)))
                one.id = one.standing.row.id
        for one in made:
            for item in one.items:
                item.visit_id = one.id
        planned += made
        idle += spare
    return planned, idle


def _soonest(one: Planned) -> tuple[dt.date, uuid.UUID]:
    return one.window[1], min(item.id for item in one.items)


def _left_over(book: Book, home: list[Member], visits: list[Standing]) -> list[Item]:
    """Items without a promise; a simple one joins the visit somebody is coming for anyway, unless
    somebody asked for it: he gets a visit of its own."""
    coming = [(v, max(v.claims)) for v in visits if v.claims]
    left = []
    for item in (item for member in home for item in book.items.get(member.id, ())):
        if item.visit_id in book.promised:
            continue
        joined = next(
            (
                visit.row.id
                for visit, day in coming
                if item.window_from <= day
                and not item.asked
                and _simple(item, book.kinds[item.kind])
                and allowed(visit.row.roles) <= book.allowed(item)
            ),
            None,
        )
        item.visit_id = joined if joined is not None else item.visit_id
        if joined is None:
            left.append(item)
    return left


def _simple(item: Item, kind: ServiceKind) -> bool:
    """Whether any visitor can do it beside what he comes for."""
    asks = kind.skill or kind.intimate or kind.child_facing or item.licence
    return not asks and item.helpers_wanted == 1 and item.flag_id is None


def _parties(home: list[Member], items: Sequence[Item], book: Book) -> Iterable[list[Item]]:
    """Items one helper may do together: the same sex wished for, children apart from others."""
    who = {member.id: member for member in home}
    parties: dict[object, list[Item]] = defaultdict(list)
    wished = {
        who[item.resident_id].wished_sex for item in items if book.kinds[item.kind].intimate
    } - {0}
    for item in items:
        member = who[item.resident_id]
        alone = len(wished) > 1 and book.kinds[item.kind].intimate
        parties[_child(member, book), member.wished_sex if alone else 0].append(item)
    return parties.values()


def _child(member: Member, book: Book) -> bool:
    return member.born_on is not None and age(member.born_on, book.as_of) < ADULT


def _groups(items: list[Item], book: Book) -> Iterator[list[Item]]:
    """Items due together: what somebody may do by the time the most pressing one must be."""
    rest = sorted(items, key=lambda item: (_pressing(item), item.id))
    while rest:
        first, until = rest[0], max(rest[0].window_to, book.as_of)
        group, who = [first], book.allowed(first)
        for item in rest[1:]:
            # What is asked for at once does not wait for others, nor they for it.
            due = item.window_from <= until and not (item.flag_id or item.asked)
            if due and who & book.allowed(item):
                group.append(item)
                who &= book.allowed(item)
        yield group
        taken = {item.id for item in group}
        rest = [item for item in rest if item.id not in taken]


def _pressing(item: Item) -> dt.date:
    return min(item.owed_since, item.window_to)


def _planned(
    items: list[Item],
    home: list[Member],
    book: Book,
    spare: dict[uuid.UUID, Standing],
    ids: Iterator[uuid.UUID],
) -> Planned:
    was_at = next((i.visit_id for i in items if i.visit_id in spare), None)
    standing = spare.pop(was_at) if was_at is not None else None
    until = min(_pressing(item) for item in items)
    begin = min(max(item.window_from for item in items), until)
    if standing is not None and standing.row.window_to < book.as_of:
        # An overdue visit keeps its window.
        begin, until = standing.row.window_from, standing.row.window_to
    visit_id = standing.row.id if standing is not None else next(ids)
    planned = Planned(visit_id, _lead(items, home, book), items, (begin, until), standing)
    planned.roles = frozenset.intersection(*map(book.allowed, items))
    return planned


def _lead(items: list[Item], home: list[Member], book: Book) -> Member:
    """Whose wishes count at the door: who is washed, else who is the most pressing."""
    among = {item.resident_id for item in items}
    washed = {item.resident_id for item in items if book.kinds[item.kind].intimate}
    members = [member for member in home if member.id in among]
    return min(members, key=lambda m: (m.id not in washed or not m.wished_sex, m.tier, m.id))


def _week(lead: Member, items: list[Item]) -> int:
    """The half-days that suit the resident and everything to be done, or what comes nearest."""
    week = lead.week
    for item in items:
        week = (week & item.week or item.week) if item.week else week
    return week
