"""The plan in force after an event of the day: only what changed is taken back and written anew."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.matching.drafts import Draft, write
from models.matching.pairs import SUBJECT, Pair
from models.matching.publish import still_standing
from models.matching.tables import Proposal, Run


class LockedMeanwhile(Exception):
    """Somebody locked a proposal after the plan was read: it has to be worked once more."""


def renew(
    session: Session,
    run: Run,
    market: str,
    drafts: Sequence[Draft],
    as_of: dt.date,
    subjects: Collection[uuid.UUID],
    locked: Collection[Pair] = (),
) -> None:
    """Make ``drafts`` the open proposals of these visits or seekers in ``run``, the plan in force.

    A proposal that stays keeps its row, so a desk that shows it is not out of date; what people
    decided stays whatever the drafts say. ``locked`` are the pairs that were held fast when the
    drafts were made; raises ``LockedMeanwhile`` where they would move one that was locked since.
    """
    mine = (Proposal.run_id == run.id) & (Proposal.market == market) & SUBJECT[market].in_(subjects)
    wanted = select(Proposal).where(mine, Proposal.state == "open").order_by(Proposal.id)
    open_ones = session.scalars(wanted.with_for_update()).all()
    if any(one.locked and (one.seeker_id, one.vacancy_id) not in locked for one in open_ones):
        raise LockedMeanwhile(market)
    standing = {
        (draft.subject, *draft.target): draft
        for draft in still_standing(session, run.county_id, as_of, drafts)
    }
    stayed = {one.id for one in open_ones if standing.pop(_place(one), None) is not None}
    gone = [one for one in open_ones if one.id not in stayed]
    for one in gone:
        one.state, one.version = "lapsed", one.version + 1
    had = {_place(one)[0] for one in gone}
    session.flush()
    marked = [(draft, "changed" if key[0] in had else "new") for key, draft in standing.items()]
    write(session, run.id, marked)


def _place(proposal: Proposal) -> tuple[Any, ...]:
    """Who is served, by what: as ``Draft`` has it."""
    if proposal.market == "care":
        return (proposal.visit_id, proposal.helper_id, proposal.day, proposal.part)
    return (proposal.seeker_id, proposal.vacancy_id, proposal.cohort_id)
