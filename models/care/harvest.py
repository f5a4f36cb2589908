"""Claiming, looking at the address and giving back, again and again, gathers addresses."""

import datetime as dt
import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.refusals import TooManyLooks
from models.care.tables import Claim, Visit
from models.people.tables import Resident
from models.trail.tables import TrailEntry

LOOK = "care.contact"
MOST_LOOKS_GIVEN_BACK = 5
WITHIN = dt.timedelta(days=30)


def check_looks(session: Session, helper_id: uuid.UUID, now: dt.datetime) -> None:
    """Refuse who gave back that many visits after a look at the address; the helper is locked.

    What nobody looked at may be given back as often as need be.
    """
    # By the person looked at: that is how the trail is indexed.
    looked = select(TrailEntry.number).where(
        TrailEntry.whose == Resident.person_id,
        TrailEntry.at >= Claim.claimed_at,
        TrailEntry.action == LOOK,
        TrailEntry.subject_id == Claim.id,
    )
    given_back = (
        select(func.count())
        .select_from(Claim)
        .join(Visit, Visit.id == Claim.visit_id)
        .join(Resident, Resident.id == Visit.resident_id)
        .where(
            Claim.helper_id == helper_id,
            Claim.state == "withdrawn",
            Claim.ended_at > now - WITHIN,
            looked.exists(),
        )
    )
    if (session.scalar(given_back) or 0) >= MOST_LOOKS_GIVEN_BACK:
        raise TooManyLooks(
            Said(
                "最近 %(days)d 天里，您有 %(most)d 次看过地址和电话以后退出，暂时不能再认领。"
                "请联系网格员或社区工作人员，由他们和您商量怎么安排。",
                days=WITHIN.days,
                most=MOST_LOOKS_GIVEN_BACK,
            )
        )
