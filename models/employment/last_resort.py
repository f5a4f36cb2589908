"""The proof that a public-welfare post is the last resort: hardship, the market, the months."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from matcher.employment.arrays import VACANCY
from matcher.employment.lifted import LIFTED
from matcher.employment.params import EmploymentParams
from matcher.employment.rules import RULES
from matcher.rules import eligible, pairs_of
from models.employment.codes import table_since
from models.employment.queue import named
from models.employment.rows import employment_rows
from models.employment.seekers import market_no
from models.employment.tables import PUBLIC_WELFARE, Employer, Referral, ReferralStep, Vacancy
from models.employment.welfare_term import Term, term_of
from models.people.tables import Person, Seeker
from models.places.county import county_at


@dataclass(frozen=True)
class TurnedDown:
    """A vacancy of the open market whose employer said no to the person, when and why."""

    vacancy: Vacancy
    day: dt.date
    reason: str | None


@dataclass(frozen=True)
class LastResort:
    """``hardship`` categories as the table ``since`` that day names them.

    ``offered`` vacancies of the open market are open on the day, ``fitting`` of them suit him.
    """

    hardship: Sequence[str]
    since: dt.date
    turned_down: Sequence[TurnedDown]
    offered: int
    fitting: int
    term: Term

    @property
    def market_failed(self) -> bool:
        return bool(self.turned_down) or not self.fitting


def last_resort_for(
    session: Session, seeker_id: uuid.UUID, vacancy_id: uuid.UUID | None, day: dt.date
) -> LastResort | None:
    """The proof where the vacancy is a public-welfare post; others need none."""
    kind = select(Employer.kind).join(Vacancy, Vacancy.employer_id == Employer.id)
    if session.scalar(kind.where(Vacancy.id == vacancy_id)) != PUBLIC_WELFARE:
        return None
    return last_resort(session, seeker_id, day)


def last_resort(session: Session, seeker_id: uuid.UUID, day: dt.date) -> LastResort:
    """All of it as of a day."""
    along = joinedload(Seeker.person).joinedload(Person.place)
    seeker = session.scalars(select(Seeker).where(Seeker.id == seeker_id).options(along)).one()
    since, hardship = table_since(session, "hardship", day)
    county = county_at(session, seeker.person.place.path)
    offered, fitting = _market(session, county, seeker.id, day)
    return LastResort(
        hardship=sorted(word for word in hardship if named(word, seeker.hardship)),
        since=since,
        turned_down=_turned_down(session, seeker.id),
        offered=offered,
        fitting=fitting,
        term=term_of(session, seeker.person, seeker.id, day),
    )


def _turned_down(session: Session, seeker_id: uuid.UUID) -> list[TurnedDown]:
    rows = session.execute(
        select(Vacancy, ReferralStep.day, ReferralStep.reason)
        .join(Vacancy.employer)
        .join(Referral, Referral.vacancy_id == Vacancy.id)
        .join(ReferralStep, ReferralStep.referral_id == Referral.id)
        .where(
            Referral.seeker_id == seeker_id,
            Referral.state == "declined",
            market_no(),
            Employer.kind != PUBLIC_WELFARE,
        )
        .options(contains_eager(Vacancy.employer))
        .order_by(ReferralStep.day.desc(), ReferralStep.id)
    )
    return [TurnedDown(vacancy, day, reason) for vacancy, day, reason in rows]


def _market(
    session: Session, county_id: uuid.UUID, seeker_id: uuid.UUID, day: dt.date
) -> tuple[int, int]:
    """Vacancies of the open market with places, and those that suit by the night's own rules."""
    rows = employment_rows(session, county_id, day, seeker_ids=[seeker_id])
    # Who does not want to be matched by machine is none the less somebody the market may suit.
    arrays, params = LIFTED["automated"](rows.arrays, EmploymentParams())
    market = np.flatnonzero((arrays.opening_kind == VACANCY) & (arrays.opening_headcount > 0))
    if not rows.seekers:
        return len(market), 0
    asked = pairs_of(np.zeros_like(market), market)
    return len(market), len(eligible(RULES, arrays, asked, params))
