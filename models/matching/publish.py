"""Publishing a night: yesterday's open proposals go, tonight's come, in one transaction."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.checks import HELD
from models.care.tables import Claim, Visit
from models.employment.tables import HOLDING, Referral
from models.matching import audience
from models.matching.drafts import Draft, write
from models.matching.pairs import forbidden
from models.matching.runs import RUNS_PAGE, latest, locked_run
from models.matching.tables import MARKETS, Proposal, Run
from models.notices.outbox import tell
from models.people.tables import Helper, Resident, Seeker

DESK = "/desk/"
Changes = dict[str, dict[str, int]]


def publish(
    session: Session,
    run_id: uuid.UUID,
    attempt: int,
    as_of: dt.date,
    drafts: Sequence[Draft],
    report: dict[str, Any],
    now: dt.datetime,
) -> Changes:
    """Make ``drafts`` the county's plan; per market how many are new, changed, kept, dropped.

    What people decided while the night was working is respected: such drafts fall away. Raises
    ``RunOvertaken`` when another process finished or took up the run. The notices are written in
    the same transaction and sent after it.
    """
    run = locked_run(session, run_id, attempt)
    last = latest(session, run.county_id)
    before = _targets(session, last)
    _lapse(session, run.county_id, as_of)
    standing = still_standing(session, run.county_id, as_of, drafts)
    marked = [(draft, _change(draft, before)) for draft in standing]
    write(session, run.id, marked)
    changes = _count(marked, before)
    run.report = {**report, "changes": changes}
    run.state, run.stage, run.share, run.finished_at = "published", None, 1.0, now
    _tell(session, run, changes, now)
    return changes


def _targets(session: Session, last: Run | None) -> dict[uuid.UUID, set[tuple[Any, ...]]]:
    """Last night's plan: for each visit or seeker what was proposed."""
    found: dict[uuid.UUID, set[tuple[Any, ...]]] = defaultdict(set)
    if last is None:
        return found
    fields = [getattr(Proposal, name) for name in _TARGET]
    for row in session.execute(select(*fields).where(Proposal.run_id == last.id)):
        if row.visit_id is not None:
            found[row.visit_id].add((row.helper_id, row.day, row.part))
        else:
            found[row.seeker_id].add((row.vacancy_id, row.cohort_id))
    return found


_TARGET = ("visit_id", "helper_id", "day", "part", "seeker_id", "vacancy_id", "cohort_id")


def _lapse(session: Session, county_id: uuid.UUID, as_of: dt.date) -> None:
    """Take back what is open, and approved suggestions whose visit is over; nothing else."""
    of_county = Proposal.run_id.in_(select(Run.id).where(Run.county_id == county_id))
    closed = Proposal.visit_id.in_(select(Visit.id).where(Visit.state != "open"))
    # An overdue visit stays owed: what was approved for it stands until the day it named.
    late = Proposal.visit_id.in_(select(Visit.id).where(Visit.window_to < as_of))
    approved = (Proposal.state == "approved") & or_(closed, late & (Proposal.day < as_of))
    going = of_county & or_(Proposal.state == "open", approved)
    # In the order in which the desk locks them, so that the two wait and never cross.
    session.scalars(select(Proposal.id).where(going).order_by(Proposal.id).with_for_update()).all()
    session.execute(
        update(Proposal)
        .where(going)
        .values(state="lapsed", version=Proposal.version + 1)
        .execution_options(synchronize_session=False)
    )


def still_standing(
    session: Session, county_id: uuid.UUID, as_of: dt.date, drafts: Sequence[Draft]
) -> list[Draft]:
    """Without those that a decision made since the night read its tables has overtaken."""
    seekers = {draft.seeker_id for draft in drafts}
    visits = {draft.visit_id for draft in drafts}
    holds = select(Referral.seeker_id).where(
        Referral.seeker_id.in_(seekers), Referral.state.in_(HOLDING)
    )
    opted_out = select(Seeker.id).where(Seeker.id.in_(seekers), ~Seeker.automated)
    unavailable = {*session.scalars(holds), *session.scalars(opted_out)}
    over = {*session.scalars(_no_longer_wanting(visits)), *session.scalars(_by_hand(visits))}
    helpers = {draft.helper_id for draft in drafts}
    left = set(session.scalars(select(Helper.id).where(Helper.id.in_(helpers), ~Helper.automated)))
    busy = set(session.execute(_given_away(helpers, as_of)))
    markets = {draft.market for draft in drafts}
    refused = {pair for market in markets for pair in forbidden(session, market, as_of)}
    of_county = select(Run.id).where(Run.county_id == county_id)
    approved = select(Proposal.helper_id, Proposal.visit_id).where(
        Proposal.state == "approved", Proposal.market == "care", Proposal.run_id.in_(of_county)
    )
    settled = set(session.execute(approved))
    return [
        draft
        for draft in drafts
        if draft.seeker_id not in unavailable
        and draft.visit_id not in over
        and draft.helper_id not in left
        and (draft.helper_id, draft.day, draft.part) not in busy
        and _pair(draft) not in refused
        and (draft.helper_id, draft.visit_id) not in settled
    ]


def _no_longer_wanting(visits: Collection[uuid.UUID | None]) -> Select[uuid.UUID]:
    """Of these visits the ones that are over or have all their places claimed."""
    claimed = (
        select(func.count())
        .where(Claim.visit_id == Visit.id, Claim.state.in_(HELD))
        .scalar_subquery()
    )
    gone = or_(Visit.state != "open", claimed >= Visit.helpers_wanted)
    return select(Visit.id).where(Visit.id.in_(visits), gone)


def _by_hand(visits: Collection[uuid.UUID | None]) -> Select[uuid.UUID]:
    """Of these visits the ones to residents who left automated matching."""
    return (
        select(Visit.id)
        .join(Resident, Resident.id == Visit.resident_id)
        .where(Visit.id.in_(visits), ~Resident.automated)
    )


def _given_away(
    helpers: Collection[uuid.UUID | None], as_of: dt.date
) -> Select[uuid.UUID, dt.date, int]:
    """The half-days that helpers have claimed something for."""
    return select(Claim.helper_id, Claim.day, Claim.part).where(
        Claim.helper_id.in_(helpers), Claim.state.in_(HELD), Claim.day >= as_of
    )


def _pair(draft: Draft) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    if draft.market == "care":
        return (draft.helper_id, draft.visit_id)
    return (draft.seeker_id, draft.vacancy_id or draft.cohort_id)


def _change(draft: Draft, before: dict[uuid.UUID, set[tuple[Any, ...]]]) -> str:
    had = before.get(draft.subject)
    if not had:
        return "new"
    return "kept" if draft.target in had else "changed"


def _count(
    marked: Sequence[tuple[Draft, str]], before: dict[uuid.UUID, set[tuple[Any, ...]]]
) -> Changes:
    counts: Changes = {}
    for market in MARKETS:
        mine = [(draft, change) for draft, change in marked if draft.market == market]
        tally = Counter(change for _, change in mine)
        # Which market a subject of last night belonged to is told by the shape of its target.
        width = 3 if market == "care" else 2
        had = {s for s, targets in before.items() if any(len(t) == width for t in targets)}
        dropped = len(had - {draft.subject for draft, _ in mine})
        counts[market] = {
            "new": tally["new"],
            "changed": tally["changed"],
            "kept": tally["kept"],
            "dropped": dropped,
        }
    return counts


def _tell(session: Session, run: Run, changes: Changes, now: dt.datetime) -> None:
    """Staff hear of the plan; helpers are asked by day, in waves (``models.matching.asking``)."""
    summary = Said(
        "%(night)s 的匹配已发布：帮扶 %(care)d 条，就业 %(employment)d 条待审核",
        night=str(run.night),
        care=sum(changes["care"].values()) - changes["care"]["dropped"],
        employment=sum(changes["employment"].values()) - changes["employment"]["dropped"],
    )
    staff = audience.reviewers(session, run.county_id)
    tell(session, staff, f"run:{run.id}:published", summary, DESK, now)
    if run.params.get("released"):
        let = Said("%(night)s 的匹配已按管理员的决定发布", night=str(run.night))
        people = audience.administrators(session, run.county_id)
        tell(session, people, f"run:{run.id}:released", let, f"{RUNS_PAGE}{run.id}", now)
