"""Opening the visits that are owed: the one door through which the night and the day go."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy.orm import Session

from models.care.owed.book import read_book
from models.care.owed.households import fill_in
from models.care.owed.opening import bring_up_to_date
from models.care.owed.planning import plan
from models.care.owed.writing import new_ids, write
from models.places.tables import Place


def open_due(
    session: Session,
    county_id: uuid.UUID,
    as_of: dt.date,
    now: dt.datetime,
    ids: Collection[uuid.UUID] | None = None,
) -> int:
    """Bring what is owed in a county, and the visits for it, up to the day; twice changes nothing.

    ``ids``: only these residents and who lives with them. An obligation falls due when its term
    has passed since the last visit of its kind (or since it arose). An open visit keeps its
    window, however late; what it is for follows what is owed while nobody has claimed it, and
    where nothing is owed any more it is cancelled. Returns how many visits were opened.
    """
    # Two at once would both see "no open visit": the county's row lets one in.
    county = session.get_one(Place, county_id, with_for_update={"key_share": True})
    session.flush()
    fill_in(session, county.path, ids)
    book = read_book(session, county.path, as_of, ids)
    fresh_ids = new_ids(session)
    bring_up_to_date(book, fresh_ids)
    planned, idle = plan(book, fresh_ids)
    return write(session, book, planned, idle, now)
