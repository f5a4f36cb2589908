"""Dated tables of codes: which row of a table is in force on a day, and entering the next one."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.database.refused import Refused
from models.people.tables import CodeTable


class TableWrong(Refused):
    """The values of a dated table do not make sense, or somebody changed them in between."""

    code: ClassVar[str] = "table_wrong"


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


def versions(session: Session, name: str) -> Sequence[CodeTable]:
    """Every row of a table, the one that begins last first."""
    wanted = select(CodeTable).where(CodeTable.name == name)
    return session.scalars(wanted.order_by(CodeTable.effective_from.desc())).all()


def stamp(session: Session, name: str) -> int:
    """A number that grows with every change of a table; 0 where nobody has entered anything."""
    grown = select(func.coalesce(func.sum(CodeTable.revision), 0)).where(CodeTable.name == name)
    return int(session.scalars(grown).one())


def revise(
    session: Session,
    name: str,
    values: dict[str, Any],
    effective_from: dt.date,
    seen: int,
    today: dt.date,
) -> None:
    """What holds from a day on, for good; ``seen`` is the stamp of what was looked at.

    Rows that would begin later never hold; one that begins on the same day is put right.
    """
    if effective_from < today:
        raise TableWrong(Said("开始执行的日期不能早于今天，已经发生的不改。"))
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"table:{name}", 0))))
    if stamp(session, name) != seen:
        raise TableWrong(Said("有人刚改过，请看过新的内容再改。"))
    last = effective_from - dt.timedelta(days=1)
    for row in versions(session, name):
        if row.effective_from != effective_from and (
            row.effective_to is None or row.effective_to > last
        ):
            row.effective_to = last
    same = session.get(CodeTable, (name, effective_from))
    if same is None:
        session.add(CodeTable(name=name, effective_from=effective_from, values=values))
    else:
        same.values, same.effective_to, same.revision = values, None, same.revision + 1
    session.flush()
