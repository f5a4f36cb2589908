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
from models.requests.replies import take_reply
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


def test_four_replies_at_once_are_one_word_and_three_notes(engine: Engine) -> None:
    """The one that comes first settles it; the others find nothing that waits."""
    with transaction(engine) as session:
        hall = Hall(session, requester_id=None, phone="13912345678")
        hall.handled()
        hall.takes("lead", "supervise")

    def writes(text: str) -> None:
        with transaction(engine) as session:
            take_reply(session, "13912345678", text, NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(writes, ("1", "3", "1", "3")))
    with transaction(engine) as session:
        said = select(RequestStep.step).where(RequestStep.side == "resident")
        steps = session.scalars(said.order_by(RequestStep.id)).all()
    assert sorted(steps)[1:] == ["wrote"] * 3
    assert steps.count("resident_yes") + steps.count("resident_no") == 1
