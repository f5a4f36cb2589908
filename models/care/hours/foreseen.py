"""What other limits would find among the hours there are: the preview of a change."""

import datetime as dt
from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.care.days import civil_day
from models.care.hours.checks import find_all
from models.care.hours.flags import LOOK_BACK
from models.care.hours.limits import Limits
from models.care.hours.reading import read_entries
from models.places.tables import Place


def would_find(
    session: Session, scope: Scope, before: Limits, after: Limits, now: dt.datetime
) -> dict[str, tuple[int, int]]:
    """Name of a check -> hours found among those of the last three months, now and then.

    Only checks whose number changes stand here.
    """
    counties = select(Place.id).where(Place.kind == "county", scope.within())
    tallies: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for county_id in session.scalars(counties).all():
        entries = read_entries(session, county_id, civil_day(now - LOOK_BACK))
        for tally, limits in zip(tallies, (before, after), strict=True):
            tally.update(name for _id, name in find_all(entries, limits))
    was, will = tallies
    return {name: (was[name], will[name]) for name in was | will if was[name] != will[name]}
