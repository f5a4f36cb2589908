"""Two people review the same three hundred proposals at once, while the plan changes under them."""

import re
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier, Thread

import httpx
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from models.database.engine import transaction
from models.employment.tables import Referral
from models.matching.renewal import renew
from models.matching.tables import ForbiddenPair, Proposal, Review, Run
from models.places.tables import Place
from tests.county import County
from tests.web.conftest import PASSWORD, Silent
from tests.web.matching.conftest import TONIGHT, Desk, told

MANY, LAPSED = 300, 15


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def many(desk: Desk) -> list[uuid.UUID]:
    with transaction(desk.engine) as session:
        county = County.again(session, session.get_one(Place, desk.county_id))
        vacancy = county.vacancy(headcount=MANY)
        found = []
        for rank in range(MANY):
            given = {"contributions": told(5000), "queue": [], "warnings": [], "alternatives": []}
            made = Proposal(
                run_id=desk.run_id,
                market="employment",
                place_id=county.grids[0].id,
                seeker_id=county.seeker(f"求职{rank}").id,
                vacancy_id=vacancy.id,
                rank=10 + rank,
                score=5000,
                change="new",
                **given,
            )
            found.append(county.add(made).id)
        return found


def test_every_proposal_is_decided_once_and_the_other_is_told_why(
    desk: Desk, many: list[uuid.UUID], address: str
) -> None:
    gate = Barrier(3)

    def reviewer(action: str, phone: str) -> dict[uuid.UUID, tuple[int, str]]:
        with httpx.Client(base_url=address, timeout=60) as client:
            sign_in(client, phone)
            token = token_of(client.get("/desk/").text)
            order = Random(action).sample(many, MANY)
            gate.wait()
            answers = {}
            for one in order:
                form = {"csrf_token": token, "version": "1", "reason": "hours", "next": "/desk/"}
                answer = client.post(f"/desk/{one}/{action}", data=form)
                answers[one] = answer.status_code, answer.text
            return answers

    def night() -> None:
        """An event of the day takes some back in the midst of it."""
        gate.wait()
        with transaction(desk.engine) as session:
            mine = select(Proposal.seeker_id).where(Proposal.id.in_(many[-LAPSED:]))
            seekers = [one for one in session.scalars(mine) if one is not None]
            renew(session, session.get_one(Run, desk.run_id), "employment", [], TONIGHT, seekers)

    phones = [account(desk) for _ in range(2)]
    with ThreadPoolExecutor(3) as pool:
        approving = pool.submit(reviewer, "approve", phones[0])
        rejecting = pool.submit(reviewer, "reject", phones[1])
        pool.submit(night).result()
        approved, rejected = approving.result(), rejecting.result()

    with Session(desk.engine) as session:
        states = dict(
            session.execute(select(Proposal.id, Proposal.state).where(Proposal.id.in_(many))).all()
        )
        reviews = session.scalar(select(func.count()).select_from(Review))
        referrals = session.scalar(select(func.count()).select_from(Referral))
        forbidden = session.scalar(select(func.count()).select_from(ForbiddenPair))
    for one in many:
        answers = approved[one], rejected[one]
        wanted = {"approved": (303, 409), "rejected": (409, 303), "lapsed": (409, 409)}
        assert tuple(status for status, _ in answers) == wanted[states[one]]
        why = "匹配有了更新" if states[one] == "lapsed" else "刚刚处理过这条方案"
        assert all(why in page for status, page in answers if status == 409)
    counted = [*states.values()]
    assert reviews == counted.count("approved") + counted.count("rejected")
    assert (referrals, forbidden) == (counted.count("approved"), counted.count("rejected"))
    assert min(counted.count("approved"), counted.count("rejected")) > MANY // 10
    assert counted.count("lapsed") <= LAPSED


def account(desk: Desk) -> str:
    """The telephone of a fresh account of the station."""
    desk.staff("employment")
    return f"1370000{desk.opened:04}"


def sign_in(client: httpx.Client, phone: str) -> None:
    form = {"csrf_token": token_of(client.get("/sign-in").text), "password": PASSWORD, "next": "/"}
    assert client.post("/sign-in", data=form | {"phone": phone}).status_code == 303


def token_of(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found is not None
    return found[1]
