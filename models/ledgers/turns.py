"""What changes the registers in bulk goes one after the other, so that nobody comes in twice.

An import knows what is registered from its beginning on: whoever took rows back meanwhile would
leave it counting on people who are gone.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.ledgers.refusals import ImportNotReady

# Any fixed number.
LOCK = 7_311_904


def wait_for_turn(session: Session) -> None:
    """For jobs: until the transaction ends nobody else changes the registers in bulk."""
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))


def take_turn(session: Session) -> None:
    """The same for a page, which does not wait; raises ``ImportNotReady``."""
    if not session.scalar(select(func.pg_try_advisory_xact_lock(LOCK))):
        raise ImportNotReady(Said("正有一份台账在导入或撤销，请等它结束再试。"))
