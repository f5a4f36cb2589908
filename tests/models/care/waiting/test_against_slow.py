"""Any sequence of claims, withdrawals, waits, leaves and hours going by, against a slow queue."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.care import claims
from models.care.tables import Claim, Visit, Waiting
from models.care.waiting import lapsing, line
from models.care.waiting.params import PARAMS
from models.database.refused import Refused
from tests.models.care.village import NOON, Village, day

HELPERS = 5
ON = 6
STEPS = ("claim", "withdraw", "wait", "leave", "hours")
step = st.tuples(st.sampled_from(STEPS), st.integers(0, HELPERS - 1))


@dataclass
class Slow:
    """One visit in plain lists: who goes, who is offered until when, who waits."""

    places: int
    going: set[int] = field(default_factory=set)
    offers: dict[int, dt.datetime] = field(default_factory=dict)
    queue: list[int] = field(default_factory=list)

    def claim(self, who: int, now: dt.datetime) -> bool:
        others = len(self.going) + len([one for one in self.offers if one != who])
        if who in self.going or others >= self.places:
            return False
        self.going.add(who)
        self.offers.pop(who, None)
        self.queue = [one for one in self.queue if one != who]
        return True

    def withdraw(self, who: int, now: dt.datetime) -> bool:
        if who not in self.going:
            return False
        self.going.remove(who)
        self.move_up(now)
        return True

    def wait(self, who: int, now: dt.datetime) -> bool:
        full = len(self.going) + len(self.offers) >= self.places
        if who in self.going or who in self.offers or who in self.queue or not full:
            return False
        self.queue.append(who)
        return True

    def leave(self, who: int, now: dt.datetime) -> bool:
        if who not in self.offers and who not in self.queue:
            return False
        self.offers.pop(who, None)
        self.queue = [one for one in self.queue if one != who]
        self.move_up(now)
        return True

    def hours(self, who: int, now: dt.datetime) -> bool:
        self.offers = {one: until for one, until in self.offers.items() if until > now}
        self.move_up(now)
        return True

    def move_up(self, now: dt.datetime) -> None:
        while self.queue and len(self.going) + len(self.offers) < self.places:
            until = line.confirm_by(day(ON), 0, now, PARAMS)
            if until is None:
                return
            self.offers[self.queue.pop(0)] = until


@dataclass
class Real:
    """The same visit in PostgreSQL."""

    session: Session
    visit: Visit
    helpers: list[uuid.UUID]
    by: uuid.UUID

    def claim(self, who: int, now: dt.datetime) -> bool:
        claims.claim(self.session, self.helpers[who], self.visit.id, day(ON), 0, now, by=self.by)
        return True

    def withdraw(self, who: int, now: dt.datetime) -> bool:
        held = self.session.scalar(
            select(Claim).where(
                Claim.visit_id == self.visit.id,
                Claim.helper_id == self.helpers[who],
                Claim.state == "claimed",
            )
        )
        if held is None:
            return False
        claims.withdraw(self.session, held.id, "busy", now, by=self.by)
        return True

    def wait(self, who: int, now: dt.datetime) -> bool:
        line.join(self.session, self.helpers[who], self.visit.id, day(ON), 0, now)
        return True

    def leave(self, who: int, now: dt.datetime) -> bool:
        entry = line.entry_of(self.session, self.helpers[who], self.visit.id)
        if entry is None:
            return False
        line.leave(self.session, self.helpers[who], entry.id, now)
        return True

    def hours(self, who: int, now: dt.datetime) -> bool:
        for visit_id in lapsing.due(self.session, now):
            lapsing.bring_up_to_date(self.session, visit_id, now)
        return True

    def stands(self) -> tuple[set[int], dict[int, dt.datetime | None], list[int]]:
        number = {helper: who for who, helper in enumerate(self.helpers)}
        going = self.session.scalars(
            select(Claim.helper_id).where(Claim.visit_id == self.visit.id, Claim.state == "claimed")
        )
        entries = self.session.scalars(
            select(Waiting).where(Waiting.visit_id == self.visit.id).order_by(Waiting.turn)
        ).all()
        offers = {number[e.helper_id]: e.confirm_by for e in entries if e.state == "offered"}
        queue = [number[e.helper_id] for e in entries if e.state == "waiting"]
        return {number[one] for one in going}, offers, queue


def tried(do: Callable[[int, dt.datetime], bool], who: int, now: dt.datetime) -> bool:
    try:
        return do(who, now)
    except Refused:
        return False


@given(st.integers(1, 2), st.lists(step, max_size=24))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_line_does_what_a_plain_queue_does(
    village: Village, places: int, steps: list[tuple[str, int]]
) -> None:
    inside = village.session.begin_nested()
    now = NOON
    people = [village.volunteer(monthly_visits=99).id for _ in range(HELPERS)]
    visit = village.visit(helpers_wanted=places)
    real = Real(village.session, visit, people, village.login("volunteer").id)
    slow = Slow(places)
    for name, who in steps:
        now += dt.timedelta(hours=5 if name == "hours" else 0, minutes=1)
        expected = getattr(slow, name)(who, now)
        assert tried(getattr(real, name), who, now) == expected, (name, who)
        assert real.stands() == (slow.going, slow.offers, slow.queue), (name, who)
    inside.rollback()
