"""Hours of a made-up county: 500 as honest people leave them, and one set for each kind of fraud.

Everything is drawn from one seed. A fraud is named after the check that has to find it.
"""

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from models.care.days import SHANGHAI
from models.care.hours.entries import Entry

HONEST = 500
FIRST = dt.date(2026, 9, 1)
DAYS = 60
RESIDENTS, SIGNERS = 220, 6
# Grids of one town: none further from another than 2 km.
GRIDS = [(32.80 + n % 3 / 150, 109.20 + n // 3 / 150) for n in range(9)]
FAR = (33.25, 109.60)


class Maker:
    """Entries one by one; what is not said is as harmless as can be."""

    def __init__(self, seed: int) -> None:
        self.lot = random.Random(seed)
        self.signers = [self.id() for _ in range(SIGNERS)]
        self.residents = [(self.id(), self.lot.choice(GRIDS)) for _ in range(RESIDENTS)]

    def id(self) -> uuid.UUID:
        return uuid.UUID(int=self.lot.getrandbits(128))

    def at(self, day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
        moment = dt.time(hour, minute)
        return dt.datetime.combine(FIRST + dt.timedelta(days=day), moment, SHANGHAI)

    def entry(self, began: dt.datetime, minutes: int = 50, **more: Any) -> Entry:
        ended = began + dt.timedelta(minutes=minutes)
        facts: dict[str, Any] = {
            "id": self.id(),
            "helper": self.id(),
            "resident": self.id(),
            "began": began,
            "ended": ended,
            "recorded": ended + dt.timedelta(minutes=20),
            "state": "credited",
            "evidence": "code",
            "late": False,
            "entered_by": self.id(),
            "signed_by": None,
            "signed": None,
            "own_account": True,
            "clerk": False,
            "signer_is_helper": False,
            "registered_on": dt.date(2025, 1, 1),
            "active": True,
            "claimed": began - dt.timedelta(days=2),
            "lat": GRIDS[0][0],
            "lon": GRIDS[0][1],
            "gone_on": None,
            "gone_for": None,
        }
        return Entry(**(facts | more))

    def signed(self, began: dt.datetime, minutes: int = 50, **more: Any) -> Entry:
        """On somebody's word, answered for by one of the signers the day after."""
        when = began + dt.timedelta(days=1, seconds=self.lot.randrange(3600 * 9))
        facts = {"evidence": "word", "signed_by": self.lot.choice(self.signers), "signed": when}
        return self.entry(began, minutes, **(facts | more))


def honest(make: Maker) -> list[Entry]:
    """Volunteers of every habit until there are 500 entries."""
    found: list[Entry] = []
    while len(found) < HONEST:
        habit = make.lot.choices(HABITS, weights=(6, 3, 2, 2, 1))[0]
        found += habit(make)
    return found[:HONEST]


def _now_and_then(make: Maker) -> Iterator[Entry]:
    """Comes when he can, closes with the resident's code, two doors in a row at times."""
    helper, account = make.id(), make.id()
    who = {"helper": helper, "entered_by": account}
    for day in sorted(make.lot.sample(range(DAYS), make.lot.randint(3, 9))):
        began = make.at(day, make.lot.choice((8, 9, 14, 15, 18)), make.lot.randrange(60))
        first = make.entry(began, make.lot.randint(25, 90), **who, **_door(make))
        yield first
        if make.lot.random() < 0.25:
            walk = dt.timedelta(minutes=make.lot.randint(12, 40))
            yield make.entry(first.ended + walk, make.lot.randint(20, 60), **who, **_door(make))


def _by_the_form(make: Maker) -> Iterator[Entry]:
    """Two standing residents each week, the hours as the form proposes them."""
    who = {"helper": make.id(), "entered_by": make.id()}
    doors = [_door(make), _door(make)]
    start = make.lot.randrange(7)
    for number, day in enumerate(range(start, DAYS, 4)):
        yield make.signed(make.at(day, 9), 120, **who, **doors[number % 2])


def _offline(make: Maker) -> Iterator[Entry]:
    """A day of visits without a signal, sent at once in the evening; one or two too late."""
    who = {"helper": make.id(), "entered_by": make.id()}
    for day in make.lot.sample(range(DAYS - 20), 2):
        sent, began = make.at(day, 20, make.lot.randrange(60)), make.at(day, 8, 40)
        for _ in range(make.lot.randint(3, 5)):
            one = make.entry(began, make.lot.randint(30, 70), recorded=sent, **who, **_door(make))
            yield one
            began = one.ended + dt.timedelta(minutes=make.lot.randint(15, 45))
    forgotten = make.at(make.lot.randrange(20), 18, 5)
    yield make.signed(
        forgotten, recorded=forgotten + dt.timedelta(days=20), late=True, **who, **_door(make)
    )


def _two_at_a_door(make: Maker) -> Iterator[Entry]:
    """A pair who go together to whoever lives alone, and write down the same."""
    pair = [{"helper": make.id(), "entered_by": make.id()} for _ in range(2)]
    for day in make.lot.sample(range(DAYS), make.lot.randint(3, 7)):
        began, minutes = make.at(day, 15, make.lot.randrange(60)), make.lot.randint(40, 80)
        door = _door(make)
        for who in pair:
            yield make.signed(began, minutes, **who, **door)


def _long_days(make: Maker) -> Iterator[Entry]:
    """Goes along to the hospital now and then: half a day, entered by the grid worker."""
    clerk, who = make.lot.choice(make.signers), {"helper": make.id(), "own_account": False}
    for day in make.lot.sample(range(DAYS), make.lot.randint(2, 4)):
        own = make.id()
        yield make.signed(
            make.at(day, 7, make.lot.randrange(60)),
            make.lot.randint(200, 330),
            **who,
            **_door(make),
            entered_by=clerk,
            clerk=True,
            signed_by=own,
            signer_is_helper=True,
        )


HABITS = (_now_and_then, _by_the_form, _offline, _two_at_a_door, _long_days)


def _door(make: Maker) -> dict[str, Any]:
    resident, (lat, lon) = make.lot.choice(make.residents)
    return {"resident": resident, "lat": lat, "lon": lon}


def overlap(make: Maker) -> list[Entry]:
    who = {"helper": make.id()}
    return [make.entry(make.at(3, 9), 60, **who), make.entry(make.at(3, 9, 40), 60, **who)]


def during_duty(make: Maker) -> list[Entry]:
    who = {"helper": make.id()}
    duty = make.entry(make.at(4, 9, 10), 90, duty=True, **who)
    return [make.entry(make.at(4, 9, 30), 40, **who), duty]


def travel(make: Maker) -> list[Entry]:
    """60 km in under a quarter of an hour."""
    who, far = {"helper": make.id()}, {"lat": FAR[0], "lon": FAR[1]}
    return [make.entry(make.at(5, 9), 50, **who), make.entry(make.at(5, 10, 5), 50, **who, **far)]


def long_day(make: Maker) -> list[Entry]:
    who = {"helper": make.id()}
    return [make.entry(make.at(6, hour), 220, **who) for hour in (7, 11, 15)]


def long_month(make: Maker) -> list[Entry]:
    who = {"helper": make.id()}
    return [make.entry(make.at(day, 8, 3 + day), 9 * 60 - 70, **who) for day in range(26)]


def long_visit(make: Maker) -> list[Entry]:
    return [make.entry(make.at(7, 8), 9 * 60)]


def night(make: Maker) -> list[Entry]:
    return [make.entry(make.at(8, 1, 30), 60), make.entry(make.at(9, 22, 10), 80)]


def bulk_entry(make: Maker) -> list[Entry]:
    """40 in one minute, for 40 people, by one clerk."""
    at, clerk = make.at(40, 16), {"entered_by": make.id(), "own_account": False, "clerk": True}
    return [
        make.signed(make.at(30 + n % 9, 9, n), recorded=at + dt.timedelta(seconds=n), **clerk)
        for n in range(40)
    ]


def bulk_signing(make: Maker) -> list[Entry]:
    at, signer = make.at(41, 17), make.id()
    return [
        make.signed(make.at(35, 9, n), signed_by=signer, signed=at + dt.timedelta(seconds=2 * n))
        for n in range(25)
    ]


def after_the_fact(make: Maker) -> list[Entry]:
    who, sent = {"helper": make.id(), "entered_by": make.id()}, make.at(58, 21)
    return [
        make.signed(
            make.at(day, 9, day), recorded=sent + dt.timedelta(minutes=day), late=True, **who
        )
        for day in range(0, 30, 4)
    ]


def no_evidence(make: Maker) -> list[Entry]:
    return [
        make.entry(make.at(10), evidence="none"),
        make.entry(make.at(1), evidence="none", state="pending"),
    ]


def self_credit(make: Maker) -> list[Entry]:
    same, other = make.id(), make.id()
    return [
        make.signed(make.at(11), signed_by=same, entered_by=same),
        make.signed(make.at(12), signed_by=other, signer_is_helper=True),
    ]


def one_signer(make: Maker) -> list[Entry]:
    who, friend = {"helper": make.id(), "entered_by": make.id()}, make.id()
    return [
        make.signed(make.at(day, 10, day % 50), signed_by=friend, **who) for day in range(0, 36, 3)
    ]


def shared_account(make: Maker) -> list[Entry]:
    phone = {"entered_by": make.id(), "own_account": False}
    return [make.signed(make.at(day, 14, day), **phone) for day in range(5)]


def before_claim(make: Maker) -> list[Entry]:
    began = make.at(13, 9)
    return [make.entry(began, claimed=began + dt.timedelta(hours=6))]


def same_pair(make: Maker) -> list[Entry]:
    """Every morning for three weeks: those beyond the measure are found."""
    pair = {"helper": make.id(), "resident": make.id()}
    return [make.entry(make.at(day, 10, day), **pair) for day in range(21)][16:] + [
        make.entry(make.at(day, 10, day), **pair) for day in range(16)
    ]


def crowded(make: Maker) -> list[Entry]:
    door = {"resident": make.id()}
    return [make.entry(make.at(14, 9, 2 * n), 60, **door) for n in range(5)]


def alike(make: Maker) -> list[Entry]:
    who = {"helper": make.id(), "entered_by": make.id()}
    return [make.signed(make.at(day, 14, 30), 120, **who) for day in range(0, 42, 3)]


def whole_hours(make: Maker) -> list[Entry]:
    who = {"helper": make.id(), "entered_by": make.id()}
    return [
        make.signed(make.at(day, 8 + day % 3), 60 * (3 + day % 3), **who) for day in range(0, 42, 6)
    ]


def twins(make: Maker) -> list[Entry]:
    """One sheet copied for two people who went to different doors."""
    return [
        make.entry(make.at(day, 9, 7), 52, helper=helper)
        for helper in (make.id(), make.id())
        for day in range(20, 26)
    ]


def not_serving(make: Maker) -> list[Entry]:
    return [
        make.entry(make.at(15), registered_on=FIRST + dt.timedelta(days=30)),
        make.entry(make.at(16), active=False, state="pending"),
    ]


def nobody_there(make: Maker) -> list[Entry]:
    day = FIRST + dt.timedelta(days=17)
    return [
        make.entry(make.at(17), gone_on=day, gone_for="hospital"),
        make.entry(make.at(18), gone_on=day, gone_for="deceased"),
        make.entry(make.at(19), gone_on=day, gone_for="moved"),
    ]


FRAUDS: tuple[Callable[[Maker], list[Entry]], ...] = (
    overlap,
    during_duty,
    travel,
    long_day,
    long_month,
    long_visit,
    night,
    bulk_entry,
    bulk_signing,
    after_the_fact,
    no_evidence,
    self_credit,
    one_signer,
    shared_account,
    before_claim,
    same_pair,
    crowded,
    alike,
    whole_hours,
    twins,
    not_serving,
    nobody_there,
)
# Of these sets only so many entries are the fraud itself; what leads up to it is not.
FOUND_AT_LEAST = {"travel": 1, "during_duty": 1, "long_month": 1, "same_pair": 5}
