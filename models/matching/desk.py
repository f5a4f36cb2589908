"""What the review desk shows: the night in figures, and its proposals, most urgent first."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, null, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from models.accounts.scope import Scope
from models.care.tables import ServiceKind, Visit
from models.employment.tables import (
    HOLDING,
    Cohort,
    Employer,
    Referral,
    TrainingOrder,
    Vacancy,
)
from models.matching.runs import NEWEST_FIRST
from models.matching.tables import MARKETS, Proposal, Run
from models.matching.taking import DECIDERS
from models.people.tables import Helper, Person, Resident, Seeker
from models.places.tables import Place

PAGE = 20
# Who may look at the desk without deciding anything there.
READERS = ("auditor",)


@dataclass(frozen=True)
class Row:
    """One line of the desk; names in clear, for the page to mask.

    ``subject`` is who is to be served (seeker or resident), ``place`` the community of the person,
    ``target`` by what or whom: the occupation and employer of an opening, or a helper.
    """

    proposal: Proposal
    subject: str
    place: str
    target: str
    employer: str | None
    day: dt.date | None
    part: int | None
    training: bool


@dataclass(frozen=True)
class Page:
    """Some lines of many; pages count from 1."""

    rows: list[Row]
    total: int
    page: int
    size: int = PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def roles_for(market: str) -> tuple[str, ...]:
    """The roles that see the proposals of a market."""
    return (*DECIDERS[market], *READERS)


def queue(
    session: Session,
    scope: Scope,
    market: str,
    state: str | None = "open",
    page: int = 1,
    community: uuid.UUID | None = None,
    search: str | None = None,
    kind: str | None = None,
    warned: bool = False,
    size: int = PAGE,
) -> Page:
    """The proposals in force of a market within the scope, by rank; ``search`` is part of a name.

    ``state`` None is any state; ``kind`` an occupation or a code of service; ``warned`` leaves
    only those with a warning.
    """
    wanted = _lines(market).where(*in_force(scope, market))
    if state is not None:
        wanted = wanted.where(Proposal.state == state)
    if community is not None:
        path = select(Place.path).where(Place.id == community).scalar_subquery()
        wanted = wanted.where(func.starts_with(Place.path, path))
    if search:
        wanted = wanted.where(_named(market, search.strip()))
    if kind is not None:
        wanted = wanted.where(_of_kind(market, kind))
    if warned:
        wanted = wanted.where(func.jsonb_array_length(Proposal.warnings) > 0)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = max(1, page)
    lines = wanted.order_by(Proposal.rank, Proposal.id).offset((page - 1) * size).limit(size)
    return Page([_row(*line) for line in session.execute(lines)], total, page, size)


def line(session: Session, proposal: Proposal) -> Row:
    """The one line of a proposal already found within the scope."""
    return _row(*session.execute(_lines(proposal.market).where(Proposal.id == proposal.id)).one())


def referred(session: Session, scope: Scope) -> list[Row]:
    """Approved seekers who hold a place of a vacancy or class, whichever night proposed it."""
    holds = select(Referral.id).where(
        Referral.seeker_id == Proposal.seeker_id, Referral.state.in_(HOLDING)
    )
    wanted = _lines("employment").where(
        Proposal.market == "employment",
        Proposal.state == "approved",
        scope.within(roles_for("employment")),
        holds.exists(),
    )
    return [_row(*found) for found in session.execute(wanted.order_by(Person.name, Proposal.id))]


def in_force(scope: Scope, market: str) -> tuple[ColumnElement[bool], ...]:
    """Of the night in force of each county, and approved suggestions that still stand."""
    newest = (
        select(Run.id)
        .where(Run.state == "published")
        .ext(distinct_on(Run.county_id))
        .order_by(Run.county_id, *NEWEST_FIRST)
    )
    standing = (Proposal.market == "care") & (Proposal.state == "approved")
    return (
        Proposal.market == market,
        scope.within(roles_for(market)),
        or_(Proposal.run_id.in_(newest), standing),
    )


def summary(session: Session, scope: Scope, run: Run) -> dict[str, Any]:
    """What the night did, per market: its report, and how many proposals are in which state here.

    The report is the county's; ``states`` counts what lies within the scope.
    """
    states: dict[str, dict[str, int]] = {}
    for market in MARKETS:
        counted = (
            select(Proposal.state, func.count())
            .join(Place, Place.id == Proposal.place_id)
            .where(*in_force(scope, market), Proposal.run_id == run.id)
            .group_by(Proposal.state)
        )
        states[market] = {state: n for state, n in session.execute(counted)}
    return {"night": run.night, "finished_at": run.finished_at, "report": run.report} | {
        "states": states
    }


def communities(session: Session, scope: Scope, market: str) -> list[Place]:
    """The communities one may narrow the desk to."""
    seen = select(Place).where(Place.kind == "community", scope.within(roles_for(market)))
    return list(session.scalars(seen.order_by(Place.path)))


def kinds(session: Session, scope: Scope, market: str) -> list[tuple[str, str]]:
    """(value, name) of the occupations among the proposals one sees, or of the services."""
    if market == "employment":
        seen = _lines(market).where(*in_force(scope, market))
        column = func.coalesce(Vacancy.occupation, TrainingOrder.occupation)
        found = session.scalars(seen.with_only_columns(column).distinct().order_by(column))
        return [(occupation, occupation) for occupation in found]
    named = select(ServiceKind.code, ServiceKind.name).order_by(ServiceKind.code)
    return [(code, name) for code, name in session.execute(named)]


def _lines(market: str) -> Any:
    return _care_lines() if market == "care" else _employment_lines()


def community_name() -> ColumnElement[str]:
    """The community's name rather than that of the grid or building a person is entered at."""
    around = aliased(Place)
    found = select(around.name).where(
        around.kind == "community", func.starts_with(Place.path, around.path)
    )
    return func.coalesce(found.limit(1).correlate(Place).scalar_subquery(), Place.name)


def _employment_lines() -> Any:
    of_vacancy, of_order = aliased(Employer), aliased(Employer)
    return (
        select(
            Proposal,
            Person.name,
            community_name(),
            func.coalesce(Vacancy.occupation, TrainingOrder.occupation),
            func.coalesce(of_vacancy.name, of_order.name),
        )
        .join(Place, Place.id == Proposal.place_id)
        .join(Seeker, Seeker.id == Proposal.seeker_id)
        .join(Person, Person.id == Seeker.person_id)
        .outerjoin(Vacancy, Vacancy.id == Proposal.vacancy_id)
        .outerjoin(of_vacancy, of_vacancy.id == Vacancy.employer_id)
        .outerjoin(Cohort, Cohort.id == Proposal.cohort_id)
        .outerjoin(TrainingOrder, TrainingOrder.id == Cohort.order_id)
        .outerjoin(of_order, of_order.id == TrainingOrder.employer_id)
    )


def _care_lines() -> Any:
    asked = aliased(Person)
    return (
        select(Proposal, Person.name, community_name(), asked.name, null())
        .join(Place, Place.id == Proposal.place_id)
        .join(Visit, Visit.id == Proposal.visit_id)
        .join(Resident, Resident.id == Visit.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Helper, Helper.id == Proposal.helper_id)
        .join(asked, asked.id == Helper.person_id)
    )


def _named(market: str, search: str) -> ColumnElement[bool]:
    found = Person.name.contains(search, autoescape=True)
    if market == "employment":
        occupation = func.coalesce(Vacancy.occupation, TrainingOrder.occupation)
        return or_(found, occupation.contains(search, autoescape=True))
    return found


def _of_kind(market: str, kind: str) -> ColumnElement[bool]:
    if market == "care":
        return Visit.kinds.any_() == kind
    return func.coalesce(Vacancy.occupation, TrainingOrder.occupation) == kind


def _row(proposal: Proposal, subject: str, place: str, target: str, employer: str | None) -> Row:
    return Row(
        proposal=proposal,
        subject=subject,
        place=place,
        target=target,
        employer=employer,
        day=proposal.day,
        part=proposal.part,
        training=proposal.cohort_id is not None,
    )
