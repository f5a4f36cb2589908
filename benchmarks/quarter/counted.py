"""What a quarter came to, counted from its tables; a quarter that lost something is not counted."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from benchmarks.quarter.life import Life, at
from benchmarks.quarter.rules import broken
from matcher.care.urgency import HIGH_RISK
from matcher.fairness import gini
from models.care.asking.tables import Asking
from models.care.checks import HELD
from models.care.owed.book import read_book
from models.care.owed.due import owed_to
from models.care.owed.tables import Obligation
from models.care.pairing.tables import Pairing
from models.care.tables import Claim, Visit, VisitRecord
from models.care.tiers import tier
from models.care.visits import open_due
from models.database.engine import transaction
from models.notices.tables import Notice
from models.people.tables import Helper, Resident

# Carried over because of what the resident or an administrator said: nobody missed it.
NO_MISS = ("refused", "revised")
# Whether more of it is better.
MEASURES = {
    "coverage": True,
    "high_risk": True,
    "made": True,
    "continuity": True,
    "gini": False,
    "messages": False,
    "notices": False,
}
Ids = set[uuid.UUID]


class Lost(Exception):
    """Something owed is nowhere, or stands where it cannot stand."""


def counted(life: Life, first: dt.date, last: dt.date) -> dict[str, Any]:
    """The figures of the quarter from ``first`` to ``last``, on the morning after.

    coverage : obligations discharged by the last day of their window, of those whose window ended
        in the quarter and that were neither excused nor put off by the resident; ``high_risk``:
        the same for residents at high risk alone
    made : obligations discharged, on time or late, of those discharged, missed and now late
    continuity : visits made by the standing helper or by whoever made the resident's last one, of
        those where there was one of the two
    gini : of visits made, over all active helpers who offer any
    messages : helpers asked, a visit that somebody took; ``notices``: all messages to helpers
    """
    morning = last + dt.timedelta(days=1)
    with transaction(life.engine) as session:
        open_due(session, life.roster.county_id, morning, at(morning, 2))
    with transaction(life.engine) as session:
        found = session.execute(select(*Obligation.__table__.columns)).all()
        _check(session, life, found, morning)
        if against := broken(session):
            raise Lost(f"promises against a rule: {dict(against)}")
        return {
            **_coverage(found, _high_risk(session), first, last),
            **_visits(session),
            **_messages(session, life),
            "obligations": dict(sorted(Counter(row.state for row in found).items())),
            "happened": dict(sorted(life.happened.items())),
        }


def _check(session: Session, life: Life, found: Sequence[Row[Any]], day: dt.date) -> None:
    """Every obligation ever opened ended once, or is open with a visit to come; none is missing."""
    by_state: dict[str, Ids] = {
        state: {row.id for row in found if row.state == state}
        for state in ("open", "discharged", "carried", "excused")
    }
    made = select(Obligation.id).join(Claim, Claim.visit_id == Obligation.visit_id)
    made = made.join(VisitRecord, VisitRecord.claim_id == Claim.id).where(
        Obligation.state == "discharged", Claim.state == "done", VisitRecord.outcome == "done"
    )
    to_come = select(Obligation.id).join(Visit, Visit.id == Obligation.visit_id)
    to_come = to_come.where(Obligation.state == "open", Visit.state == "open")
    followed = [row.carried_from for row in found if row.carried_from is not None]
    owed = _owed(session, life, day)
    there = {(row.resident_id, row.kind, row.origin) for row in found if row.state == "open"}
    told = {
        "opened once and gone": life.owed - {row.id for row in found},
        "discharged without a visit made": by_state["discharged"] - set(session.scalars(made)),
        "open without a visit to come": by_state["open"] - set(session.scalars(to_come)),
        "carried into nothing": by_state["carried"] - set(followed),
        "followed and not carried": set(followed) - by_state["carried"],
        "owed by a policy, a need or a round, and not open": owed - there,
    }
    wrong = {what: len(ids) for what, ids in told.items() if ids}
    if wrong or sum(map(len, by_state.values())) != len(found):
        raise Lost(f"of {len(found)} obligations: {wrong}")


def _owed(session: Session, life: Life, day: dt.date) -> set[tuple[uuid.UUID, str, str]]:
    book = read_book(session, life.roster.county_path, day)
    return {(member.id, *key) for member in book.members.values() for key in owed_to(member, book)}


def _coverage(
    found: Sequence[Row[Any]], high_risk: Ids, first: dt.date, last: dt.date
) -> dict[str, Any]:
    owed = [
        row
        for row in found
        if first <= row.window_to <= last
        and row.state != "excused"
        and not (row.state == "carried" and row.reason in NO_MISS)
    ]
    pressing = [row for row in owed if row.resident_id in high_risk]
    made = sum(row.state == "discharged" for row in found)
    late = sum(row.state == "open" and row.owed_since < last for row in found)
    missed = sum(row.state == "carried" and row.reason not in NO_MISS for row in found)
    return {
        "owed": len(owed),
        "coverage": _on_time(owed),
        "high_risk": _on_time(pressing),
        "made": made / max(1, made + missed + late),
        "overdue": late,
    }


def _on_time(owed: Sequence[Row[Any]]) -> float:
    done: int = sum(row.done_on is not None and row.done_on <= row.window_to for row in owed)
    return done / max(1, len(owed))


def _high_risk(session: Session) -> Ids:
    residents = session.execute(select(Resident.id, Resident.categories, Resident.tier))
    return {row.id for row in residents if tier(row.categories, row.tier) == HIGH_RISK}


def _visits(session: Session) -> dict[str, Any]:
    made = session.execute(
        select(Visit.resident_id, Claim.helper_id, VisitRecord.began_at)
        .join(Claim, Claim.visit_id == Visit.id)
        .join(VisitRecord, VisitRecord.claim_id == Claim.id)
        .where(VisitRecord.outcome == "done")
        .order_by(VisitRecord.began_at, VisitRecord.id)
    ).all()
    standing = session.execute(
        select(Pairing.resident_id, Pairing.helper_id, Pairing.since, Pairing.ended_at).where(
            Pairing.since.is_not(None), Pairing.role == "standing"
        )
    ).all()
    last: dict[uuid.UUID, uuid.UUID] = {}
    known = kept = 0
    for resident, helper, began in made:
        faces = {
            row.helper_id
            for row in standing
            if row.resident_id == resident
            and row.since <= began
            and (row.ended_at is None or row.ended_at > began)
        }
        faces |= {last[resident]} if resident in last else set()
        known, kept = known + bool(faces), kept + (helper in faces)
        last[resident] = helper
    offers = session.scalars(select(Helper.id).where(Helper.active, Helper.monthly_visits > 0))
    load = Counter(row.helper_id for row in made)
    return {
        "visits": len(made),
        "again": known,
        "same_face": kept,
        "continuity": kept / max(1, known),
        "gini": gini(np.array([load[one] for one in offers], np.int64)),
    }


def _messages(session: Session, life: Life) -> dict[str, Any]:
    taken = select(func.count(Claim.visit_id.distinct())).where(Claim.state.in_(HELD))
    asks = session.scalar(select(func.count(Asking.id))) or 0
    told = select(func.count(Notice.id)).where(
        Notice.account_id.in_(list(life.roster.account.values()))
    )
    filled = session.scalar(taken) or 0
    return {
        "asks": asks,
        "filled": filled,
        "messages": asks / max(1, filled),
        "notices": (session.scalar(told) or 0) / max(1, filled),
    }
