"""A market that lives: people are sent, answer, learn, work and leave by the product's own steps.

``Life`` plans and takes the steps day by day and keeps a notebook of its own, from which the
reference counts in plain Python what the queries count in SQL.
"""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment.months import months_after
from models.employment.placing.life import Asked
from models.employment.tables import EMPLOYER_KINDS, Referral, TrainingOrder
from models.matching import referrals
from tests.county import County

LAST = dt.date(2026, 11, 20)
# How long people come, in days.
SPAN = 627
LEAVING = ("resigned", "dismissed", "ended", "family")


def days(number: int) -> dt.timedelta:
    return dt.timedelta(number)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(4), dt.UTC)


@dataclass
class Note:
    """One referral in the notebook; what never came is None."""

    seeker: int
    employer: int
    kind: str
    cohort: int | None
    decided: dt.date
    yes: dt.date | None = None
    both: dt.date | None = None
    passed: dt.date | None = None
    failed: dt.date | None = None
    started: dt.date | None = None
    checks: list[dt.date] = field(default_factory=list)
    left: dt.date | None = None
    reason: str | None = None
    ended: dt.date | None = None

    def at_work(self, day: dt.date) -> bool:
        return is_by(self.started, day) and not is_by(self.left, day)


def is_by(event: dt.date | None, day: dt.date) -> bool:
    return event is not None and event <= day


class Life:
    """A county with employers of every kind, three classes, and people on their way."""

    def __init__(
        self,
        session: Session,
        people: int,
        seed: int = 1,
        last: dt.date = LAST,
        code: str = "610998",
    ) -> None:
        self.session, self.draw = session, Random(seed)
        self.first, self.last = last - days(SPAN), last
        self.county = county = County(session, code)
        clerk = county.account("employment").id
        self.scope = Scope(clerk, "站员", frozenset({("employment", county.place.path)}))
        self.firms = [county.employer(kind=kind) for kind in EMPLOYER_KINDS]
        self.vacancies = [county.vacancy(firm, headcount=99) for firm in self.firms]
        providers = ("甲校", "甲校", None)
        starts = [self.first + days(number) for number in (150, 250, 380)]
        self.cohorts = [
            county.cohort(provider=provider, starts_on=day, seats=99)
            for provider, day in zip(providers, starts, strict=True)
        ]
        self.people = [county.seeker() for _ in range(people)]
        self.notes: list[Note] = []
        self.events: list[tuple[dt.date, int, Note, Asked | None]] = []
        self.rows: dict[int, Referral] = {}
        for seeker in range(people):
            self._plan(seeker)
        self.events.sort(key=lambda event: event[:2])

    def live(self, until: dt.date) -> None:
        """All that happens up to that day and has not happened yet."""
        while self.events and self.events[0][0] <= until:
            day, _, note, asked = self.events.pop(0)
            if asked is None:
                self._decide(note)
            else:
                of = self.rows[id(note)].id
                referrals.step(self.session, self.scope, of, asked, day, noon(day))
        self.session.flush()

    def _decide(self, note: Note) -> None:
        aim = (
            {"vacancy_id": self.vacancies[note.employer].id}
            if note.cohort is None
            else {"cohort_id": self.cohorts[note.cohort].id}
        )
        self.rows[id(note)] = self.county.add(
            Referral(
                seeker_id=self.people[note.seeker].id,
                decided_at=noon(note.decided),
                decided_by=self.scope.account_id,
                **aim,
            )
        )

    def _plan(self, seeker: int) -> None:
        """One referral after another, each over before the next begins."""
        day: dt.date | None = self.first + days(self.draw.randrange(400))
        for _ in range(self.draw.randrange(4)):
            if day is None or day > self.last:
                return
            note = self._aim(seeker, day)
            self.notes.append(note)
            self._add(note.decided, note, None)
            (self._class if note.cohort is not None else self._post)(note)
            day = None if note.ended is None else note.ended + days(1)

    def _aim(self, seeker: int, day: dt.date) -> Note:
        if self.draw.random() < 0.5:
            coming = [n for n, one in enumerate(self.cohorts) if one.starts_on > day + days(9)]
            if coming:
                number = self.draw.choice(coming)
                order = self.session.get_one(TrainingOrder, self.cohorts[number].order_id)
                return Note(seeker, -1 - number, self._kind_of(order), number, day)
        # Nobody here is in hardship, so nobody is sent to a public-welfare post.
        market = [n for n, one in enumerate(self.firms) if one.kind != "public_welfare"]
        firm = self.draw.choice(market)
        return Note(seeker, firm, self.firms[firm].kind, None, day)

    def _kind_of(self, order: TrainingOrder) -> str:
        return str(self.session.get_one(type(self.firms[0]), order.employer_id).kind)

    def _post(self, note: Note) -> None:
        fate, answer = self.draw.random(), note.decided + days(self.draw.randrange(9))
        if fate < 0.15:
            return
        if fate < 0.3:
            return self._end(note, answer, Asked("seeker_no", "too_far"))
        self._yes(note, answer)
        if fate < 0.4:
            return self._end(note, answer + days(2), Asked("employer_no", "skill"))
        note.both = answer + days(self.draw.randrange(5))
        self._add(note.both, note, Asked("employer_yes"))
        self._start(note, note.both + days(self.draw.randrange(12)))

    def _class(self, note: Note) -> None:
        assert note.cohort is not None
        self._yes(note, note.decided + days(self.draw.randrange(9)))
        note.both, fate = note.yes, self.draw.random()
        over = self.cohorts[note.cohort].starts_on + days(30 + self.draw.randrange(5))
        if fate < 0.2:
            note.failed = over
            return self._end(note, over, Asked("failed", "exam", day=over))
        if fate < 0.3:
            return
        note.passed = over
        self._add(over, note, Asked("passed", day=over))
        if fate < 0.85:
            self._start(note, over + days(self.draw.randrange(30)))

    def _yes(self, note: Note, day: dt.date) -> None:
        note.yes = day
        self._add(day, note, Asked("seeker_yes"))

    def _start(self, note: Note, day: dt.date) -> None:
        note.started, stays = day, self.draw.randrange(20, 500)
        self._add(day, note, Asked("started", day=day))
        note.left = day + days(stays) if self.draw.random() < 0.6 else None
        for months in (3, 6):
            check = months_after(day, months) + days(self.draw.randrange(-7, 21))
            if self.draw.random() < 0.7 and (note.left is None or check < note.left):
                note.checks.append(check)
                self._add(check, note, Asked("stayed"))
        if note.left is not None:
            note.reason = self.draw.choice(LEAVING)
            self._end(note, note.left, Asked("left", note.reason, day=note.left))

    def _end(self, note: Note, day: dt.date, asked: Asked) -> None:
        note.ended = day
        self._add(day, note, asked)

    def _add(self, day: dt.date, note: Note, asked: Asked | None) -> None:
        self.events.append((day, len(self.events), note, asked))
