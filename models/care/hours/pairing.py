"""Checks on who was served by whom, and on entries that look alike."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from matcher.said import Said
from models.care.hours.entries import Entry, Finding
from models.care.hours.limits import Limits
from models.care.hours.moving import by_helper

PAIR_DAYS = 30
ALIKE = 12
TWIN_DAYS = 5


def same_pair(entries: Sequence[Entry], limits: Limits) -> Iterator[Finding]:
    """The same two people, again and again: more than every second day of a month."""
    pairs: dict[tuple[uuid.UUID, uuid.UUID], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.resident is not None and not entry.duty:
            pairs[entry.helper, entry.resident].append(entry)
    for found in pairs.values():
        found.sort(key=lambda entry: entry.began)
        for number, entry in enumerate(found):
            within = [e for e in found[: number + 1] if (entry.day - e.day).days < PAIR_DAYS]
            if len(within) > limits.pair_visits:
                said = Said("三十天里同一个人去了同一户 %(count)d 次。", count=len(within))
                yield Finding(entry.id, said)


def crowded(entries: Sequence[Entry], limits: Limits) -> Iterator[Finding]:
    """More helpers at one door at the same time than anybody sends."""
    doors: dict[uuid.UUID, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.resident is not None and not entry.duty:
            doors[entry.resident].append(entry)
    for found in doors.values():
        for entry in found:
            there = {e.helper for e in found if e.began < entry.ended and entry.began < e.ended}
            if len(there) >= limits.crowd:
                said = Said("同一户同一时间记了 %(count)d 个志愿者。", count=len(there))
                yield Finding(entry.id, said)


def alike(entries: Sequence[Entry], _limits: Limits) -> Iterator[Finding]:
    """A long row of entries to the minute alike, on people's word only, at ever other doors."""
    for mine in by_helper(entry for entry in entries if entry.by_hand and not entry.duty):
        times: dict[tuple[str, int], list[Entry]] = defaultdict(list)
        for entry in mine:
            times[f"{entry.local_began:%H:%M}", entry.minutes].append(entry)
        for (began, minutes), found in times.items():
            doors = {entry.resident for entry in found}
            if len(found) >= ALIKE and len(doors) >= ALIKE // 2:
                said = Said(
                    "%(count)d 条都是 %(began)s 开始、%(minutes)d 分钟，一分不差。",
                    count=len(found),
                    began=began,
                    minutes=minutes,
                )
                yield from (Finding(entry.id, said) for entry in found)


def whole_hours(entries: Sequence[Entry], _limits: Limits) -> Iterator[Finding]:
    """Long services on people's word that all begin and end on the stroke of the hour."""
    for mine in by_helper(entry for entry in entries if entry.by_hand and not entry.duty):
        long = [entry for entry in mine if entry.minutes >= 180]
        round_ones = [e for e in long if e.local_began.minute == e.local_ended.minute == 0]
        if len(round_ones) >= ALIKE // 2 and len(round_ones) == len(long):
            said = Said("%(count)d 次三小时以上的服务，起止全是整点。", count=len(round_ones))
            yield from (Finding(entry.id, said) for entry in round_ones)


def twins(entries: Sequence[Entry], _limits: Limits) -> Iterator[Finding]:
    """Two helpers whose times are the same to the minute, day after day, at different doors."""
    moments: dict[tuple[object, object], list[Entry]] = defaultdict(list)
    for entry in entries:
        # The hour and the half are what everybody writes.
        odd = entry.local_began.minute % 15 or entry.local_ended.minute % 15
        if odd and not entry.duty:
            moments[entry.began, entry.ended].append(entry)
    shared: dict[frozenset[uuid.UUID], list[Entry]] = defaultdict(list)
    for found in moments.values():
        for one, other in combinations(found, 2):
            if one.helper != other.helper and one.resident != other.resident:
                shared[frozenset((one.helper, other.helper))] += [one, other]
    for found in shared.values():
        days = len({entry.day for entry in found})
        if days >= TWIN_DAYS:
            said = Said(
                "有 %(days)d 天和另一个志愿者的起止时间一分不差，去的却不是一家。", days=days
            )
            yield from (Finding(entry.id, said) for entry in found)


def not_serving(entries: Sequence[Entry], _limits: Limits) -> Iterator[Finding]:
    """Served before the helper had registered, or entered for one who has left."""
    for entry in entries:
        if entry.duty:
            continue
        if entry.registered_on is not None and entry.day < entry.registered_on:
            said = Said("%(day)s 才登记为志愿者。", day=entry.registered_on.isoformat())
            yield Finding(entry.id, said)
        elif not entry.active and entry.state == "pending":
            yield Finding(entry.id, Said("这位志愿者已经停止服务。"))


def nobody_there(entries: Sequence[Entry], _limits: Limits) -> Iterator[Finding]:
    """A visit to somebody who was in hospital that day, had moved away or had died."""
    for entry in entries:
        if entry.gone_on is None or entry.gone_for is None or entry.duty:
            continue
        said = {
            "hospital": Said("另一条记录说服务对象这一天在住院。"),
            "moved": Said("服务对象 %(day)s 已报搬走。", day=entry.gone_on.isoformat()),
            "deceased": Said("服务对象 %(day)s 已报去世。", day=entry.gone_on.isoformat()),
        }[entry.gone_for]
        same_day = entry.day == entry.gone_on
        if same_day if entry.gone_for == "hospital" else entry.day > entry.gone_on:
            yield Finding(entry.id, said)
