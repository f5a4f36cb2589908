"""What a county's employers offer on a day: posts and classes with the places still free."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matcher.employment.arrays import (
    COHORT,
    ENTERTAINMENT,
    HEAVY,
    HEIGHTS,
    STANDING,
    TOXIC,
    VACANCY,
    WELFARE_POST,
)
from models.employment.tables import (
    HOLDING,
    PUBLIC_WELFARE,
    Cohort,
    Employer,
    Referral,
    TrainingOrder,
    Vacancy,
)
from models.places.tables import Place

HAZARDS = (
    ("久站", STANDING),
    ("重体力", HEAVY),
    ("搬", HEAVY),
    ("高处", HEIGHTS),
    ("有毒", TOXIC),
    ("有害", TOXIC),
)
ENTERTAINING = ("娱乐", "歌舞", "KTV", "酒吧", "网吧", "棋牌")


@dataclass(frozen=True)
class OpeningRow:
    """A vacancy or a cohort; ``free`` are places nobody holds, ``group_free`` those of its group.

    ``least`` is how many more people a class needs to open at all.
    """

    id: uuid.UUID
    kind: int
    group: uuid.UUID
    group_free: int
    occupation: str
    free: int
    least: int
    pay_min: int
    pay_max: int
    when: str
    path: str
    education: str | None
    skill: str | None
    certificate: bool
    hazards: int
    until: dt.date


def openings(
    session: Session,
    county_path: str,
    as_of: dt.date,
    ids: Collection[uuid.UUID] | None = None,
) -> list[OpeningRow]:
    """All that is offered on ``as_of`` in the order of ids; with ``ids`` exactly these."""
    vacancies = _vacancies(session, county_path, as_of, ids)
    cohorts = _cohorts(session, county_path, as_of, ids)
    return sorted([*vacancies, *cohorts], key=lambda row: row.id)


def held(
    session: Session, target: InstrumentedAttribute[uuid.UUID | None]
) -> dict[uuid.UUID | None, int]:
    """How many places of each vacancy, or of each cohort, are held by referrals."""
    counted = (
        select(target, func.count())
        .where(target.is_not(None), Referral.state.in_(HOLDING))
        .group_by(target)
    )
    return {key: number for key, number in session.execute(counted)}


def hazard_bits(words: Iterable[str]) -> int:
    """Hazards as declared; places of entertainment count as one for those under 18."""
    bits = 0
    for word in words:
        for part, bit in HAZARDS:
            bits |= bit if part in word else 0
        bits |= ENTERTAINMENT if any(part in word for part in ENTERTAINING) else 0
    return bits


def _vacancies(
    session: Session, path: str, as_of: dt.date, ids: Collection[uuid.UUID] | None
) -> list[OpeningRow]:
    wanted = (
        select(Vacancy, Employer.kind, Place.path)
        .join(Employer, Employer.id == Vacancy.employer_id)
        .join(Place, Place.id == Vacancy.place_id)
        .where(Place.path.startswith(path, autoescape=True), Vacancy.closed_on.is_(None))
    )
    wanted = wanted.where(Vacancy.valid_until >= as_of if ids is None else Vacancy.id.in_(ids))
    taken = held(session, Referral.vacancy_id)
    found = session.execute(wanted).all()
    free = {v.id: max(0, v.headcount - taken.get(v.id, 0)) for v, *_ in found}
    of_employer: dict[uuid.UUID, int] = {}
    for v, *_ in found:
        of_employer[v.employer_id] = of_employer.get(v.employer_id, 0) + free[v.id]
    return [
        _vacancy(v, kind, where, free[v.id], of_employer[v.employer_id]) for v, kind, where in found
    ]


def _vacancy(v: Vacancy, employer_kind: str, path: str, free: int, group_free: int) -> OpeningRow:
    return OpeningRow(
        id=v.id,
        kind=WELFARE_POST if employer_kind == PUBLIC_WELFARE else VACANCY,
        group=v.employer_id,
        group_free=group_free,
        occupation=v.occupation,
        free=free,
        least=0,
        pay_min=v.pay_min,
        pay_max=v.pay_max or v.pay_min,
        when=v.shift,
        path=path,
        education=v.education,
        skill=v.skill,
        certificate=v.certificate,
        hazards=hazard_bits([*v.hazards, v.occupation]),
        until=v.valid_until,
    )


def _cohorts(
    session: Session, path: str, as_of: dt.date, ids: Collection[uuid.UUID] | None
) -> list[OpeningRow]:
    wanted = (
        select(Cohort, TrainingOrder, Place.path)
        .join(TrainingOrder, TrainingOrder.id == Cohort.order_id)
        .join(Employer, Employer.id == TrainingOrder.employer_id)
        .join(Place, Place.id == Cohort.place_id)
        .where(
            Place.path.startswith(path, autoescape=True),
            Cohort.closed_on.is_(None),
            TrainingOrder.closed_on.is_(None),
            # A class is no way into a public-welfare post.
            Employer.kind != PUBLIC_WELFARE,
        )
    )
    wanted = wanted.where(Cohort.starts_on >= as_of if ids is None else Cohort.id.in_(ids))
    taken = held(session, Referral.cohort_id)
    found = session.execute(wanted).all()
    of_order = _held_by_order(session)
    return [
        _cohort(cohort, order, where, taken.get(cohort.id, 0), of_order.get(order.id, 0))
        for cohort, order, where in found
    ]


def _held_by_order(session: Session) -> dict[uuid.UUID, int]:
    """Places held in all classes of an order, those already started included."""
    counted = (
        select(Cohort.order_id, func.count())
        .join(Referral, Referral.cohort_id == Cohort.id)
        .where(Referral.state.in_(HOLDING))
        .group_by(Cohort.order_id)
    )
    return {order: number for order, number in session.execute(counted)}


def _cohort(
    c: Cohort, order: TrainingOrder, path: str, taken: int, taken_of_order: int
) -> OpeningRow:
    free = max(0, c.seats - taken)
    return OpeningRow(
        id=c.id,
        kind=COHORT,
        group=order.id,
        group_free=max(0, order.headcount - taken_of_order),
        occupation=order.occupation,
        free=free,
        least=min(free, max(0, c.least - taken)),
        pay_min=order.pay_min,
        pay_max=order.pay_max or order.pay_min,
        when=c.timetable,
        path=path,
        education=order.education,
        skill=None,
        certificate=False,
        hazards=0,
        until=c.starts_on,
    )
