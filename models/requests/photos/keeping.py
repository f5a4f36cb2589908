"""Photos kept with a request, and read again by those who may."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from matcher.said import Said
from models.requests.photos.tables import RequestPhoto
from models.requests.refusals import RequestUnknown


def keep(
    session: Session,
    request_id: uuid.UUID,
    step_id: uuid.UUID | None,
    pictures: Sequence[bytes],
    now: dt.datetime,
) -> None:
    """Put pictures, as ``picture.made`` made them, with a request or one of its steps."""
    session.add_all(
        RequestPhoto(request_id=request_id, step_id=step_id, number=number, picture=picture, at=now)
        for number, picture in enumerate(pictures, 1)
    )
    session.flush()


def photos_of(session: Session, request_id: uuid.UUID) -> Sequence[RequestPhoto]:
    """All of a request, those it came with first, without the pictures themselves."""
    wanted = select(RequestPhoto).where(RequestPhoto.request_id == request_id)
    ordered = wanted.order_by(
        RequestPhoto.step_id.is_not(None), RequestPhoto.at, RequestPhoto.number
    )
    return session.scalars(ordered.options(defer(RequestPhoto.picture))).all()


def photo(session: Session, photo_id: uuid.UUID, request_id: uuid.UUID) -> bytes:
    """One picture of that request; raises ``RequestUnknown``."""
    found = session.get(RequestPhoto, photo_id)
    if found is None or found.request_id != request_id:
        raise RequestUnknown(Said("没有这张照片。"))
    return found.picture
