"""What was kept for a while goes in time, and not before."""

import datetime as dt

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.accounts.forget import KEPT, SIGN_INS_KEPT, replies, sign_ins
from jobs.clock import now
from models.accounts import sessions
from models.accounts.locks import note_failure
from models.accounts.replies import begin
from models.accounts.tables import Account, AccountSession, FailedSignIn, IdempotentReply
from models.database.engine import transaction

HOUR = dt.timedelta(hours=1)


def _account(session: Session) -> Account:
    account = Account(
        name="李想",
        phone="15400000001",
        phone_hash=b"1",
        password_hash="none",
        created_at=now(),
    )
    session.add(account)
    session.flush()
    return account


def test_old_sign_ins_are_forgotten(engine: Engine) -> None:
    with transaction(engine) as session:
        account = _account(session)
        for past in (SIGN_INS_KEPT + HOUR, SIGN_INS_KEPT - HOUR):
            moment = now() - past
            sessions.begin(session, account.id, moment, device="other/other", address=None)
            note_failure(session, None, "password", moment, None)
    assert sign_ins() == 2
    with transaction(engine) as session:
        for table in (AccountSession, FailedSignIn):
            assert len(session.scalars(select(table)).all()) == 1


def test_only_old_answers_are_forgotten(engine: Engine) -> None:
    with transaction(engine) as session:
        account = _account(session)
        begin(session, account.id, "old", b"1", now() - KEPT - HOUR)
        begin(session, account.id, "new", b"2", now() - KEPT + HOUR)
    assert replies() == 1
    with transaction(engine) as session:
        assert session.scalars(select(IdempotentReply.key)).all() == ["new"]
