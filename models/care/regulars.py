"""Who could be paired: helpers who come again and again, and a change only for a stated gain."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from matcher.care.features import FEATURES
from matcher.care.params import WEIGHTS, CareParams
from matcher.care.rules import RULES
from matcher.rules import FULL_POINTS, contributions, eligible, pairs_of
from matcher.said import Said
from models.care.days import civil_day
from models.care.pair import as_volunteered, county_of
from models.care.pairing.agreeing import propose
from models.care.pairing.shown import been_there, regularity
from models.care.pairing.tables import Pairing
from models.care.rows import care_arrays
from models.care.tables import Claim, Visit
from models.people.tables import Helper, Person, Resident
from models.places.tables import Place

# Three in a row are no accident.
IN_A_ROW = 3
# Who has said no, or was changed, is not proposed again for half a year.
LEFT_ALONE = dt.timedelta(days=182)
# A change takes from a family the face it knows. It must bring more than a shared dialect alone.
GAIN = FULL_POINTS * WEIGHTS["dialect"]
# What says nothing about whether two suit each other in the long run.
PASSING = ("continuity", "kept", "load", "soon")


@dataclass(frozen=True)
class Better:
    """Somebody who might replace a standing helper, and why."""

    helper: Helper
    said: Said


def propose_regulars(session: Session, county_id: uuid.UUID, now: dt.datetime) -> int:
    """Propose whoever made the last visits of a resident who has nobody; returns how many.

    Doing it twice proposes nothing twice.
    """
    found = session.execute(_regulars(county_id, now)).all()
    for resident_id, helper_id in found:
        propose(session, resident_id, helper_id, "standing", "night", now)
    return len(found)


def better(session: Session, pairing: Pairing, now: dt.datetime) -> Better | None:
    """Another helper who knows the family: where trust broke, or where he suits it by far better.

    None where there is nobody, or not enough to gain by a change.
    """
    open_visit = session.scalar(
        select(Visit.id).where(Visit.resident_id == pairing.resident_id, Visit.state == "open")
    )
    paired = select(Pairing.helper_id).where(
        Pairing.resident_id == pairing.resident_id, Pairing.ended_at.is_(None)
    )
    taken = set(session.scalars(paired))
    others = [one for one in been_there(session, pairing.resident_id) if one.id not in taken]
    if open_visit is None or not others or pairing.role != "standing":
        return None
    score = _suits(session, open_visit, [pairing.helper_id, *(one.id for one in others)], now)
    best = max(others, key=lambda one: score.get(one.id, -1))
    if best.id not in score:
        return None
    if regularity(session, pairing, now).broken:
        return Better(best, Said("现在的结对志愿者连着几次没有去成。"))
    if score[best.id] - score.get(pairing.helper_id, 0) <= GAIN:
        return None
    return Better(best, Said("距离、方言和时间合在一起，比现在的志愿者合适得多。"))


def _suits(
    session: Session, visit_id: uuid.UUID, helper_ids: Sequence[uuid.UUID], now: dt.datetime
) -> dict[uuid.UUID, int]:
    """helper -> how well he suits the family, of those whom the rules allow."""
    person_id = session.get_one(Helper, helper_ids[0]).person_id
    arrays = as_volunteered(
        care_arrays(
            session,
            county_of(session, person_id),
            civil_day(now),
            helper_ids=helper_ids,
            visit_ids=[visit_id],
            full=True,
        )
    )
    params = CareParams()
    helpers = np.arange(arrays.helpers if arrays.visits else 0)
    pairs = eligible(RULES, arrays, pairs_of(helpers, np.zeros_like(helpers)), params)
    lasting = [feature.name not in PASSING for feature in FEATURES]
    points = contributions(FEATURES, params.weights, arrays, pairs, params)[:, lasting]
    ids = [uuid.UUID(str(arrays.helper_id[row])) for row in pairs.left]
    return dict(zip(ids, points.sum(axis=1).tolist(), strict=True))


def _regulars(county_id: uuid.UUID, now: dt.datetime) -> Select[Any]:
    """(resident, helper) of the residents without a standing helper who had one all the same."""
    turn = func.row_number().over(
        partition_by=Visit.resident_id, order_by=(Claim.day.desc(), Claim.part.desc())
    )
    made = (
        select(Visit.resident_id, Claim.helper_id, turn.label("turn"))
        .join(Claim, Claim.visit_id == Visit.id)
        .where(Claim.state == "done", Visit.helpers_wanted == 1)
        .subquery()
    )
    has_one = select(Pairing.id).where(
        Pairing.resident_id == made.c.resident_id,
        Pairing.role == "standing",
        Pairing.ended_at.is_(None),
    )
    said_no = select(Pairing.id).where(
        Pairing.resident_id == made.c.resident_id,
        Pairing.helper_id == Helper.id,
        Pairing.ended_at.is_(None) | (Pairing.ended_at > now - LEFT_ALONE),
    )
    county = select(Place.path).where(Place.id == county_id).scalar_subquery()
    return (
        select(made.c.resident_id, Helper.id)
        .join(Helper, Helper.id == made.c.helper_id)
        .join(Resident, Resident.id == made.c.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(
            made.c.turn <= IN_A_ROW,
            Resident.active,
            Helper.active,
            Place.path.startswith(county),
            ~has_one.exists(),
            ~said_no.exists(),
        )
        .group_by(made.c.resident_id, Helper.id)
        .having(func.count() == IN_A_ROW)
        .order_by(made.c.resident_id)
    )
