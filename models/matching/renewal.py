"""The plan in force after an event of the day: only what changed is taken back and written anew."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.matching.drafts import Draft, write
from models.matching.publish import still_standing
from models.matching.runs import latest
from models.matching.tables import Proposal, Run


@dataclass(frozen=True)
class Renewed:
    """How many open proposals stayed, were taken back, and came."""

    kept: int
    lapsed: int
    came: int


def renew(
    session: Session,
    county_id: uuid.UUID,
    market: str,
    drafts: Sequence[Draft],
    as_of: dt.date,
    now: dt.datetime,
    subjects: Collection[uuid.UUID] | None = None,
) -> Renewed:
    """Make ``drafts`` the open proposals of one market of the plan in force.

    A proposal that stays keeps its row, so a desk that shows it is not out of date; what people
    decided stays whatever the drafts say. ``subjects`` are the visits or seekers the drafts are
    for, when not all of the market. Without a plan in force nothing happens.
    """
    run = latest(session, county_id)
    if run is None:
        return Renewed(0, 0, 0)
    run.report = {**run.report, "events": events(run) + 1}
    mine = (Proposal.run_id == run.id) & (Proposal.market == market) & (Proposal.state == "open")
    if subjects is not None:
        mine &= or_(Proposal.visit_id.in_(subjects), Proposal.seeker_id.in_(subjects))
    wanted = select(Proposal).where(mine).order_by(Proposal.id).with_for_update()
    open_ones = session.scalars(wanted).all()
    standing = {
        (draft.subject, *draft.target): draft
        for draft in still_standing(session, county_id, as_of, drafts)
    }
    gone = [one for one in open_ones if standing.pop(_place(one), None) is None]
    for one in gone:
        one.state, one.version = "lapsed", one.version + 1
    had = {_place(one)[0] for one in gone}
    session.flush()
    marked = [(draft, "changed" if key[0] in had else "new") for key, draft in standing.items()]
    write(session, run.id, marked)
    return Renewed(len(open_ones) - len(gone), len(gone), len(marked))


def events(run: Run) -> int:
    """How many events were worked into a plan: whoever remembers another number is out of date."""
    return int(run.report.get("events", 0))


def _place(proposal: Proposal) -> tuple[Any, ...]:
    """Who is served, by what: as ``Draft`` has it."""
    if proposal.market == "care":
        return (proposal.visit_id, proposal.helper_id, proposal.day, proposal.part)
    return (proposal.seeker_id, proposal.vacancy_id, proposal.cohort_id)
