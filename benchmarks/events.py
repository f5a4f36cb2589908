"""``python -m benchmarks.events``: events of a day, each until new proposals are in the tables.

The county is the one in ``LIANXIN_VAR``; without, a fresh one with the demo county or with
``--ledgers FOLDER``. ``--write`` keeps the figures and makes ``docs/benchmarks.md`` anew.
"""

import argparse
import datetime as dt
import json
import sys
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.county import county
from benchmarks.page import keep
from benchmarks.watch import Watch
from jobs.clock import now, today
from jobs.ground import engine
from jobs.matching import events, nightly
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.care import claims
from models.care.tables import Claim, Need, ServiceKind
from models.database.engine import transaction
from models.employment.tables import Vacancy
from models.matching import consent, reviews, suggestions
from models.matching.tables import MARKETS, Proposal
from models.people.tables import Person, Resident, Seeker
from models.places.tables import Place

Change = Callable[["Day", Session], None]
WEEK = (1 << 21) - 1


def main() -> None:
    given = _arguments(sys.argv[1:])
    with county(given.ledgers) as county_id:
        day = given.as_of or today(now())
        nightly.run(county_id, day, day)
        found = {market: _market(market, county_id, day, given.events) for market in MARKETS}
    if given.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    if given.write:
        keep({"events": found})


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.events", description=__doc__)
    parser.add_argument("--ledgers", type=Path, help="fill an empty county from this folder")
    parser.add_argument("--as-of", type=dt.date.fromisoformat, metavar="DAY", help="not today")
    parser.add_argument("--events", type=int, default=40, help="events of each kind")
    parser.add_argument("--json", action="store_true", help="figures as JSON at the end")
    parser.add_argument("--write", action="store_true", help="keep the figures in docs/")
    return parser.parse_args(words)


def _market(market: str, county_id: uuid.UUID, as_of: dt.date, count: int) -> dict[str, Any]:
    day = Day(market, county_id, as_of)
    first = day.worked(quiet).seconds
    print(f"{market:12}first {first:.3f} s: the tables are read, then remembered", flush=True)
    return {
        "first": first,
        "kinds": {one.__name__: _kind(day, one, count) for one in KINDS[market]},
    }


def _kind(day: "Day", change: Change, count: int) -> dict[str, Any]:
    took = []
    for _ in range(count):
        if change in (withdrawal, not_home):
            day.worked(claim)
        took.append(day.worked(change))
    found: dict[str, Any] = {"events": count}
    for name in ("seconds", "cpu"):
        each = [float(getattr(one, name)) for one in took]
        found |= {name: median(each), f"{name}_p95": quantiles(each, n=20)[-1]}
        told = f"median {found[name]:.3f}, p95 {found[name + '_p95']:.3f}"
        print(f"{day.market:12}{change.__name__:12}{name:8} {told}", flush=True)
    return found


class Day:
    """A day of one market of the county, and the account that enters what happens."""

    def __init__(self, market: str, county_id: uuid.UUID, as_of: dt.date) -> None:
        self.market, self.county_id, self.as_of = market, county_id, as_of
        # Eight and eleven o'clock of the county's clock.
        self.morning, self.noon = (
            dt.datetime.combine(as_of, dt.time(hour), dt.UTC) for hour in (0, 3)
        )
        with transaction(engine()) as session:
            path = session.get_one(Place, county_id).path
            hashes = {"phone_hash": uuid.uuid4().bytes, "password_hash": "!"}
            account = Account(name="events", phone="1", created_at=self.noon, **hashes)
            session.add(account)
            session.flush()
            held = frozenset({("administrator", path)})
            self.scope = Scope(account.id, account.name, held)

    def worked(self, change: Change) -> Watch:
        """One event, from the request to the commit of what comes in its place."""
        watch = Watch()
        watch(partial(self._work, change))
        return watch

    def _work(self, change: Change) -> None:
        with transaction(engine()) as session:
            change(self, session)
        events.again(self.county_id, self.market, self.as_of)

    def open(self, session: Session) -> Proposal:
        """The first proposal that waits to be decided."""
        mine = select(Proposal).where(Proposal.market == self.market, Proposal.state == "open")
        wanted = mine.order_by(Proposal.rank, Proposal.id)
        return session.scalars(wanted.limit(1)).one()


def quiet(day: Day, session: Session) -> None:
    """Nothing happens."""


def rejection(day: Day, session: Session) -> None:
    one = day.open(session)
    reason = "hours" if day.market == "employment" else "skill"
    reviews.reject(session, day.scope, one.id, one.version, reason, day.noon)


def claim(day: Day, session: Session) -> None:
    one = day.open(session)
    assert one.helper_id and one.visit_id and one.day and one.part is not None
    by = day.scope.account_id
    suggestions.claim(session, one.helper_id, one.visit_id, one.day, one.part, day.morning, by=by)


def withdrawal(day: Day, session: Session) -> None:
    suggestions.withdraw(session, _claimed(session), "busy", day.noon, by=day.scope.account_id)


def not_home(day: Day, session: Session) -> None:
    hour = dt.timedelta(hours=1)
    claims.finish(
        session,
        _claimed(session),
        "not_home",
        None,
        day.noon - hour,
        day.noon,
        day.noon,
        by=day.scope.account_id,
    )


def pause(day: Day, session: Session) -> None:
    helper_id = day.open(session).helper_id
    assert helper_id is not None
    claims.not_now(session, helper_id, day.as_of + dt.timedelta(days=90), day.noon)


def need(day: Day, session: Session) -> None:
    """Somebody not known before needs something: its visit is opened and matched."""
    person = _another_person(day, session, Resident)
    resident = Resident(person_id=person.id, categories=["独居老人"], week=WEEK)
    session.add(resident)
    session.flush()
    kind = session.scalars(select(ServiceKind.code).order_by(ServiceKind.code).limit(1)).one()
    session.add(Need(resident_id=resident.id, kind=kind, source="events", opened_on=day.as_of))


def opting_out(day: Day, session: Session) -> None:
    seeker_id = day.open(session).seeker_id
    assert seeker_id is not None
    consent.set_automated(session, day.scope, seeker_id, False, "by_phone", day.noon)


def seeker(day: Day, session: Session) -> None:
    person = _another_person(day, session, Seeker)
    wanted = {"education": "初中", "wishes": ["保洁员"], "wage_wish": 2500, "hours": "全天"}
    session.add(
        Seeker(
            person_id=person.id,
            skills=[],
            hardship=["零就业家庭"],
            commute_km=10.0,
            training="愿意",
            training_wishes=[],
            **wanted,
        )
    )


def vacancy(day: Day, session: Session) -> None:
    like = session.scalars(
        select(Vacancy).where(Vacancy.valid_until >= day.as_of).order_by(func.random()).limit(1)
    ).one()
    until = like.valid_until
    session.add(
        Vacancy(
            employer_id=like.employer_id,
            place_id=like.place_id,
            occupation=like.occupation,
            headcount=2,
            pay_min=like.pay_min,
            pay_max=like.pay_max,
            shift=like.shift,
            hazards=like.hazards,
            valid_until=until,
        )
    )


def _claimed(session: Session) -> uuid.UUID:
    """A claim whose visit is still to be made."""
    wanted = select(Claim.id).where(Claim.state == "claimed").order_by(Claim.id)
    return session.scalars(wanted.limit(1)).one()


def _another_person(day: Day, session: Session, role: type[Resident] | type[Seeker]) -> Person:
    """Somebody new, who lives where somebody of this role lives."""
    homes = select(Person.place_id).join(role, role.person_id == Person.id)
    home = session.scalars(homes.order_by(func.random()).limit(1)).one()
    person = Person(name="某某", place_id=home, created_at=day.noon)
    session.add(person)
    session.flush()
    return person


KINDS: dict[str, tuple[Change, ...]] = {
    "care": (rejection, claim, withdrawal, not_home, need, pause),
    "employment": (rejection, opting_out, seeker, vacancy),
}


if __name__ == "__main__":
    main()
