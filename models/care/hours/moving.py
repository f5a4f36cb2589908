"""Checks on one helper's way through his days: two places at once, too fast, too long, at night."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from matcher.places.distance import haversine
from matcher.said import Said
from models.care.hours.entries import Entry, Finding
from models.care.hours.limits import Limits

# Grids are known by their middle, so nothing nearer than this is called a distance.
FAR_KM = 3.0
SHORTEST_GAP = dt.timedelta(minutes=1)
SAME_TIME = dt.timedelta(minutes=5)
NIGHT_FROM, NIGHT_TO = dt.time(22, 30), dt.time(5, 30)


def by_helper(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Each helper's entries in the order in which they began."""
    found = defaultdict(list)
    for entry in entries:
        found[entry.helper].append(entry)
    for mine in found.values():
        yield sorted(mine, key=lambda entry: (entry.began, entry.ended, entry.id))


def clock(entry: Entry) -> str:
    """09:00–11:00."""
    return f"{entry.local_began:%H:%M}–{entry.local_ended:%H:%M}"


def overlap(entries: Sequence[Entry], _limits: Limits) -> Iterator[Finding]:
    """Two volunteer services of one helper at the same time."""
    for mine in by_helper(entry for entry in entries if not entry.duty):
        yield from _together(
            mine, Said("这一天 %(one)s 和 %(other)s 两次服务时间重叠。", one="", other="")
        )


def during_duty(entries: Sequence[Entry], _limits: Limits) -> Iterator[Finding]:
    """A duty of a post and volunteer hours at the same time."""
    said = Said("%(one)s 的志愿服务和 %(other)s 的领岗履职时间重叠。", one="", other="")
    for mine in by_helper(entries):
        for duty in (entry for entry in mine if entry.duty):
            for entry in (one for one in mine if not one.duty):
                if _shared(entry, duty) > SAME_TIME:
                    facts = {"one": clock(entry), "other": clock(duty)}
                    yield Finding(entry.id, Said(said.template, **facts))


def travel(entries: Sequence[Entry], limits: Limits) -> Iterator[Finding]:
    """From one door to the next faster than anybody drives here."""
    for mine in by_helper(entries):
        for before, after in pairwise(mine):
            km = _km(before, after)
            gap = max(after.began - before.ended, SHORTEST_GAP)
            speed = km / (gap.total_seconds() / 3600)
            if km < FAR_KM or speed <= limits.km_an_hour:
                continue
            facts = {"km": round(km, 1), "minutes": int(gap.total_seconds() // 60)}
            said = Said(
                "上一次服务结束 %(minutes)d 分钟后，在 %(km).1f 公里以外开始，"
                "相当于每小时 %(speed)d 公里。",
                speed=int(speed),
                **facts,
            )
            yield Finding((before if after.duty else after).id, said)


def long_day(entries: Sequence[Entry], limits: Limits) -> Iterator[Finding]:
    """More hours in one day than anybody serves."""
    for day in _sums(entries, lambda entry: entry.day.isoformat(), limits.day_hours * 60):
        hours = round(sum(entry.minutes for entry in day) / 60, 1)
        for entry in day:
            said = Said(
                "这一天一共记了 %(hours).1f 小时，共 %(count)d 次。", hours=hours, count=len(day)
            )
            yield Finding(entry.id, said)


def long_month(entries: Sequence[Entry], limits: Limits) -> Iterator[Finding]:
    """More hours in a month than a full-time job has."""
    for month in _sums(entries, lambda entry: f"{entry.day:%Y-%m}", limits.month_hours * 60):
        said = Said(
            "这个月一共记了 %(hours)d 小时，比全职上班还多。",
            hours=sum(entry.minutes for entry in month) // 60,
        )
        # The last one carries it: the sheet of the whole month is a tap away.
        yield Finding(month[-1].id, said)


def long_visit(entries: Sequence[Entry], limits: Limits) -> Iterator[Finding]:
    """One service as long as a working day."""
    for entry in entries:
        if entry.minutes > limits.visit_hours * 60 and not entry.duty:
            said = Said("这一次记了 %(hours).1f 小时。", hours=round(entry.minutes / 60, 1))
            yield Finding(entry.id, said)


def night(entries: Sequence[Entry], _limits: Limits) -> Iterator[Finding]:
    """A service that began or ended in the night."""
    for entry in entries:
        times = (entry.local_began.time(), entry.local_ended.time())
        if not entry.duty and any(time > NIGHT_FROM or time < NIGHT_TO for time in times):
            yield Finding(entry.id, Said("服务时间 %(clock)s 在夜里。", clock=clock(entry)))


def _together(mine: Sequence[Entry], said: Said) -> Iterator[Finding]:
    for number, entry in enumerate(mine):
        for other in mine[number + 1 :]:
            if other.began >= entry.ended:
                break
            if _shared(entry, other) > SAME_TIME:
                facts = {"one": clock(entry), "other": clock(other)}
                yield Finding(entry.id, Said(said.template, **facts))
                yield Finding(other.id, Said(said.template, **facts))


def _shared(one: Entry, other: Entry) -> dt.timedelta:
    return min(one.ended, other.ended) - max(one.began, other.began)


def _km(one: Entry, other: Entry) -> float:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return 0.0
    points = (np.array([value]) for value in (one.lat, one.lon, other.lat, other.lon))
    return float(haversine(*points)[0])


def _sums(entries: Sequence[Entry], of: object, most: int) -> Iterator[list[Entry]]:
    assert callable(of)
    for mine in by_helper(entry for entry in entries if not entry.duty):
        groups = defaultdict(list)
        for entry in mine:
            groups[of(entry)].append(entry)
        yield from (group for group in groups.values() if sum(e.minutes for e in group) > most)
