"""The ledger of obligations: one resident's history, a month's lines, and whether none was lost."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.board import LOOKERS
from models.care.days import SHANGHAI
from models.care.owed.due import month_of
from models.care.owed.tables import Obligation
from models.people.tables import Person, Resident
from models.places.tables import Place

STATES = MappingProxyType(
    {
        "open": Said("应办"),
        "discharged": Said("已办"),
        "carried": Said("顺延"),
        "excused": Said("免办"),
    }
)
REASONS = MappingProxyType(
    {
        "not_made": Said("到期没有办成，转到下一期"),
        "revised": Said("制度或需求有变，按新的办"),
        "refused": Said("对方谢绝，过几天再问"),
        "hospital": Said("住院"),
        "away": Said("外出"),
        "moved": Said("搬走"),
        "deceased": Said("去世"),
        "inactive": Said("不再是服务对象"),
        "not_needed": Said("不再需要"),
        "round_over": Said("专项走访结束"),
    }
)


@dataclass(frozen=True)
class Sum:
    """Every obligation there ever was, by how it stands; ``broken`` chains would be lost ones."""

    open: int
    discharged: int
    carried: int
    excused: int
    broken: int

    @property
    def total(self) -> int:
        return self.open + self.discharged + self.carried + self.excused


def of_resident(session: Session, resident_id: uuid.UUID, most: int = 60) -> Sequence[Obligation]:
    """What is and was owed to one resident, what is open first."""
    mine = select(Obligation).where(Obligation.resident_id == resident_id)
    order = (Obligation.closed_at.desc().nulls_first(), Obligation.window_to)
    return session.scalars(mine.order_by(*order).limit(most)).all()


def of_month(scope: Scope, month: dt.date, state: str | None) -> Select[Obligation]:
    """A month's lines within the scope: due in it, late at its end, or ended in it."""
    first, last = month_of(month)
    began = dt.datetime.combine(first, dt.time(), SHANGHAI)
    over = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), SHANGHAI)
    ended = and_(Obligation.closed_at >= began, Obligation.closed_at < over)
    due = and_(Obligation.state == "open", Obligation.window_from <= last)
    query = (
        select(Obligation)
        .join(Resident, Resident.id == Obligation.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(scope.within(LOOKERS), or_(due, ended))
        .options(
            joinedload(Obligation.resident).joinedload(Resident.person).joinedload(Person.place)
        )
        .order_by(Place.path, Person.name, Obligation.window_to, Obligation.id)
    )
    return query if state is None else query.where(Obligation.state == state)


def summed(session: Session, county_path: str) -> Sum:
    """The whole ledger of a county; ``broken`` counts those carried into nothing."""
    after = aliased(Obligation)
    state = Obligation.state
    query = (
        select(
            func.count().filter(state == "open"),
            func.count().filter(state == "discharged"),
            func.count().filter(state == "carried"),
            func.count().filter(state == "excused"),
            func.count().filter(state == "carried", after.id.is_(None)),
        )
        .select_from(Obligation)
        .outerjoin(after, after.carried_from == Obligation.id)
        .join(Resident, Resident.id == Obligation.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(Place.path.startswith(county_path))
    )
    return Sum(*session.execute(query).one())
