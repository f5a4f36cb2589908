"""Staff who decide at the same moment, on a really committing database."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.database.engine import transaction
from models.database.refused import Refused
from models.employment.tables import Referral
from models.matching.reviews import approve, approve_many
from models.matching.tables import Proposal
from tests.county import NOW, County
from tests.models.matching.proposals import a_run, for_seeker

STAFF = 8


def test_two_places_eight_hands(engine: Engine) -> None:
    with transaction(engine) as session:
        county = County(session)
        run, vacancy = a_run(county), county.vacancy(headcount=2)
        ids = [for_seeker(county, run, vacancy_id=vacancy.id).id for _ in range(STAFF)]
        scopes = [county.scope("employment") for _ in ids]
    gate = Barrier(STAFF)

    def decide(scope: Scope, number: int) -> str:
        gate.wait()
        try:
            with transaction(engine) as session:
                approve(session, scope, ids[number], 1, NOW)
        except Refused as refusal:
            return refusal.code
        return "approved"

    with ThreadPoolExecutor(STAFF) as pool:
        answers = Counter(pool.map(decide, scopes, range(STAFF)))
    assert answers == {"approved": 2, "no_seat_left": STAFF - 2}
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Referral)) == 2


def test_the_same_list_twice_in_opposite_orders(engine: Engine) -> None:
    with transaction(engine) as session:
        county = County(session)
        run = a_run(county)
        ids = [for_seeker(county, run).id for _ in range(STAFF)]
        scopes = [county.scope("employment") for _ in range(2)]
    gate = Barrier(2)

    def decide(scope: Scope, backwards: bool) -> str:
        chosen = [(one, 1) for one in (reversed(ids) if backwards else ids)]
        gate.wait()
        try:
            with transaction(engine) as session:
                approve_many(session, scope, chosen, NOW)
        except Refused as refusal:
            return refusal.code
        return "approved"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(decide, scopes, (False, True)))
    assert answers == ["approved", "not_all_approved"]
    with Session(engine) as session:
        states = session.scalars(select(Proposal.state)).all()
        assert set(states) == {"approved"}
