"""Opening what is owed: new obligations, those of a period gone by carried over, none forgotten."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace

from models.care.owed.book import Book, Item, Member
from models.care.owed.due import Owes, owed_to

# After a stay in hospital nobody is late at once: a visit is due within a week of the return.
SETTLE_DAYS = 7


def bring_up_to_date(book: Book, ids: Iterator[uuid.UUID]) -> None:
    """Change ``book.items`` into what is owed now; what ends of the old ones goes to its ``ended``.

    What somebody has claimed a visit for is left alone until that visit is over.
    """
    for member in book.members.values():
        wanted = owed_to(member, book)
        kept = [
            item for item in book.items.get(member.id, ()) if _goes_on(item, member, wanted, book)
        ]
        carried = [_carried(item, wanted.get((item.kind, item.origin)), book, ids) for item in kept]
        known = {(item.kind, item.origin) for item in carried}
        fresh = [
            _opened(member, owes, book, ids) for key, owes in wanted.items() if key not in known
        ]
        book.items[member.id] = [*carried, *fresh]


def _goes_on(item: Item, member: Member, wanted: dict[tuple[str, str], Owes], book: Book) -> bool:
    """Whether an open obligation stays; one that does not is excused, with the reason."""
    owes = wanted.get((item.kind, item.origin))
    if item.visit_id in book.promised:
        return True
    if owes is not None:
        return True
    if item.flag_id is not None and member.active and not book.rests(member.id):
        return True
    book.ended[item.id] = ("excused", _why(item, member, book))
    return False


def _why(item: Item, member: Member, book: Book) -> str:
    if not member.active:
        return "inactive"
    if book.rests(member.id):
        return book.pauses[member.id].reason
    return "round_over" if item.round_id is not None else "not_needed"


def _carried(item: Item, owes: Owes | None, book: Book, ids: Iterator[uuid.UUID]) -> Item:
    """The item, or its successor: another version holds, or the next one has fallen due."""
    if owes is None or not owes.repeats or item.visit_id in book.promised:
        return item
    if owes.period_over(item.window_to, item.opened_on, book.as_of):
        book.ended[item.id] = ("carried", "not_made")
        return successor(item, next(ids), owes.next_window(item.window_to, book.as_of), book, owes)
    if (owes.policy_id, owes.need_id) == (item.policy_id, item.need_id):
        return item
    book.ended[item.id] = ("carried", "revised")
    late = item.window_to < book.as_of
    window = (item.window_from, item.window_to) if late else _window(item.resident_id, owes, book)
    return successor(item, next(ids), window, book, owes)


def successor(
    item: Item, new_id: uuid.UUID, window: tuple[dt.date, dt.date], book: Book, owes: Owes
) -> Item:
    """What an obligation is carried into; while it is late it stays owed since the same day."""
    late = item.owed_since < book.as_of
    return replace(
        item,
        id=new_id,
        policy_id=owes.policy_id,
        need_id=owes.need_id,
        helpers_wanted=owes.helpers,
        licence=owes.licence,
        week=owes.week,
        window_from=window[0],
        window_to=window[1],
        owed_since=item.owed_since if late else window[1],
        carried_from=item.id,
        opened_on=book.as_of,
        fresh=True,
    )


def _opened(member: Member, owes: Owes, book: Book, ids: Iterator[uuid.UUID]) -> Item:
    window_from, window_to = _window(member.id, owes, book)
    return Item(
        id=next(ids),
        resident_id=member.id,
        kind=owes.kind,
        origin=owes.origin,
        policy_id=owes.policy_id,
        need_id=owes.need_id,
        round_id=owes.round_id,
        flag_id=None,
        helpers_wanted=owes.helpers,
        window_from=window_from,
        window_to=window_to,
        owed_since=window_to,
        carried_from=None,
        visit_id=None,
        opened_on=book.as_of,
        licence=owes.licence,
        week=owes.week,
        asked=owes.asked,
        fresh=True,
    )


def _window(resident_id: uuid.UUID, owes: Owes, book: Book) -> tuple[dt.date, dt.date]:
    last = book.last.get((resident_id, owes.kind), book.members[resident_id].last_visit_on)
    window = owes.first_window(last, book.as_of)
    back = book.resumed.get(resident_id)
    if owes.repeats and back is not None and window[1] < back + dt.timedelta(days=SETTLE_DAYS):
        return back, back + dt.timedelta(days=min(owes.term, SETTLE_DAYS))
    return window
