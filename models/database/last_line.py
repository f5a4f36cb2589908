"""Unique indexes as the last line against races: what each of them says to whoever meets it."""

from collections.abc import Mapping

from psycopg.errors import UniqueViolation
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matcher.said import Said
from models.database.base import Base
from models.database.refused import Refused

LastLine = Mapping[str, tuple[type[Refused], Said]]


def insert(session: Session, row: Base, last_line: LastLine) -> None:
    """Add a row; one of the indexes named, broken, is the refusal that stands for it."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as fault:
        broken = (
            fault.orig.diag.constraint_name if isinstance(fault.orig, UniqueViolation) else None
        )
        index = broken or ""
        if index not in last_line:
            raise
        refusal, said = last_line[index]
        raise refusal(said) from fault
