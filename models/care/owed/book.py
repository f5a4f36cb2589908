"""The residents of a county, or some of them, with all that decides what they are owed."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from models.care.owed.by_whom import allowed
from models.care.owed.careplan import FROM_REQUEST
from models.care.owed.knowing import is_first
from models.care.owed.policies import in_force
from models.care.owed.tables import STANDING, CarePause, ExtraRound, Obligation, VisitPolicy
from models.care.tables import Claim, Need, ServiceKind, Visit
from models.care.tiers import tier
from models.people.tables import Person, Resident
from models.places.tables import Place

Kind = tuple[uuid.UUID, str]


@dataclass(frozen=True)
class Member:
    """A resident as far as it matters to what he is owed; ``household`` None: not known.

    ``first``: he lives alone and nobody has been there yet.
    """

    id: uuid.UUID
    household: bytes | None
    categories: frozenset[str]
    tier: int
    week: int
    wished_sex: int
    born_on: dt.date | None
    last_visit_on: dt.date | None
    active: bool
    first: bool


@dataclass
class Item:
    """An open obligation: as it stands (``id``), or about to be opened (``fresh``)."""

    id: uuid.UUID
    resident_id: uuid.UUID
    kind: str
    origin: str
    policy_id: uuid.UUID | None
    need_id: uuid.UUID | None
    round_id: uuid.UUID | None
    flag_id: uuid.UUID | None
    helpers_wanted: int
    window_from: dt.date
    window_to: dt.date
    owed_since: dt.date
    carried_from: uuid.UUID | None
    visit_id: uuid.UUID | None
    opened_on: dt.date
    licence: str | None = None
    week: int = 0
    asked: bool = False
    fresh: bool = False
    was_at: uuid.UUID | None = None


@dataclass
class Standing:
    """An open visit; ``claims`` are the days on which somebody has promised to come."""

    row: Row[Any]
    claims: list[dt.date]


@dataclass(frozen=True)
class Book:
    """Everything as of one day. ``last`` is the day a kind was last given to a resident.

    ``promised`` are the visits for which somebody has given his word: they stay as they are.
    ``ended`` are the obligations that this opening ends: id -> (state, reason).
    """

    as_of: dt.date
    members: Mapping[uuid.UUID, Member]
    policies: Sequence[VisitPolicy]
    rounds: Sequence[ExtraRound]
    kinds: Mapping[str, ServiceKind]
    terms: Mapping[str, int]
    needs: Mapping[uuid.UUID, list[Need]]
    pauses: Mapping[uuid.UUID, CarePause]
    resumed: Mapping[uuid.UUID, dt.date]
    last: Mapping[Kind, dt.date]
    last_of_round: Mapping[tuple[uuid.UUID, uuid.UUID], dt.date]
    done_once: frozenset[uuid.UUID]
    items: dict[uuid.UUID, list[Item]]
    visits: dict[uuid.UUID, list[Standing]]
    promised: frozenset[uuid.UUID]
    ended: dict[uuid.UUID, tuple[str, str]] = field(default_factory=dict)

    def rests(self, resident_id: uuid.UUID) -> bool:
        """Whether nothing is owed to him today, because he is in hospital or away."""
        pause = self.pauses.get(resident_id)
        return pause is not None and (pause.until is None or pause.until >= self.as_of)

    def allowed(self, item: Item) -> frozenset[str]:
        """By whom an item's policy wants it done."""
        named = next((one.roles for one in self.policies if one.id == item.policy_id), ())
        return allowed(named)


def read_book(
    session: Session, county_path: str, as_of: dt.date, ids: Collection[uuid.UUID] | None = None
) -> Book:
    """All residents of a county, or those named and whoever lives with them."""
    mine = _residents(county_path, ids)
    members = {row.id: _member(row) for row in session.execute(mine)}
    among = mine.with_only_columns(Resident.id).scalar_subquery() if ids is None else list(members)
    last, of_round, once = _given(session, among)
    kinds = {kind.code: kind for kind in session.scalars(select(ServiceKind))}
    pauses, resumed = _pauses(session, among, as_of)
    visits = _visits(session, among)
    return Book(
        as_of=as_of,
        members=members,
        policies=in_force(session, as_of),
        rounds=_rounds(session, county_path, as_of),
        kinds=kinds,
        terms={
            code: kind.every_days
            for code, kind in kinds.items()
            if kind.effective_to is None or kind.effective_to >= as_of
        },
        needs=_needs(session, among),
        pauses=pauses,
        resumed=resumed,
        last=last,
        last_of_round=of_round,
        done_once=once,
        items=_items(session, among),
        visits=visits,
        promised=frozenset(v.row.id for some in visits.values() for v in some if v.claims),
    )


def _residents(county_path: str, ids: Collection[uuid.UUID] | None) -> Any:
    query = (
        select(
            Resident.id,
            Resident.categories,
            Resident.tier,
            Resident.week,
            Resident.wished_sex,
            Resident.last_visit_on,
            Resident.known_on,
            Resident.active,
            Person.household,
            Person.born_on,
        )
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(Place.path.startswith(county_path))
        .order_by(Resident.id)
    )
    if ids is None:
        return query
    homes = (
        select(Person.household)
        .join(Resident, Resident.person_id == Person.id)
        .where(Resident.id.in_(ids), Person.household.is_not(None))
    )
    return query.where(or_(Resident.id.in_(ids), Person.household.in_(homes)))


def _member(row: Row[Any]) -> Member:
    return Member(
        id=row.id,
        household=row.household,
        categories=frozenset(row.categories),
        tier=tier(row.categories, row.tier),
        week=row.week,
        wished_sex=row.wished_sex,
        born_on=row.born_on,
        last_visit_on=row.last_visit_on,
        active=row.active,
        first=is_first(row.categories, row.last_visit_on, row.known_on),
    )


def _given(session: Session, among: Any) -> tuple[Any, Any, frozenset[uuid.UUID]]:
    """When each kind, each round and each need for once was last given."""
    query = (
        select(
            Obligation.resident_id,
            Obligation.kind,
            Obligation.origin,
            Obligation.round_id,
            Obligation.need_id,
            func.max(Obligation.done_on),
        )
        .where(Obligation.resident_id.in_(among), Obligation.done_on.is_not(None))
        .group_by(
            Obligation.resident_id,
            Obligation.kind,
            Obligation.origin,
            Obligation.round_id,
            Obligation.need_id,
        )
    )
    last: dict[Kind, dt.date] = {}
    of_round, once = {}, set()
    for resident, kind, origin, round_id, need, day in session.execute(query):
        assert day is not None
        last[resident, kind] = max(day, last.get((resident, kind), day))
        if round_id is not None:
            of_round[resident, round_id] = day
        elif origin != STANDING and need is not None:
            once.add(need)
    return last, of_round, frozenset(once)


def _rounds(session: Session, county_path: str, as_of: dt.date) -> Sequence[ExtraRound]:
    query = (
        select(ExtraRound)
        .join(Place, Place.id == ExtraRound.county_id)
        .where(Place.path == county_path, ExtraRound.ended_at.is_(None))
        .where(ExtraRound.last_day >= as_of)
    )
    return session.scalars(query.order_by(ExtraRound.id)).all()


def _needs(session: Session, among: Any) -> dict[uuid.UUID, list[Need]]:
    found: dict[uuid.UUID, list[Need]] = defaultdict(list)
    wanted = select(Need).where(Need.resident_id.in_(among), Need.closed_on.is_(None))
    for need in session.scalars(wanted.order_by(Need.id)):
        found[need.resident_id].append(need)
    return found


def _pauses(session: Session, among: Any, as_of: dt.date) -> tuple[Any, Any]:
    """Pauses not ended yet, and the day after those that are over: nobody is late before it."""
    query = select(CarePause).where(CarePause.resident_id.in_(among)).order_by(CarePause.since)
    standing, resumed = {}, {}
    for pause in session.scalars(query):
        if pause.ended_at is None:
            standing[pause.resident_id] = pause
        if pause.until is not None and pause.until < as_of:
            resumed[pause.resident_id] = pause.until + dt.timedelta(days=1)
    return standing, resumed


def _items(session: Session, among: Any) -> dict[uuid.UUID, list[Item]]:
    query = (
        select(
            *(getattr(Obligation, name) for name in COLUMNS),
            func.timezone("Asia/Shanghai", Obligation.opened_at).label("opened"),
            Need.licence,
            func.coalesce(Need.week, 0).label("week"),
            func.coalesce(Need.source == FROM_REQUEST, False).label("asked"),
        )
        .outerjoin(Need, Need.id == Obligation.need_id)
        .where(Obligation.resident_id.in_(among), Obligation.state == "open")
        .order_by(Obligation.id)
        .with_for_update(of=Obligation, key_share=True)
    )
    found: dict[uuid.UUID, list[Item]] = defaultdict(list)
    for row in session.execute(query).mappings():
        given = {name: row[name] for name in (*COLUMNS, "licence", "week", "asked")}
        item = Item(**given, opened_on=row["opened"].date(), was_at=row["visit_id"])
        found[item.resident_id].append(item)
    return found


COLUMNS = (
    "id",
    "resident_id",
    "kind",
    "origin",
    "policy_id",
    "need_id",
    "round_id",
    "flag_id",
    "helpers_wanted",
    "window_from",
    "window_to",
    "owed_since",
    "carried_from",
    "visit_id",
)


def _visits(session: Session, among: Any) -> dict[uuid.UUID, list[Standing]]:
    open_visits = select(Visit.__table__).where(Visit.resident_id.in_(among), Visit.state == "open")
    found: dict[uuid.UUID, list[Standing]] = defaultdict(list)
    # Visits are locked before obligations, as a claim and a sheet do: no two changes cross.
    open_visits = open_visits.order_by(Visit.window_to, Visit.id).with_for_update(key_share=True)
    rows = session.execute(open_visits).all()
    promised = (
        select(Claim.visit_id, Claim.day)
        .join(Visit, Visit.id == Claim.visit_id)
        .where(Claim.state == "claimed", Visit.state == "open", Visit.resident_id.in_(among))
    )
    days: dict[uuid.UUID, list[dt.date]] = defaultdict(list)
    for visit_id, day in session.execute(promised):
        days[visit_id].append(day)
    for row in rows:
        found[row.resident_id].append(Standing(row, days.get(row.id, [])))
    return found
