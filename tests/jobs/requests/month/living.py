"""A month of requests by dice: what residents ask and answer, what staff do and forget."""

import datetime as dt
import heapq
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from sqlalchemy.orm import Session

from models.accounts.scope import scope_of
from models.accounts.tables import Account
from models.requests import life
from models.requests.life import Asked, Entry
from models.requests.tables import KINDS
from models.requests.who import BY_CODE, Actor, actor

MINUTE = dt.timedelta(minutes=1)
DAYS = 30
# What comes after what, and after how many minutes at the most; a few are simply forgotten.
NEXT = {
    "enter": (("accept", 8),),
    "accept": (("answer", 40), ("send", 90)),
    "send": (("pause", 600), ("handle", 4000)),
    "pause": (("resume", 3000),),
    "handle": (("supervise", 900),),
    "supervise": (("word", 9000),),
    "resident_no": (("accept", 8),),
}
FORGOTTEN = {"accept": 0.1, "answer": 0.2, "pause": 0.9, "resume": 0.1, "word": 0.3}
REFERRED, WITHDRAWN, UNHAPPY = 0.05, 0.03, 0.25


@dataclass(order=True)
class Event:
    """At ``at`` somebody means to take ``step`` on a request; refused where it cannot be."""

    at: dt.datetime
    number: int
    step: str = field(compare=False)
    request: uuid.UUID | None = field(compare=False, default=None)


@dataclass
class Month:
    """All that will happen, in order; what is done leads to what comes next."""

    seed: int
    begins: dt.datetime
    wanted: int
    accounts: dict[str, uuid.UUID]
    grids: list[uuid.UUID]
    entered: set[uuid.UUID] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.r = Random(self.seed)
        self.counted = 0
        self.waiting: list[Event] = []
        for _ in range(self.wanted):
            self._put(self.begins + self.r.randrange((DAYS - 1) * 1440) * MINUTE, "enter")

    def until(self, moment: dt.datetime) -> Iterator[Event]:
        """The events up to a moment, in order; new ones among them as they come."""
        while self.waiting and self.waiting[0].at <= moment:
            yield heapq.heappop(self.waiting)

    def happen(self, session: Session, event: Event) -> str:
        """Do it; returns the step that was taken, or raises ``Refused``."""
        # Dice of its own for each event: one that is tried again after a crash falls the same.
        r = Random(f"{self.seed}:{event.number}")
        if event.step == "enter":
            event.request = self._enter(session, event, r)
            return "enter"
        assert event.request is not None
        request = life.loaded(session, event.request, lock=True)
        assert request is not None
        by, asked = self._asked(session, event, r, request)
        life.step(session, request, by, asked, event.at)
        return asked.step

    def went(self, event: Event, taken: str | None) -> None:
        """After the commit: what follows, if it is not forgotten."""
        if event.step == "enter" and event.request is not None:
            self.entered.add(event.request)
        for step, most in NEXT.get(taken or "", ()):
            if self.r.random() >= FORGOTTEN.get(step, 0.03):
                late = self.r.randrange(1, most) * MINUTE
                self._put(event.at + late, step, event.request)

    def _put(self, at: dt.datetime, step: str, request: uuid.UUID | None = None) -> None:
        self.counted += 1
        heapq.heappush(self.waiting, Event(at, self.counted, step, request))

    def _enter(self, session: Session, event: Event, r: Random) -> uuid.UUID:
        kind = r.choice(KINDS)
        entry = Entry(kind, r.choice(self.grids), f"第{event.number}件事", phone="13912345678")
        return life.enter(session, entry, source="qr", now=event.at).id

    def _asked(
        self, session: Session, event: Event, r: Random, request: life.Request
    ) -> tuple[Actor, Asked]:
        """Who takes which step: the plan's, or what somebody does instead."""
        if event.step == "word":
            if r.random() < UNHAPPY:
                return BY_CODE, Asked("resident_no", "not_well")
            return BY_CODE, Asked("resident_yes", "satisfied")
        if event.step == "accept" and r.random() < WITHDRAWN:
            return BY_CODE, Asked("withdraw", "solved")
        if event.step == "send" and r.random() < REFERRED:
            return self._actor(session, "clerk", request), Asked("refer", "police", "转派出所")
        who = {"handle": "worker", "supervise": "lead"}.get(event.step, "clerk")
        reason = "weather" if event.step == "pause" else None
        to = self.accounts["worker"] if event.step == "send" else None
        asked = Asked(event.step, reason, f"{event.step}的情况", to)
        return self._actor(session, who, request), asked

    def _actor(self, session: Session, who: str, request: life.Request) -> Actor:
        account = session.get_one(Account, self.accounts[who])
        return actor(session, scope_of(account), request)
