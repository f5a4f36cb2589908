"""Dated tables of codes: which row of a table is in force on a day."""

import datetime as dt

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.people.tables import CodeTable


def in_force(session: Session, name: str, day: dt.date) -> CodeTable | None:
    """The newest row of a table that holds on ``day``; None where nobody has entered one."""
    return session.scalar(
        select(CodeTable)
        .where(
            CodeTable.name == name,
            CodeTable.effective_from <= day,
            or_(CodeTable.effective_to.is_(None), CodeTable.effective_to >= day),
        )
        .order_by(CodeTable.effective_from.desc())
        .limit(1)
    )
