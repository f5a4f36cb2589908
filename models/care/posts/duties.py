"""The duties a post may be set up for: a dated table of codes, as data."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from models.people.code_tables import in_force

TABLE = "post_duties"
# The county's eight (领岗), where nobody has entered others.
USUAL = (
    "政策宣传岗",
    "治安巡逻岗",
    "环境卫生岗",
    "扶贫帮困岗",
    "便民服务岗",
    "矛盾调解岗",
    "就业服务岗",
    "关爱服务岗",
)


def duties(session: Session, day: dt.date) -> Sequence[str]:
    """The names in force on ``day``; the table ``post_duties`` holds ``{"names": [...]}``."""
    row = in_force(session, TABLE, day)
    return USUAL if row is None else row.values["names"]
