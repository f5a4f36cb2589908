"""How long a phone may keep what it was shown of a visit."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.care.days import SHANGHAI
from models.care.tables import Claim

# Who comes home after midnight from a place without a signal still finds his sheet.
AFTER_THE_DAY = dt.timedelta(hours=6)


def keep_until(held: Claim) -> dt.datetime:
    """Six in the morning after the day of the visit."""
    day_after = held.day + dt.timedelta(days=1)
    return dt.datetime.combine(day_after, dt.time(), SHANGHAI) + AFTER_THE_DAY


def standing_ids(session: Session, helper_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The claims of which a phone may still keep pages: any other page is wiped."""
    mine = select(Claim.id).where(Claim.helper_id == helper_id, Claim.state == "claimed")
    return session.scalars(mine).all()
