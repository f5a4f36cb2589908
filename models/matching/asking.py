"""Asking for visits by the plan in force: the one door for the schedule and for a simulation."""

import datetime as dt
import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.care.asking import answers, waves
from models.care.asking.params import AskParams
from models.care.asking.waves import Counts, Suggested
from models.care.days import civil_day
from models.care.tables import Visit
from models.matching.pairs import forbidden
from models.matching.suggestions import CARE, STANDING, leave_alone
from models.matching.tables import Proposal, Run


def ask_due(
    session: Session,
    county_id: uuid.UUID,
    now: dt.datetime,
    params: AskParams,
    only_waited_for: bool = False,
) -> Counts:
    """Ask whoever is to be asked in a county at ``now``: suggestions that stand come first.

    ``only_waited_for``: for visits that somebody asked for, and for nothing else.
    """
    today = civil_day(now)
    plan = _suggested(session, county_id, today)
    never = {*forbidden(session, CARE, today), *_rejected(session, county_id)}
    return waves.ask(session, county_id, plan, never, now, params, only_waited_for)


def decline(session: Session, helper_id: uuid.UUID, visit_id: uuid.UUID, now: dt.datetime) -> None:
    """Not this time: the nights that follow do not suggest this pair either."""
    if answers.decline(session, helper_id, visit_id, now):
        leave_alone(session, helper_id, visit_id, now)


def _suggested(
    session: Session, county_id: uuid.UUID, today: dt.date
) -> Mapping[uuid.UUID, Suggested]:
    """visit -> whom the published nights suggest from ``today`` on, and their next best.

    Visits in the order in which staff and then the plan put them.
    """
    rows = session.execute(
        select(Proposal.visit_id, Proposal.helper_id, Proposal.day, Proposal.alternatives)
        .join(Run, Run.id == Proposal.run_id)
        .where(
            Run.county_id == county_id,
            Run.state == "published",
            Proposal.market == CARE,
            Proposal.state.in_(STANDING),
            Proposal.day >= today,
        )
        # What staff approved goes before what they have not looked at.
        .order_by(Proposal.state != "approved", Proposal.rank, Proposal.id)
    )
    found: dict[uuid.UUID, Suggested] = {}
    for visit_id, helper_id, day, alternatives in rows:
        # The columns are empty for the other market only; the types cannot know.
        assert visit_id is not None and helper_id is not None and day is not None
        others = [uuid.UUID(one["id"]) for one in alternatives]
        known = found.get(visit_id, Suggested())
        found[visit_id] = Suggested(
            (*known.helpers, helper_id), (*known.others, *others), min(known.day, day)
        )
    return found


def _rejected(session: Session, county_id: uuid.UUID) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(helper, visit) that staff turned down, in whichever night."""
    rows = session.execute(
        select(Proposal.helper_id, Proposal.visit_id)
        .join(Run, Run.id == Proposal.run_id)
        .join(Visit, Visit.id == Proposal.visit_id)
        .where(Run.county_id == county_id, Proposal.state == "rejected", Visit.state == "open")
    )
    return {(helper, visit) for helper, visit in rows if helper and visit}
