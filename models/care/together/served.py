"""What a helper served at a station or an activity, handed on to the hours.

It rests on the organiser's entry, so it counts once a second person has signed. Who is no volunteer
came as a post holder, and earns none.
"""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from models.care.hours.crediting import Service, credit
from models.people.tables import Helper


def credit_together(
    session: Session,
    helper_id: uuid.UUID,
    source_id: uuid.UUID,
    place_id: uuid.UUID,
    content: str,
    times: tuple[dt.datetime, dt.datetime],
    now: dt.datetime,
    *,
    by: uuid.UUID,
) -> None:
    """``source_id`` is the shift or the sign-up; ``times`` when it began and ended."""
    if not session.get_one(Helper, helper_id).volunteer:
        return
    began, ended = times
    service = Service(helper_id, "activity", source_id, place_id, content, began, ended)
    credit(session, service, "organiser", now, entered_by=by)
