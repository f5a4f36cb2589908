"""The seekers of a county who are free for a proposal, as rows ready to become arrays."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from matcher.employment.arrays import CANNOT_LIFT, CANNOT_STAND, DEPENDS, POOR_SIGHT, WILLING
from models.database.since import written
from models.employment.tables import (
    HOLDING,
    PUBLIC_WELFARE,
    Employer,
    Referral,
    ReferralStep,
    Vacancy,
)
from models.people.tables import Person, Seeker
from models.places.tables import Place

LIMITS = (
    ("久站", CANNOT_STAND),
    ("重物", CANNOT_LIFT),
    ("重体力", CANNOT_LIFT),
    ("视力", POOR_SIGHT),
)
TRAINING = {"愿意": WILLING, "视情况": DEPENDS}
ADULT = 18


@dataclass(frozen=True)
class SeekerRow:
    """What the market needs of one seeker; nothing in it that may not enter a match."""

    id: uuid.UUID
    place_id: uuid.UUID
    path: str
    born_on: dt.date | None
    education: str | None
    skills: list[str]
    wishes: list[str]
    wage_wish: int | None
    hours: str | None
    commute_km: float | None
    unemployed_since: dt.date | None
    hardship: list[str]
    training: str | None
    training_wishes: list[str]
    health_limits: str | None
    automated: bool
    market_failed: bool

    def age(self, day: dt.date) -> int:
        """Full years on ``day``; nobody without a birthday is taken for a minor."""
        if self.born_on is None:
            return ADULT
        before = (day.month, day.day) < (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - before

    def health(self) -> int:
        return limit_bits(self.health_limits or "")

    def willing(self) -> int:
        return TRAINING.get(self.training or "", 0)


def limit_bits(text: str) -> int:
    """The limits at work that a text of the ledger names."""
    bits = 0
    for word, bit in LIMITS:
        bits |= bit if word in text else 0
    return bits


def free_seekers(
    session: Session,
    county_path: str,
    ids: Collection[uuid.UUID] | None = None,
    among: Collection[uuid.UUID] | None = None,
) -> list[SeekerRow]:
    """Active seekers of a county in the order of their ids.

    Without ``ids``: those who hold no referral and have not switched proposals off, all or some
    ``among`` them. With ``ids``: exactly these, whatever they hold, so that one pair can be looked
    at.
    """
    failed = exists().where(Referral.seeker_id == Seeker.id, refused_by_market())
    fields = [getattr(Seeker, name) for name in SeekerRow.__annotations__ if hasattr(Seeker, name)]
    wanted = (
        select(
            *fields,
            Person.place_id,
            Place.path,
            Person.born_on,
            failed.label("market_failed"),
        )
        .join(Person, Person.id == Seeker.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(Place.path.startswith(county_path, autoescape=True), Seeker.active)
        .order_by(Seeker.id)
    )
    if ids is None:
        holds = exists().where(Referral.seeker_id == Seeker.id, Referral.state.in_(HOLDING))
        wanted = wanted.where(Seeker.automated, ~holds)
        if among is not None:
            wanted = wanted.where(Seeker.id.in_(among))
    else:
        wanted = wanted.where(Seeker.id.in_(ids))
    return [SeekerRow(**row) for row in session.execute(wanted).mappings()]


def refused_by_market() -> ColumnElement[bool]:
    """Referrals that an employer of the open market turned down: a public-welfare post shows it.

    A person's own no is none: it is counted nowhere. Nor is that of an employer nobody came to.
    """
    on_market = exists().where(
        Vacancy.id == Referral.vacancy_id,
        Employer.id == Vacancy.employer_id,
        Employer.kind != PUBLIC_WELFARE,
    )
    said_no = exists().where(ReferralStep.referral_id == Referral.id, market_no())
    return (Referral.state == "declined") & said_no & on_market


def market_no() -> ColumnElement[bool]:
    """Steps by which an employer turned down whom it could have taken."""
    return (ReferralStep.step == "employer_no") & ReferralStep.reason.is_distinct_from("no_show")


def touched_seekers(session: Session, since: int) -> set[uuid.UUID]:
    """Seekers written to, or their person or a referral of theirs, since a moment."""
    persons = select(Person.id).where(written(Person, since))
    seekers = select(Seeker.id).where(or_(written(Seeker, since), Seeker.person_id.in_(persons)))
    referred = select(Referral.seeker_id).where(written(Referral, since))
    return {*session.scalars(seekers), *session.scalars(referred)}
