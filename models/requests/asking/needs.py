"""A request that is a need becomes one: opened in the care market, matched as any other, closed
when the request is over.

The care side learns that a request asks, and nothing of who wrote it or why.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.bridge.tables import CONSENTS
from models.care.board import LOOKERS
from models.care.owed.careplan import FROM_REQUEST, Asked, open_need
from models.care.owed.settling import hold_visits
from models.care.owed.tables import Obligation
from models.care.pair import county_of
from models.care.tables import Need
from models.care.visits import open_due
from models.matching.pairs import forbid
from models.matching.suggestions import CARE
from models.people.identity import age
from models.people.tables import Helper, Person, Resident
from models.places.tables import Place
from models.requests.asking.refusals import NotANeed
from models.requests.asking.tables import RequestNeed
from models.requests.life import loaded
from models.requests.refusals import RequestUnknown
from models.requests.steps import HANDLER, STAFF
from models.requests.tables import Request
from models.requests.who import actor, persons_asking
from models.trail.log import record_row

# As long as it is not said to be done.
WHILE = ("found", "reopened", "accepted", "sent", "in_person")
ADULT = 18


@dataclass(frozen=True)
class Wanted:
    """What the care market is asked for, once, between two days. ``name`` of who needs it, None:
    the person the request is about; ``consent``: whose word it is that somebody may come."""

    kind: str
    first_day: dt.date
    last_day: dt.date
    consent: str
    name: str | None = None


def request_for(session: Session, scope: Scope, request_id: uuid.UUID, lock: bool) -> Request:
    """A request that somebody deals with; never one's own. Raises ``RequestUnknown``."""
    found = loaded(session, request_id, lock)
    if found is None or not actor(session, scope, found).relations & {STAFF, HANDLER}:
        raise RequestUnknown(Said("没有这件诉求，或不归您管。"))
    return found


def need_of(session: Session, request_id: uuid.UUID) -> RequestNeed | None:
    """What a request became, with the need."""
    wanted = select(RequestNeed).where(RequestNeed.request_id == request_id)
    return session.scalar(wanted.options(joinedload(RequestNeed.need)))


def about(session: Session, request: Request) -> Resident | None:
    """The resident a request is about, where that is known."""
    wanted = select(Resident).where(Resident.person_id == request.person_id, Resident.active)
    return session.scalar(wanted.options(joinedload(Resident.person).joinedload(Person.place)))


def followed(session: Session) -> Sequence[uuid.UUID]:
    """The requests with a need of which either is not over yet."""
    wanted = select(RequestNeed.request_id).join(RequestNeed.request).join(RequestNeed.need)
    still = wanted.where(or_(Request.ended_at.is_(None), Need.closed_on.is_(None)))
    return session.scalars(still.order_by(RequestNeed.request_id)).all()


def become(
    session: Session,
    scope: Scope,
    request_id: uuid.UUID,
    wanted: Wanted,
    today: dt.date,
    now: dt.datetime,
) -> uuid.UUID:
    """Open the need; returns the county to be matched again. Raises ``NotANeed``, ``PlanWrong``."""
    request = request_for(session, scope, request_id, lock=True)
    _before(session, request)
    if wanted.name is None:
        resident = about(session, request)
        if resident is None:
            raise NotANeed(Said("请写明是谁需要帮忙。"))
        found: Sequence[Resident] = [resident]
    else:
        found = named(session, request, wanted.name)
    resident = _only(scope, found)
    return open_for(session, request, resident, wanted, today, now, by=scope.account_id)


def open_for(
    session: Session,
    request: Request,
    resident: Resident,
    wanted: Wanted,
    today: dt.date,
    now: dt.datetime,
    *,
    by: uuid.UUID | None,
) -> uuid.UUID:
    """The same for a locked request of a resident already known; ``by`` None: the product."""
    row = _before(session, request)
    _agreed(resident, wanted.consent, today)
    hold_visits(session, resident.id)
    asked = Asked(wanted.kind, True, wanted.first_day, wanted.last_day, None, 1, None, 0)
    need = open_need(session, resident, asked, FROM_REQUEST, today, now, by=by)
    if row is None:
        row = RequestNeed(request_id=request.id)
        session.add(row)
    # What came of an earlier round stays with the resident and in the trail.
    row.need_id, row.consent = need.id, wanted.consent
    session.flush()
    whose = resident.person_id
    record_row(session, "request.need", request, now, by=by, whose=whose, why=wanted.consent)
    county = open_visits(session, resident, today, now)
    _ask_others(session, request, need, now)
    return county


def _before(session: Session, request: Request) -> RequestNeed | None:
    """The closed need it became before, if any; raises ``NotANeed`` where it can become none."""
    if request.state not in WHILE:
        raise NotANeed(Said("办完的不能再转成照护需求。"))
    if with_unit(request):
        raise NotANeed(Said("已经有单位在办，不用再转。请先问单位，办不了的由单位退回来再转。"))
    row = need_of(session, request.id)
    if row is not None and row.need.closed_on is None:
        raise NotANeed(Said("已经转成照护需求了，不用再转。"))
    return row


def with_unit(request: Request) -> bool:
    """Whether an organisation has it in hand."""
    handler = request.handler
    return request.state == "sent" and handler is not None and handler.organisation_id is not None


def named(session: Session, request: Request, name: str) -> Sequence[Resident]:
    """Everybody served of that name in the request's community whose address is not kept back."""
    community = select(Place.path).where(
        Place.kind == "community", func.starts_with(literal(request.place.path), Place.path)
    )
    wanted = (
        select(Resident)
        .join(Resident.person)
        .join(Person.place)
        .where(
            Resident.active,
            Person.name == name,
            ~Person.address_suppressed,
            func.starts_with(Place.path, community.scalar_subquery()),
        )
        .options(contains_eager(Resident.person).contains_eager(Person.place))
    )
    return session.scalars(wanted).all()


def _only(scope: Scope, found: Sequence[Resident]) -> Resident:
    """The only one of those found whom an account looks after; of others it does not learn that
    they are served. Raises ``NotANeed``."""
    looked_after = [one for one in found if scope.covers(one.person.place.path, LOOKERS)]
    if len(looked_after) != 1:
        raise NotANeed(
            Said("本社区没有这位服务对象，或有同名的。请先核实、登记成服务对象，再来转。")
        )
    return looked_after[0]


def _agreed(resident: Resident, consent: str, today: dt.date) -> None:
    born = resident.person.born_on
    minor = born is not None and age(born, today) < ADULT
    if consent not in CONSENTS or (minor and consent == "own"):
        raise NotANeed(Said("请先问过本人（未成年人问监护人）愿不愿意有人上门，再选是谁同意的。"))


def _ask_others(session: Session, request: Request, need: Need, now: dt.datetime) -> None:
    """Whoever asks is not asked to go himself."""
    visits = session.scalars(select(Obligation.visit_id).where(Obligation.need_id == need.id)).all()
    own = select(Helper.id).where(Helper.person_id.in_(persons_asking(session, request)))
    for helper_id in session.scalars(own).all():
        for visit_id in visits:
            assert visit_id is not None
            forbid(session, CARE, helper_id, visit_id, now)


def open_visits(
    session: Session, resident: Resident, today: dt.date, now: dt.datetime
) -> uuid.UUID:
    """Open what is due to a resident now; returns the county to be matched again."""
    county = county_of(session, resident.person_id)
    open_due(session, county, today, now, [resident.id])
    return county
