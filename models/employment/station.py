"""Whom a family calls about work: the telephone of the employment station nearest above it."""

import datetime as dt

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from models.employment.codes import table
from models.places.tables import Place

TABLE = "station_phones"


def station_phone(session: Session, path: str, day: dt.date) -> str | None:
    """The number entered for the place, or for the nearest one it lies in; None: nobody did."""
    phones = table(session, TABLE, day)
    above = select(Place.name).where(func.starts_with(literal(path), Place.path))
    names = session.scalars(above.order_by(func.length(Place.path).desc()))
    return next((phones[name] for name in names if name in phones), None)
