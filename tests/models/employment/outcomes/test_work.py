"""What came of the market as of a day: the same as a notebook counts, then and ever after."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from models.employment.months import months_after
from models.employment.outcomes import classes, work
from models.employment.outcomes.classes import Came
from models.employment.outcomes.work import Employed, Stay
from models.employment.placing.life import Asked
from models.employment.tables import EMPLOYER_KINDS, Referral
from models.matching import referrals
from tests.models.employment.outcomes.market import LAST, Life, Note, days, is_by, noon

LOOKED_AT = [dt.date(2025, 4, 30), dt.date(2025, 12, 31), dt.date(2026, 6, 30), LAST]


def slow_employed(notes: Sequence[Note], day: dt.date) -> list[Employed]:
    there = [note for note in notes if note.at_work(day)]
    return [
        Employed(kind, len({n.employer for n in there if n.kind == kind}), len(mine))
        for kind in EMPLOYER_KINDS
        for mine in [[note for note in there if note.kind == kind]]
    ]


def slow_months(notes: Sequence[Note], day: dt.date) -> list[tuple[dt.date, int]]:
    months, year, month = [], day.year, day.month
    for _ in range(12):
        months.append(dt.date(year, month, 1))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    began = Counter(n.started.replace(day=1) for n in notes if is_by(n.started, day))  # type: ignore[union-attr]
    return [(first, began[first]) for first in reversed(months)]


def slow_stay(notes: Sequence[Note], day: dt.date, months: int) -> Stay:
    people = there = left = 0
    for note in notes:
        if not is_by(note.started, day):
            continue
        over = months_after(note.started, months)  # type: ignore[arg-type]
        if over > day or over <= months_after(day, -12):
            continue
        people += 1
        if is_by(note.left, day) and note.left < over:  # type: ignore[operator]
            left += 1
        elif is_by(note.left, day) or any(
            is_by(check, day) and check >= over - days(7) for check in note.checks
        ):
            there += 1
    return Stay(months, people, there, left)


def slow_leaving(notes: Sequence[Note], day: dt.date) -> dict[str, int]:
    since = months_after(day, -12)
    gone = [n.reason for n in notes if is_by(n.left, day) and n.left > since]  # type: ignore[operator]
    return dict(Counter(str(reason) for reason in gone))


def slow_classes(life: Life, day: dt.date) -> list[Came]:
    found = []
    for number, cohort in enumerate(life.cohorts):
        mine = [n for n in life.notes if n.cohort == number and is_by(n.yes, day)]
        if not mine and cohort.starts_on > day:
            continue
        passed = sum(is_by(n.passed, day) for n in mine)
        failed = sum(is_by(n.failed, day) for n in mine)
        found.append(Came(len(mine), passed, failed, sum(n.at_work(day) for n in mine)))
    return found[::-1]


def told(life: Life, day: dt.date) -> dict[str, object]:
    asked = life.session, life.scope, day
    rows = classes.classes(*asked)
    return {
        "employed": work.employed(*asked),
        "months": work.by_month(*asked),
        "stays": work.stays(*asked),
        "leaving": dict(work.leaving(*asked)),
        "classes": [came for _, came in rows],
        "orders": {order.number: came for order, came in classes.by_order(rows)},
        "providers": dict(classes.by_provider(rows)),
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_a_day_is_told_as_it_was_whenever_it_is_asked_for(session: Session, seed: int) -> None:
    life, then = Life(session, people=120, seed=seed), {}
    for day in LOOKED_AT:
        life.live(day)
        then[day] = told(life, day)
    life.live(dt.date.max)
    for day in LOOKED_AT:
        assert told(life, day) == then[day], day
        assert then[day] == {
            "employed": slow_employed(life.notes, day),
            "months": slow_months(life.notes, day),
            "stays": [slow_stay(life.notes, day, months) for months in (3, 6)],
            "leaving": slow_leaving(life.notes, day),
            "classes": slow_classes(life, day),
            "orders": then[day]["orders"],
            "providers": then[day]["providers"],
        }, day
    last = then[LAST]
    assert sum(one.people for one in work.employed(session, life.scope, LAST)) > 10
    assert min(stay.there * stay.left * stay.unknown for stay in last["stays"]) > 0  # type: ignore[attr-defined]


def test_orders_and_providers_are_the_sums_of_their_classes(session: Session) -> None:
    life = Life(session, people=120)
    life.live(LAST)
    third, second, first = slow_classes(life, LAST)
    rows = classes.classes(session, life.scope, LAST)
    assert [came for _, came in classes.by_order(rows)] == [third, second, first]
    assert dict(classes.by_provider(rows)) == {"甲校": first + second, None: third}
    assert min(first.enrolled, second.failed, second.at_work) > 0


class Lines:
    """Single referrals, each told in one line of steps."""

    def __init__(self, session: Session) -> None:
        self.life = Life(session, people=0)
        self.session, self.scope = session, self.life.scope

    def sent(self, grid: int = 0, decided: dt.date = LAST, **aim: object) -> Referral:
        county = self.life.county
        return county.add(
            Referral(
                seeker_id=county.seeker(grid=grid).id,
                decided_at=noon(decided),
                decided_by=self.scope.account_id,
                **(aim or {"vacancy_id": self.life.vacancies[0].id}),
            )
        )

    def take(self, of: Referral, step: str, **asked: object) -> None:
        wanted = Asked(step, **asked)  # type: ignore[arg-type]
        referrals.step(self.session, self.scope, of.id, wanted, LAST, noon(LAST))
        self.session.flush()

    def working(self, since: dt.date, **more: object) -> Referral:
        sent = self.sent(decided=since - days(5), **more)  # type: ignore[arg-type]
        self.take(sent, "seeker_yes")
        self.take(sent, "employer_yes")
        self.take(sent, "started", day=since)
        return sent

    def at_work(self, day: dt.date) -> int:
        return sum(one.people for one in work.employed(self.session, self.scope, day))


@pytest.fixture
def lines(session: Session) -> Lines:
    return Lines(session)


def test_what_is_entered_late_puts_the_past_right(lines: Lines) -> None:
    began, gone = LAST - days(40), LAST - days(20)
    sent = lines.working(began)
    assert [lines.at_work(day) for day in (began - days(1), began, LAST)] == [0, 1, 1]
    lines.take(sent, "left", reason="family", day=gone)
    assert [lines.at_work(day) for day in (gone - days(1), gone, LAST)] == [1, 0, 0]


def test_who_works_elsewhere_meanwhile_counts_once(lines: Lines) -> None:
    county = lines.life.county
    first = lines.working(LAST - days(60))
    lines.take(first, "left", reason="other_work", day=LAST)
    vacancy = county.vacancy(county.employer(kind="shop"))
    again = county.add(
        Referral(
            seeker_id=first.seeker_id,
            vacancy_id=vacancy.id,
            decided_at=noon(LAST - days(9)),
            decided_by=lines.scope.account_id,
        )
    )
    for step in ("seeker_yes", "employer_yes"):
        lines.take(again, step)
    lines.take(again, "started", day=LAST - days(3))
    found = work.employed(lines.session, lines.scope, LAST - days(1))
    assert [(one.kind, one.people) for one in found if one.people] == [("shop", 1)]


def test_who_went_over_to_another_class_counts_there_alone(lines: Lines) -> None:
    first, second = lines.life.cohorts[:2]
    sent = lines.sent(cohort_id=first.id)
    lines.take(sent, "seeker_yes")
    lines.take(sent, "failed", reason="moved", day=LAST)
    again = lines.sent(cohort_id=second.id)
    lines.take(again, "seeker_yes")
    rows = classes.classes(lines.session, lines.scope, LAST)
    assert {row.id: came for row, came in rows}[first.id] == Came()
    assert {row.id: came for row, came in rows}[second.id] == Came(enrolled=1)


def test_each_station_counts_its_own_people(lines: Lines) -> None:
    county = lines.life.county
    lines.working(LAST - days(30), grid=0)
    lines.working(LAST - days(30), grid=2)
    east = county.scope("employment", county.communities[0])
    assert sum(one.people for one in work.employed(lines.session, east, LAST)) == 1
    assert work.by_month(lines.session, east, LAST)[-2] == (dt.date(2026, 10, 1), 1)
    stranger = county.scope("volunteer")
    assert sum(one.people for one in work.employed(lines.session, stranger, LAST)) == 0
    west = county.scope("employment", county.communities[1])
    assert classes.classes(lines.session, west, LAST) == []
