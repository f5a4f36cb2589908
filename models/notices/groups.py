"""The staff's WeCom groups: which place has one of its own, and in which one somebody is told."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import ClassVar
from urllib.parse import urlsplit

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from matcher.said import Said
from models.accounts.scope import Scope
from models.accounts.tables import Grant
from models.database.refused import Refused
from models.notices.tables import StaffGroup
from models.places.tables import Place
from models.trail.log import record_row

KEEPERS = ("administrator",)


class GroupWrong(Refused):
    """The address is not one of a robot where the operator's own is, or the place is not known."""

    code: ClassVar[str] = "group_wrong"


def groups(session: Session) -> Sequence[StaffGroup]:
    """The groups there are now, by place."""
    now = select(StaffGroup).join(Place, Place.id == StaffGroup.place_id)
    return session.scalars(now.where(StaffGroup.until.is_(None)).order_by(Place.path)).all()


def set_group(
    session: Session,
    scope: Scope,
    place_id: uuid.UUID,
    address: str,
    allowed: str,
    now: dt.datetime,
) -> StaffGroup:
    """Give a place a group, in place of the one it had.

    ``allowed``: the operator's own address; no other host is ever called.
    """
    if _origin(address) != _origin(allowed):
        raise GroupWrong(
            Said(
                "地址要以 %(start)s 开头。请从企业微信群机器人里复制整条地址。",
                start=_origin(allowed),
            )
        )
    place = session.get(Place, place_id, with_for_update={"key_share": True})
    if place is None or not scope.covers(place.path, KEEPERS):
        raise GroupWrong(Said("请从列表中选一个地方。"))
    _end(session, place_id, now)
    group = StaffGroup(place_id=place_id, address=address, since=now, set_by=scope.account_id)
    session.add(group)
    session.flush()
    record_row(session, "notices.group", group, now, by=scope.account_id)
    return group


def end_group(session: Session, scope: Scope, group_id: uuid.UUID, now: dt.datetime) -> None:
    """Its people are told in the next group above them again."""
    group = session.get(StaffGroup, group_id, with_for_update={"of": StaffGroup})
    if group is None or group.until is not None or not scope.covers(group.place.path, KEEPERS):
        raise GroupWrong(Said("这个群已经停用了。"))
    group.until = now
    record_row(session, "notices.group_ended", group, now, by=scope.account_id)


def group_of(account_id: uuid.UUID | InstrumentedAttribute[uuid.UUID]) -> ScalarSelect[uuid.UUID]:
    """The group of the nearest place above a place of the account; NULL is the operator's."""
    held, above = aliased(Place), aliased(Place)
    nearest = (
        select(StaffGroup.id)
        .join(above, above.id == StaffGroup.place_id)
        .join(held, func.starts_with(held.path, above.path))
        .join(Grant, Grant.place_id == held.id)
        .where(StaffGroup.until.is_(None), Grant.account_id == account_id)
        .order_by(func.length(above.path).desc(), StaffGroup.id)
        .limit(1)
    )
    return nearest.scalar_subquery()


def _end(session: Session, place_id: uuid.UUID, now: dt.datetime) -> None:
    wanted = select(StaffGroup).where(StaffGroup.place_id == place_id, StaffGroup.until.is_(None))
    for group in session.scalars(wanted.with_for_update(of=StaffGroup)):
        group.until = now
    session.flush()


def _origin(address: str) -> str:
    parts = urlsplit(address.strip())
    return f"{parts.scheme}://{parts.netloc}/"
