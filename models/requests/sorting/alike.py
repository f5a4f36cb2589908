"""Open requests that may be the same as another: at the same place, in much the same words."""

from collections.abc import Sequence

from sqlalchemy import func, literal, not_, or_, select
from sqlalchemy.orm import Session, joinedload

from models.accounts.scope import Scope
from models.care.board import LOOKERS
from models.places.tables import Place
from models.requests.sorting.likeness import ALIKE, likeness
from models.requests.tables import Request
from models.requests.who import asked_by

# The newest this many are compared; more are never open at one place.
MOST, SHOWN = 200, 3


def alike(session: Session, scope: Scope, request: Request) -> Sequence[Request]:
    """The open ones at the place, above or below it, that are alike, the likest first; only of
    places that whoever looks looks after, and not his own."""
    path = request.place.path
    near = or_(Place.path.startswith(path), func.starts_with(literal(path), Place.path))
    rows = session.scalars(
        select(Request)
        .join(Place, Place.id == Request.place_id)
        .where(Request.id != request.id, Request.ended_at.is_(None), near, scope.within(LOOKERS))
        .where(not_(asked_by(session, scope)))
        .options(joinedload(Request.place))
        .order_by(Request.at.desc(), Request.id)
        .limit(MOST)
    ).all()
    ranked = sorted(rows, key=lambda one: -likeness(one.words, request.words))
    return [one for one in ranked if likeness(one.words, request.words) >= ALIKE][:SHOWN]
