"""An event of the day worked into the plan in force: a withdrawal, a new need, a rejection.

The market is solved again as it now stands. What people decided is held fast, and a pair that was
proposed is worth keeping, so what the event does not touch stays as it is.
"""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from jobs.clock import now
from jobs.ground import engine
from jobs.matching.account import MarketNight
from jobs.matching.care import care_night
from jobs.matching.employment import employment_night
from jobs.matching.snapshot import snapshot
from matcher.care.params import CareParams
from matcher.employment.params import EmploymentParams
from models.database.engine import transaction
from models.matching.gates import GateParams
from models.matching.lock import NightTaken, working
from models.matching.renewal import Renewed, renew
from models.matching.runs import latest
from models.matching.tables import Run


class NotProven(Exception):
    """The plan breaks a rule or its certificate does not hold; the one in force stays."""


def again(county_id: uuid.UUID, market: str, as_of: dt.date) -> Renewed | None:
    """Match one market again and put what changed into the plan in force.

    None while a night of the county is at work, which sees the event itself, or before its first.
    """
    try:
        with working(engine(), county_id):
            with Session(engine()) as session:
                run = latest(session, county_id)
            if run is None:
                return None
            solved = _solved(run, market, as_of)
            if solved.outcome.violations or not solved.outcome.certified:
                raise NotProven(market)
            with transaction(engine()) as session:
                return renew(session, county_id, market, solved.drafts, as_of, now())
    except NightTaken:
        return None


def _solved(run: Run, market: str, as_of: dt.date) -> MarketNight:
    seen = snapshot(engine(), run.county_id, as_of)
    if market == "care":
        params = CareParams(**run.params["care"])
        return care_night(seen.care, seen.employment.lattice, None, params, _quietly)
    work, gates = EmploymentParams(**run.params["employment"]), GateParams(**run.params["gates"])
    return employment_night(seen.employment, None, work, gates.employment_gap, _quietly)


def _quietly(share: float) -> None:
    """Nobody watches: it takes a moment."""
