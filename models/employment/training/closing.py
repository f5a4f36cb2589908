"""The end of a training order: it takes no class any more, and what has not begun is closed."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.employment.people import STAFF
from models.employment.posting import PostingWrong
from models.employment.tables import Cohort
from models.employment.training import classes
from models.employment.training.orders import order_in, still_open
from models.trail.log import record_row

REASONS: Mapping[str, Said] = MappingProxyType(
    {
        "enough": Said("人已招够"),
        "unwanted": Said("单位不再要人"),
        "shut": Said("单位停产或搬走"),
        "mistake": Said("登记错了或重复登记"),
    }
)
# What is said of a class that is closed with its order.
OF_CLASS = "order_gone"


def close(
    session: Session,
    scope: Scope,
    order_id: uuid.UUID,
    reason: str,
    today: dt.date,
    now: dt.datetime,
) -> Sequence[Cohort]:
    """Close an order; returns the classes closed with it, whose people have to be told.

    A class that has begun goes on, and whoever holds a place or is at work keeps it. Refused
    where a class that has not begun is held where the acting person has no say.
    """
    if reason not in REASONS:
        raise PostingWrong("reason", Said("请选择原因。"))
    order = order_in(session, scope, order_id, lock=True)
    still_open(order)
    coming = [
        one
        for one in classes.classes_of(session, order.id)
        if one.closed_on is None and one.starts_on > today
    ]
    elsewhere = [one for one in coming if not scope.covers(one.place.path, STAFF)]
    if elsewhere:
        where = elsewhere[0].place.name
        said = Said("%(place)s还有没开的班，不归您管。请那边的就业服务站先停办。", place=where)
        raise PostingWrong("reason", said)
    for one in coming:
        classes.close(session, scope, one.id, OF_CLASS, today, now)
    order.closed_on, order.closed_for = today, reason
    detail = {"classes": len(coming)}
    record_row(session, "order.close", order, now, by=scope.account_id, why=reason, detail=detail)
    return coming
