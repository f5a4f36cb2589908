"""Posts as pages show them: those of a place with who holds them, those open, one's own."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.checks import HELD
from models.care.posts.appraising import is_own
from models.care.posts.setting import KEEPERS
from models.care.posts.tables import (
    STANDING,
    Appraisal,
    Commitment,
    DutyRecord,
    Post,
    PostHolding,
    Voice,
)
from models.care.tables import Claim, Visit
from models.people.tables import Helper, Person, Resident
from models.places.tables import Place

STATES = MappingProxyType({"chosen": Said("待确认"), "held": Said("在岗")})


@dataclass(frozen=True)
class Tally:
    """How many chose a post and wait, how many hold it."""

    chosen: int = 0
    held: int = 0


@dataclass(frozen=True)
class Counts:
    """Of the posts of a place: how many, held by how many, who wait, what is late."""

    posts: int
    held: int
    chosen: int
    late: int


@dataclass(frozen=True)
class Household:
    """A resident somebody looks after by his post; ``due`` is the visit still owed, if any."""

    resident: Resident
    due: dt.date | None
    last: dt.date | None


def posts(scope: Scope, community_id: uuid.UUID | None) -> Select[Post]:
    """The posts of the scope that stand, by community and duty."""
    query = select(Post).join(Post.place).where(scope.within(KEEPERS), Post.closed_on.is_(None))
    if community_id is not None:
        query = query.where(Post.place_id == community_id)
    return query.options(joinedload(Post.place)).order_by(Place.path, Post.duty, Post.id)


def tallies(session: Session, post_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Tally]:
    """Post id -> its tally."""
    rows = session.execute(
        select(
            PostHolding.post_id,
            func.count().filter(PostHolding.state == "chosen"),
            func.count().filter(PostHolding.state == "held"),
        )
        .where(PostHolding.post_id.in_(post_ids), PostHolding.state.in_(STANDING))
        .group_by(PostHolding.post_id)
    )
    return {post_id: Tally(chosen, held) for post_id, chosen, held in rows}


def counts(
    session: Session, scope: Scope, community_id: uuid.UUID | None, today: dt.date
) -> Counts:
    """Posts, holders, choices that wait and commitments that are late, within the scope."""
    standing = posts(scope, community_id).with_only_columns(Post.id).order_by(None)
    number = session.scalar(select(func.count()).select_from(standing.subquery())) or 0
    tally = tallies(session, session.scalars(standing).all()).values()
    late = (
        select(func.count())
        .select_from(Commitment)
        .join(Commitment.holding)
        .where(
            PostHolding.post_id.in_(standing),
            PostHolding.state == "held",
            Commitment.kept_on.is_(None),
            Commitment.carried_on.is_(None),
            Commitment.due_on < today,
        )
    )
    held, chosen = sum(one.held for one in tally), sum(one.chosen for one in tally)
    return Counts(number, held, chosen, session.scalar(late) or 0)


def ledger(session: Session, scope: Scope) -> Sequence[tuple[PostHolding, int]]:
    """Every standing holding of the scope with the duties its holder has done in it."""
    done = (
        select(func.count())
        .where(DutyRecord.holding_id == PostHolding.id)
        .correlate(PostHolding)
        .scalar_subquery()
    )
    query = (
        select(PostHolding, done)
        .join(PostHolding.post)
        .join(Post.place)
        .join(PostHolding.helper)
        .join(Helper.person)
        .where(PostHolding.state.in_(STANDING), scope.within(KEEPERS))
        .options(
            joinedload(PostHolding.post).joinedload(Post.place),
            joinedload(PostHolding.helper).joinedload(Helper.person).joinedload(Person.place),
        )
        .order_by(Place.path, Post.duty, Person.name, PostHolding.id)
    )
    return [(held, number) for held, number in session.execute(query)]


def holders(session: Session, post_ids: Sequence[uuid.UUID]) -> Sequence[PostHolding]:
    """Who chose or holds these posts: those who wait first, then by name."""
    waiting = case((PostHolding.state == "chosen", 0), else_=1)
    query = (
        select(PostHolding)
        .join(PostHolding.helper)
        .join(Helper.person)
        .where(PostHolding.post_id.in_(post_ids), PostHolding.state.in_(STANDING))
        .options(
            joinedload(PostHolding.helper).joinedload(Helper.person).joinedload(Person.place),
            joinedload(PostHolding.post).joinedload(Post.place),
        )
        .order_by(waiting, Person.name, PostHolding.id)
    )
    return session.scalars(query).all()


def to_choose(session: Session, person_id: uuid.UUID, today: dt.date) -> Sequence[Post]:
    """Posts of the county with a place left; those of his own community first."""
    home = session.scalars(
        select(Place.path).join(Person, Person.place_id == Place.id).where(Person.id == person_id)
    ).one()
    standing = (
        select(func.count())
        .where(PostHolding.post_id == Post.id, PostHolding.state.in_(STANDING))
        .scalar_subquery()
    )
    near = func.starts_with(home, Place.path)
    query = (
        select(Post)
        .join(Post.place)
        .where(
            Place.path.startswith(home.split("/", 1)[0] + "/"),
            Post.closed_on.is_(None),
            or_(Post.ends_on.is_(None), Post.ends_on >= today),
            Post.places > standing,
        )
        .options(joinedload(Post.place))
        .order_by(near.desc(), Place.path, Post.duty, Post.id)
    )
    return session.scalars(query).all()


def mine(session: Session, helper_id: uuid.UUID) -> Sequence[PostHolding]:
    """The posts a helper has chosen or holds."""
    query = (
        select(PostHolding)
        .where(PostHolding.helper_id == helper_id, PostHolding.state.in_(STANDING))
        .options(joinedload(PostHolding.post).joinedload(Post.place))
        .order_by(PostHolding.state.desc(), PostHolding.taken_on, PostHolding.id)
    )
    return session.scalars(query).all()


def households(session: Session, helper_id: uuid.UUID) -> Sequence[Household]:
    """Whom a holder has visited or is to visit as his duty; the most urgent first."""
    last = func.max(Claim.day).filter(Claim.state == "done")
    looked_after = (
        select(Visit.resident_id, last.label("last"))
        .join(Claim, Claim.visit_id == Visit.id)
        .where(Claim.helper_id == helper_id, Claim.duty, Claim.state.in_(HELD))
        .group_by(Visit.resident_id)
        .subquery()
    )
    owed = and_(Visit.resident_id == Resident.id, Visit.state == "open")
    rows = session.execute(
        select(Resident, func.min(Visit.window_to).label("due"), looked_after.c.last)
        .join(looked_after, looked_after.c.resident_id == Resident.id)
        .outerjoin(Visit, owed)
        .where(Resident.active)
        .group_by(Resident.id, looked_after.c.last)
        .options(selectinload(Resident.person).joinedload(Person.place))
        .order_by(func.min(Visit.window_to).nulls_last(), Resident.id)
    )
    return [Household(resident, due, last) for resident, due, last in rows]


def appraisals_of(session: Session, holding_ids: Sequence[uuid.UUID]) -> Sequence[Appraisal]:
    """The appraisals of holdings, the latest quarter first."""
    query = (
        select(Appraisal)
        .where(Appraisal.holding_id.in_(holding_ids))
        .options(selectinload(Appraisal.voices))
        .order_by(Appraisal.quarter.desc(), Appraisal.opened_at.desc())
    )
    return session.scalars(query).all()


def voice_of(session: Session, scope: Scope, voice_id: uuid.UUID) -> Voice | None:
    """What somebody is asked about a holder, if it is he who is asked."""
    held = joinedload(Voice.appraisal).joinedload(Appraisal.holding)
    voice = session.scalar(
        select(Voice)
        .where(Voice.id == voice_id)
        .options(
            held.joinedload(PostHolding.post).joinedload(Post.place),
            held.joinedload(PostHolding.helper).joinedload(Helper.person),
        )
    )
    return voice if voice is not None and is_own(voice, scope) else None
