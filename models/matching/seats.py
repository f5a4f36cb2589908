"""Whether a seeker can still be sent there: the target locked, its places counted."""

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.employment.tables import HOLDING, Cohort, Referral, TrainingOrder, Vacancy
from models.matching.refusals import NoSeatLeft, NotShared, OpeningClosed, OptedOut, SeekerPlaced
from models.matching.tables import Proposal
from models.people.consents.words import SHARING, refuses
from models.people.tables import Seeker

Target = Vacancy | Cohort


def lock_targets(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Target]:
    """Vacancies, then orders and their cohorts, each locked in the order of ids."""
    wanted = sorted(set(ids))
    found: dict[uuid.UUID, Target] = {}
    vacancies = select(Vacancy).where(Vacancy.id.in_(wanted)).order_by(Vacancy.id)
    for vacancy in session.scalars(vacancies.with_for_update()):
        found[vacancy.id] = vacancy
    # Classes of one order share its headcount, so the order is what has to be locked first.
    of_cohorts = select(Cohort.order_id).where(Cohort.id.in_(wanted))
    orders = (
        select(TrainingOrder).where(TrainingOrder.id.in_(of_cohorts)).order_by(TrainingOrder.id)
    )
    session.scalars(orders.with_for_update()).all()
    cohorts = select(Cohort).where(Cohort.id.in_(wanted)).order_by(Cohort.id)
    for cohort in session.scalars(cohorts.with_for_update()):
        found[cohort.id] = cohort
    return found


def target_id(proposal: Proposal) -> uuid.UUID:
    """The vacancy or cohort of an employment proposal."""
    found = proposal.vacancy_id or proposal.cohort_id
    assert found is not None
    return found


def refer(
    session: Session,
    seeker_id: uuid.UUID,
    target: Target,
    by: uuid.UUID,
    today: dt.date,
    now: dt.datetime,
) -> Referral:
    """Hold a place of a locked target for a seeker, or refuse with the reason."""
    _check_seeker(session, seeker_id)
    if isinstance(target, Vacancy):
        _check_vacancy(session, target, today)
    else:
        _check_cohort(session, target, today)
    referral = Referral(
        seeker_id=seeker_id,
        vacancy_id=target.id if isinstance(target, Vacancy) else None,
        cohort_id=target.id if isinstance(target, Cohort) else None,
        state="approved",
        decided_at=now,
        decided_by=by,
    )
    session.add(referral)
    session.flush()
    return referral


def held_referral(session: Session, proposal: Proposal) -> Referral | None:
    """The referral that an approved proposal led to and that still holds its place."""
    found = select(Referral).where(
        Referral.seeker_id == proposal.seeker_id,
        Referral.vacancy_id.is_not_distinct_from(proposal.vacancy_id),
        Referral.cohort_id.is_not_distinct_from(proposal.cohort_id),
        Referral.state.in_(HOLDING),
    )
    return session.scalars(found.with_for_update()).one_or_none()


def _check_seeker(session: Session, seeker_id: uuid.UUID) -> None:
    # Locked, because two targets could be given to one seeker at the same moment.
    seeker = session.get_one(Seeker, seeker_id, with_for_update={"key_share": True})
    holds = select(Referral.id).where(Referral.seeker_id == seeker_id, Referral.state.in_(HOLDING))
    if session.scalar(holds.limit(1)) is not None:
        raise SeekerPlaced(Said("这位求职者已有一个推荐，不能再推荐到别处"))
    if not seeker.active:
        raise SeekerPlaced(Said("这位求职者已不在求职登记中"))
    if not seeker.automated:
        raise OptedOut(Said("本人已关闭自动推荐，不能按自动方案推荐"))
    if refuses(session, seeker.person_id, SHARING):
        raise NotShared(Said("本人撤回了同意，不能把他的资料告诉用人单位"))


def _check_vacancy(session: Session, vacancy: Vacancy, today: dt.date) -> None:
    if vacancy.closed_on is not None or vacancy.valid_until < today:
        raise OpeningClosed(Said("“%(what)s”岗位已停止招聘或已过期", what=vacancy.occupation))
    if _held(session, Referral.vacancy_id == vacancy.id) >= vacancy.headcount:
        raise NoSeatLeft(
            Said(
                "“%(what)s”岗位招 %(n)d 人，名额已满", what=vacancy.occupation, n=vacancy.headcount
            )
        )


def _check_cohort(session: Session, cohort: Cohort, today: dt.date) -> None:
    order = session.get_one(TrainingOrder, cohort.order_id)
    closed = cohort.closed_on is not None or order.closed_on is not None
    if closed or cohort.starts_on < today:
        raise OpeningClosed(Said("“%(what)s”培训班已开班或已停办", what=order.occupation))
    of_order = Referral.cohort_id.in_(select(Cohort.id).where(Cohort.order_id == order.id))
    full = _held(session, Referral.cohort_id == cohort.id) >= cohort.seats
    if full or _held(session, of_order) >= order.headcount:
        raise NoSeatLeft(
            Said("“%(what)s”培训班 %(n)d 个名额已满", what=order.occupation, n=cohort.seats)
        )


def _held(session: Session, of_target: object) -> int:
    counted = select(func.count()).select_from(Referral)
    return session.scalar(counted.where(of_target, Referral.state.in_(HOLDING))) or 0  # type: ignore[arg-type]
