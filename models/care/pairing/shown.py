"""Pairings as people see them, and how regularly they are kept: in plain words, never a ranking."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.care.days import civil_day
from models.care.pairing.tables import Pairing
from models.care.tables import Claim, Visit
from models.people.tables import Helper, Person, Resident

# The owed visits that are looked back at: half a year of monthly ones.
LOOK_BACK = 6
# So many missed in a row break the trust: staff are advised to find somebody else.
MISSED = 3


@dataclass(frozen=True)
class Regularity:
    """Of the last ``owed`` visits the helper made ``kept``; of the latest ``missed`` he made none.

    ``owed`` is 0 while nothing has fallen due.
    """

    owed: int
    kept: int
    missed: int

    @property
    def broken(self) -> bool:
        return self.missed >= MISSED

    @property
    def said(self) -> Said:
        if not self.owed:
            return Said("结对以后还没有到期的探访")
        if self.broken:
            return Said("最近连着 %(missed)d 次没有去成，请先问问原因", missed=self.missed)
        return Said("最近 %(owed)d 次里去了 %(kept)d 次", owed=self.owed, kept=self.kept)


def regularity(session: Session, pairing: Pairing, now: dt.datetime) -> Regularity:
    """How the visits went that were due since the pairing began."""
    if pairing.since is None:
        return Regularity(0, 0, 0)
    went = (
        select(Claim.id)
        .where(
            Claim.visit_id == Visit.id,
            Claim.helper_id == pairing.helper_id,
            Claim.state == "done",
        )
        .exists()
    )
    overdue = and_(Visit.state == "open", Visit.window_to < civil_day(now))
    made = session.scalars(
        select(went)
        .where(
            Visit.resident_id == pairing.resident_id,
            Visit.window_to >= civil_day(pairing.since),
            or_(Visit.state == "done", overdue),
        )
        .order_by(Visit.window_to.desc(), Visit.id.desc())
        .limit(LOOK_BACK)
    ).all()
    missed = next((number for number, kept in enumerate(made) if kept), len(made))
    return Regularity(len(made), sum(made), missed)


def of_resident(session: Session, resident_id: uuid.UUID) -> Sequence[Pairing]:
    """What stands or is proposed at a resident's, the standing helper first."""
    found = (
        select(Pairing)
        .where(Pairing.resident_id == resident_id, Pairing.ended_at.is_(None))
        .options(joinedload(Pairing.helper).joinedload(Helper.person).joinedload(Person.place))
        .order_by(Pairing.role.desc())
    )
    return session.scalars(found).all()


def of_helper(session: Session, helper_id: uuid.UUID) -> Sequence[Pairing]:
    """A helper's families and what is proposed to him, proposals first."""
    found = (
        select(Pairing)
        .where(Pairing.helper_id == helper_id, Pairing.ended_at.is_(None))
        .options(joinedload(Pairing.resident).joinedload(Resident.person).joinedload(Person.place))
        .order_by(Pairing.since.is_not(None), Pairing.proposed_at, Pairing.id)
    )
    return session.scalars(found).all()


def been_there(session: Session, resident_id: uuid.UUID) -> Sequence[Helper]:
    """Active helpers who have visited the resident, the latest first."""
    latest = (
        select(Claim.helper_id, Claim.day)
        .join(Visit, Visit.id == Claim.visit_id)
        .where(Visit.resident_id == resident_id, Claim.state == "done")
        .order_by(Claim.day.desc())
        .limit(50)
    )
    order = {row.helper_id: None for row in session.execute(latest)}
    rows = session.scalars(
        select(Helper).where(Helper.id.in_(order), Helper.active).options(joinedload(Helper.person))
    )
    known = {helper.id: helper for helper in rows}
    return [known[one] for one in order if one in known]
