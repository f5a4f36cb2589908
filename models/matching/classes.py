"""A class and the plan: who could be asked to join it, who joins, and steps for many at once."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, contains_eager

from matcher.employment.features import FEATURES
from matcher.employment.params import EmploymentParams
from matcher.employment.rules import RULES, check_pair
from matcher.rules import contributions, eligible, pairs_of
from matcher.said import Said
from models.accounts.scope import Scope
from models.database.refused import Refused
from models.employment.people import STAFF, seeker_in
from models.employment.placing.life import Asked
from models.employment.placing.refusals import ReferralUnknown
from models.employment.rows import EmploymentRows, employment_rows
from models.employment.seekers import TRAINING
from models.employment.tables import HOLDING, Cohort, Referral
from models.employment.training.classes import class_in
from models.matching.pairs import forbidden
from models.matching.referrals import step
from models.matching.refusals import AlternativeUnfit, NotAllStepped
from models.matching.seats import refer
from models.matching.tables import Proposal
from models.people.tables import Person, Seeker
from models.places.county import county_at
from models.places.tables import Place


def proposed(
    session: Session, scope: Scope, cohort: Cohort, most: int
) -> Sequence[tuple[Seeker, uuid.UUID]]:
    """Seekers in one's places whom the plan proposes for a class, with the proposal, by rank."""
    wanted = _seekers(scope).join(Proposal, Proposal.seeker_id == Seeker.id)
    wanted = wanted.where(Proposal.cohort_id == cohort.id, Proposal.state == "open")
    found = wanted.add_columns(Proposal.id).order_by(Proposal.rank, Proposal.id).limit(most)
    return [(seeker, proposal_id) for seeker, proposal_id in session.execute(found)]


def would_learn(
    session: Session, scope: Scope, cohort: Cohort, most: int, today: dt.date
) -> Sequence[Seeker]:
    """Seekers in one's places who would learn this, are spoken for nowhere, and break no rule.

    Best fit first, as the night reckons it; a closed class or one that has begun asks nobody.
    """
    taught = cohort.order.occupation
    spoken_for = [
        select(Referral.id).where(Referral.seeker_id == Seeker.id, Referral.state.in_(HOLDING)),
        select(Proposal.id).where(Proposal.seeker_id == Seeker.id, Proposal.state == "open"),
    ]
    wishing = _seekers(scope).where(
        Seeker.active,
        Seeker.automated,
        Seeker.training.in_(TRAINING),
        or_(Seeker.training_wishes.any_() == taught, Seeker.wishes.any_() == taught),
        *(~found.exists() for found in spoken_for),
    )
    known = {seeker.id: seeker for seeker in session.scalars(wishing)}
    best = _fitting(session, cohort, known, today)
    return [known[seeker_id] for seeker_id in best[:most]]


def step_together(
    session: Session,
    scope: Scope,
    class_id: uuid.UUID,
    asked: Mapping[uuid.UUID, Asked],
    today: dt.date,
    now: dt.datetime,
) -> None:
    """One step for each of these referrals to a class, with all the checks of one alone.

    All or none: ``NotAllStepped`` names those who could not.
    """
    class_in(session, scope, class_id)
    here = set(session.scalars(select(Referral.id).where(Referral.cohort_id == class_id)))
    failed: list[tuple[uuid.UUID, Refused]] = []
    for referral_id in sorted(asked):
        try:
            if referral_id not in here:
                raise ReferralUnknown(Said("这个人不在这个班里。"))
            step(session, scope, referral_id, asked[referral_id], today, now)
        except Refused as refusal:
            failed.append((referral_id, refusal))
    if failed:
        said = Said("%(n)d 人登记不了，所以一个也没有登记。", n=len(failed))
        raise NotAllStepped(said, failed)


def enrol(
    session: Session,
    scope: Scope,
    class_id: uuid.UUID,
    seeker_id: uuid.UUID,
    today: dt.date,
    now: dt.datetime,
) -> Referral:
    """A seeker who was asked and said yes takes a free seat, under the rules of the night."""
    cohort = class_in(session, scope, class_id, lock=True)
    seeker_in(session, scope, seeker_id)
    rows = _rows(session, cohort, [seeker_id], today)
    broken = check_pair(rows.arrays, 0, 0, EmploymentParams()) if rows.openings else []
    if broken:
        said = Said("这位求职者现在不能上这个班。")
        raise AlternativeUnfit(said, [(one.rule, one.said) for one in broken])
    referral = refer(session, seeker_id, cohort, scope.account_id, today, now)
    return step(session, scope, referral.id, Asked("seeker_yes"), today, now)


def _seekers(scope: Scope) -> Select[Any]:
    return (
        select(Seeker)
        .join(Seeker.person)
        .join(Place, Place.id == Person.place_id)
        .where(scope.within(STAFF))
        .options(contains_eager(Seeker.person).joinedload(Person.place))
    )


def _fitting(
    session: Session, cohort: Cohort, seeker_ids: Collection[uuid.UUID], today: dt.date
) -> list[uuid.UUID]:
    """Whom no rule keeps from this class, best fit first."""
    rows = _rows(session, cohort, seeker_ids, today)
    if not rows.openings or not rows.seekers:
        return []
    arrays, params = rows.arrays, EmploymentParams()
    everybody = np.arange(len(rows.seekers))
    asked = eligible(RULES, arrays, pairs_of(everybody, np.zeros_like(everybody)), params)
    score = contributions(FEATURES, params.weights, arrays, asked, params).sum(axis=1)
    return [rows.seekers[row].id for row in asked.left[np.argsort(-score, kind="stable")]]


def _rows(
    session: Session, cohort: Cohort, seeker_ids: Collection[uuid.UUID], today: dt.date
) -> EmploymentRows:
    """The market of these seekers and this one class; no opening where the class is closed."""
    return employment_rows(
        session,
        county_at(session, cohort.place.path),
        today,
        forbidden=forbidden(session, "employment", today),
        seeker_ids=seeker_ids,
        opening_ids=[cohort.id],
    )
