"""Many hands at one request: one of them takes the step, the others are told."""

import uuid
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine, select

from models.accounts.scope import scope_of
from models.accounts.tables import Account
from models.database.engine import transaction
from models.requests import life, lists
from models.requests.life import Asked
from models.requests.refusals import RequestStepNotNow
from models.requests.tables import RequestDeadline, RequestStep
from tests.county import NOW
from tests.models.requests.hall import Hall

STAFF = ("clerk", "worker", "mate", "unit", "lead", "town")


def test_six_accept_at_once_and_one_has_it(engine: Engine) -> None:
    with transaction(engine) as session:
        hall = Hall(session)
        request_id = hall.request.id
        accounts = [hall.accounts[who].id for who in STAFF]

    def accepts(account_id: uuid.UUID) -> bool:
        with transaction(engine) as session:
            scope = scope_of(session.get_one(Account, account_id))
            found, by = lists.request_in(session, scope, request_id, lock=True)
            try:
                life.step(session, found, by, Asked("accept"), NOW)
            except RequestStepNotNow:
                return False
            return True

    with ThreadPoolExecutor(len(accounts)) as pool:
        assert sorted(pool.map(accepts, accounts)) == [False] * 5 + [True]
    with transaction(engine) as session:
        assert session.scalars(select(RequestStep.step)).all() == ["accept"]
        promised = session.scalars(select(RequestDeadline.what)).all()
        assert sorted(promised) == ["accept", "answer", "handle"]
