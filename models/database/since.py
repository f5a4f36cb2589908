"""What was written to a table since a moment, by whatever way it was written.

PostgreSQL keeps with each row the number of the transaction that wrote it, so nobody who changes
a row needs to remember to say so. Rows that were deleted leave no mark.
"""

from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, literal, literal_column, select
from sqlalchemy.orm import Session
from sqlalchemy.types import UserDefinedType

from models.database.base import Base

# Transactions are numbered in 64 bits, rows carry the lower half.
HALF = 1 << 32


class _Xid(UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid"


def moment(session: Session) -> int:
    """The first transaction whose rows this session may not see; whoever reads on starts here."""
    first = func.pg_snapshot_xmin(func.pg_current_snapshot())
    return int(session.scalars(select(cast(first, Text))).one())


def written(table: type[Base], since: int) -> ColumnElement[bool]:
    """Whether a row of ``table`` was added or changed from that moment on."""
    then = cast(literal(str(since % HALF)), _Xid())
    age = func.age(literal_column(f"{table.__tablename__}.xmin"))
    found: ColumnElement[bool] = age <= func.age(then)
    return found
