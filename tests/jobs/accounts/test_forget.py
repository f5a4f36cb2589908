"""Answers kept for repeated requests go after two days, and not before."""

import datetime as dt

from sqlalchemy import Engine, select

from jobs.accounts.forget import KEPT, replies
from jobs.clock import now
from models.accounts.replies import begin
from models.accounts.tables import Account, IdempotentReply
from models.database.engine import transaction

HOUR = dt.timedelta(hours=1)


def test_only_old_answers_are_forgotten(engine: Engine) -> None:
    with transaction(engine) as session:
        account = Account(
            name="李想",
            phone="15400000001",
            phone_hash=b"1",
            password_hash="none",
            created_at=now(),
        )
        session.add(account)
        session.flush()
        begin(session, account.id, "old", b"1", now() - KEPT - HOUR)
        begin(session, account.id, "new", b"2", now() - KEPT + HOUR)
    assert replies() == 1
    with transaction(engine) as session:
        assert session.scalars(select(IdempotentReply.key)).all() == ["new"]
