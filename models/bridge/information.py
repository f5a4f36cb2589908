"""送信息: what a visit to an unemployed household carries there, and the words it brings back.

Each seeker who lives there with the one referral that staff have approved and that still waits for
his or her answer; nothing of why somebody was referred, of points or of hardship.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Select, and_, false, or_, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.bridge.refusals import NobodyAnswered
from models.care.tables import Claim, Visit
from models.employment.placing.life import Asked, loaded
from models.employment.station import station_phone
from models.employment.tables import Cohort, Referral, Vacancy
from models.matching.referrals import brought
from models.people.tables import Person, Resident, Seeker
from models.trail.log import record_row

# The kind of service whose visits carry it (models/care/service_kinds.py).
KIND = "information"
# The person's own steps, as they are asked for at the door.
ANSWERS = MappingProxyType(
    {
        "seeker_yes": Said("愿意去"),
        "seeker_no": Said("不去"),
        "ask": Said("要人打电话"),
    }
)
Answers = Mapping[uuid.UUID, str]


@dataclass(frozen=True)
class Told:
    """A seeker of the household, and what waits for an answer; None where nothing does."""

    seeker: Seeker
    referral: Referral | None


@dataclass(frozen=True)
class Information:
    """What a visit carries; ``phone`` is the employment station's, None where it is not entered."""

    seekers: Sequence[Told]
    phone: str | None


def information(session: Session, visit_id: uuid.UUID, today: dt.date) -> Information | None:
    """What this visit carries on that day; None where it is not a 送信息 visit."""
    visit = session.get_one(Visit, visit_id)
    if KIND not in visit.kinds:
        return None
    home = session.scalars(
        select(Person)
        .join(Resident, Resident.person_id == Person.id)
        .where(Resident.id == visit.resident_id)
        .options(joinedload(Person.place))
    ).one()
    seekers = session.scalars(_living_at(home)).all()
    waiting = _waiting(session, [one.id for one in seekers], today)
    told = [Told(one, waiting.get(one.id)) for one in seekers]
    # What there is to answer comes first.
    told.sort(key=lambda one: one.referral is None)
    return Information(told, station_phone(session, home.place.path, today))


def note_shown(
    session: Session, shown: Information, held: Claim, now: dt.datetime, *, by: uuid.UUID
) -> None:
    """A line for every seeker whose name and offer somebody was shown for a claimed visit."""
    for one in shown.seekers:
        whose = one.seeker.person_id
        record_row(session, "bridge.information", held, now, by=by, whose=whose)


def bring_back(
    session: Session,
    claim_id: uuid.UUID,
    outcome: str,
    answers: Answers,
    today: dt.date,
    now: dt.datetime,
    *,
    by: uuid.UUID,
) -> int:
    """Take the words of the household, referral -> step, as their own; the trail says who came.

    Returns how many could not be taken, because the referral is elsewhere by now or is none of
    this household's: a visit's record is never refused for that. Raises ``NobodyAnswered``.
    """
    if answers and outcome != "done":
        raise NobodyAnswered(
            Said("没有见到人，就没有答复：请改“怎么样”，或把工作的答复改回“还没有说”。")
        )
    held = session.get_one(Claim, claim_id)
    shown = information(session, held.visit_id, today)
    waiting = {one.referral.id: one for one in shown.seekers if one.referral} if shown else {}
    detail = {"claim": str(held.id), "helper": str(held.helper_id)}
    lost = 0
    for referral_id, step in sorted(answers.items()):
        one = waiting.get(referral_id)
        if one is None or one.referral is None:
            lost += 1
        elif step == "ask" and one.referral.call_wanted:
            continue
        elif brought(session, referral_id, Asked(step), by, today, now):
            whose = one.seeker.person_id
            record_row(
                session, "referral.brought", one.referral, now, by=by, whose=whose, detail=detail
            )
        else:
            lost += 1
    return lost


def _living_at(home: Person) -> Select[Seeker]:
    """Registered seekers behind that door; that somebody sheltered lives there is not told.

    Where no door is known, nobody but the one who is visited.
    """
    door = home.household
    same = and_(Person.household == door, ~Person.address_suppressed) if door else false()
    return (
        select(Seeker)
        .join(Person, Person.id == Seeker.person_id)
        .where(Seeker.active, or_(Person.id == home.id, same))
        .options(joinedload(Seeker.person))
        .order_by(Person.name, Seeker.id)
    )


def _waiting(
    session: Session, seeker_ids: Sequence[uuid.UUID], today: dt.date
) -> Mapping[uuid.UUID, Referral]:
    """seeker -> what was approved for him, is still to be had, and has no yes of his yet."""
    there = or_(
        and_(Vacancy.closed_on.is_(None), Vacancy.valid_until >= today),
        and_(Cohort.closed_on.is_(None), Cohort.starts_on >= today),
    )
    wanted = (
        select(Referral.id)
        .outerjoin(Referral.vacancy)
        .outerjoin(Referral.cohort)
        .where(
            Referral.seeker_id.in_(seeker_ids),
            Referral.state == "approved",
            ~Referral.seeker_yes,
            there,
        )
    )
    found = [loaded(session, referral_id) for referral_id in session.scalars(wanted).all()]
    return {one.seeker_id: one for one in found if one is not None}
