"""Setting posts up 设岗: what for, how many, for how long; by staff of the community."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.days import civil_day
from models.care.posts.duties import duties
from models.care.posts.refusals import PostClosed, PostFull, PostUnknown, PostWrong
from models.care.posts.tables import STANDING, Post, PostHolding
from models.places.tables import Place
from models.trail.log import record_row

KEEPERS = ("administrator", "county", "town", "community")
MOST_PLACES = 200


@dataclass(frozen=True)
class Terms:
    """What is said about a post; ``ends_on`` None: until further notice."""

    duty: str
    title: str
    task: str
    places: int
    begins_on: dt.date
    ends_on: dt.date | None


def communities(session: Session, scope: Scope) -> list[Place]:
    """Where somebody may set up posts."""
    mine = select(Place).where(Place.kind == "community", scope.within(KEEPERS))
    return list(session.scalars(mine.order_by(Place.path)))


def post_in(session: Session, scope: Scope, post_id: uuid.UUID, lock: bool = False) -> Post:
    """A post within the scope of a keeper; ``lock`` holds it until the end of the transaction."""
    query = (
        select(Post)
        .join(Post.place)
        .where(Post.id == post_id, scope.within(KEEPERS))
        .options(joinedload(Post.place))
    )
    locked = query.with_for_update(of=Post, key_share=True).execution_options(
        populate_existing=True
    )
    found = session.scalar(locked if lock else query)
    if found is None:
        raise PostUnknown(Said("您所管的地方没有这个岗位。"))
    return found


def set_up(
    session: Session, scope: Scope, place_id: uuid.UUID, terms: Terms, now: dt.datetime
) -> Post:
    """A new post in a community of the scope."""
    if place_id not in {place.id for place in communities(session, scope)}:
        raise PostWrong(Said("请选一个您所管的社区。"))
    _check(session, terms, now)
    post = Post(place_id=place_id, set_up_by=scope.account_id, set_up_at=now, **vars(terms))
    session.add(post)
    session.flush()
    record_row(session, "post.set_up", post, now, by=scope.account_id, detail=_size(post))
    return post


def change(
    session: Session, scope: Scope, post_id: uuid.UUID, terms: Terms, now: dt.datetime
) -> Post:
    """Other terms for a post; never fewer places than are taken."""
    post = post_in(session, scope, post_id, lock=True)
    if post.closed_on is not None:
        raise PostClosed(Said("这个岗位已经撤销，不能再改。"))
    _check(session, terms, now, kept=post.duty)
    if terms.places < taken(session, post.id):
        raise PostFull(Said("已经有人领的名额不能减掉，请先和领岗的人商量。"))
    for name, value in vars(terms).items():
        setattr(post, name, value)
    record_row(session, "post.change", post, now, by=scope.account_id, detail=_size(post))
    session.flush()
    return post


def close(session: Session, scope: Scope, post_id: uuid.UUID, now: dt.datetime) -> Post:
    """Give a post up; nobody may hold or have chosen it."""
    post = post_in(session, scope, post_id, lock=True)
    if taken(session, post.id):
        raise PostFull(Said("还有人领着这个岗位，不能撤销。请先办理离岗。"))
    if post.closed_on is None:
        post.closed_on = civil_day(now)
        record_row(session, "post.close", post, now, by=scope.account_id, detail=_size(post))
    session.flush()
    return post


def taken(session: Session, post_id: uuid.UUID) -> int:
    """How many places of a post are chosen or held."""
    standing = select(func.count()).where(
        PostHolding.post_id == post_id, PostHolding.state.in_(STANDING)
    )
    return session.scalar(standing) or 0


def _check(session: Session, terms: Terms, now: dt.datetime, kept: str | None = None) -> None:
    if terms.duty != kept and terms.duty not in duties(session, civil_day(now)):
        raise PostWrong(Said("请从列表中选一项职责。"))
    if not 1 <= terms.places <= MOST_PLACES:
        raise PostWrong(Said("名额要在 1 到 %(most)d 之间。", most=MOST_PLACES))
    if terms.ends_on is not None and terms.ends_on < terms.begins_on:
        raise PostWrong(Said("结束日期不能早于开始日期。"))


def _size(post: Post) -> dict[str, Any]:
    return {"duty": post.duty, "places": post.places}
