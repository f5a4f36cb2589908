"""What helpers hear about lines and offers, on the accounts they have."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.tables import Account
from models.notices.outbox import tell
from models.people.tables import Helper


def tell_helper(
    session: Session, helper_id: uuid.UUID, key: str, said: Said, link: str, now: dt.datetime
) -> None:
    """Put a message into the box of the helper's account, once for ``key``."""
    accounts = (
        select(Account.id)
        .join(Helper, Helper.person_id == Account.person_id)
        .where(Helper.id == helper_id)
    )
    tell(session, session.scalars(accounts), key, said, link, now)
