"""Two people review the same three hundred proposals at once, while the plan changes under them."""

import re
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from threading import Barrier

import httpx
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.database.engine import transaction
from models.employment.tables import Referral
from models.matching.renewal import renew
from models.matching.tables import ForbiddenPair, Proposal, Review, Run
from models.places.tables import Place
from tests.county import County
from tests.web.conftest import PASSWORD, served
from tests.web.matching.conftest import TONIGHT, Desk, told

MANY, LAPSED = 300, 15


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as found:
        yield found


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


Answers = dict[uuid.UUID, tuple[int, str]]
# How a proposal ended -> the answers to who approved and who rejected it.
WANTED = {"approved": (303, 409), "rejected": (409, 303), "lapsed": (409, 409)}


@dataclass(frozen=True)
class Meeting:
    """Two reviewers and an event, who begin at the same moment."""

    desk: Desk
    many: list[uuid.UUID]
    address: str
    gate: Barrier

    def review(self, action: str, phone: str) -> Answers:
        """Decide on all of them, in an order of one's own, at the version first shown."""
        with httpx.Client(base_url=self.address, timeout=60) as client:
            sign_in(client, phone)
            token = token_of(client.get("/desk/").text)
            self.gate.wait()
            answers = {}
            for one in Random(action).sample(self.many, MANY):
                form = {"csrf_token": token, "version": "1", "reason": "hours", "next": "/desk/"}
                answer = client.post(f"/desk/{one}/{action}", data=form)
                answers[one] = answer.status_code, answer.text
            return answers

    def event(self) -> None:
        """Something of the day takes some back in the midst of it."""
        self.gate.wait()
        with transaction(self.desk.engine) as session:
            mine = select(Proposal.seeker_id).where(Proposal.id.in_(self.many[-LAPSED:]))
            seekers = [one for one in session.scalars(mine) if one is not None]
            run = session.get_one(Run, self.desk.run_id)
            renew(session, run, "employment", [], TONIGHT, seekers)


def test_every_proposal_is_decided_once_and_the_other_is_told_why(
    desk: Desk, many: list[uuid.UUID], address: str
) -> None:
    meeting = Meeting(desk, many, address, Barrier(3))
    phones = [account(desk) for _ in range(2)]
    with ThreadPoolExecutor(3) as pool:
        approving = pool.submit(meeting.review, "approve", phones[0])
        rejecting = pool.submit(meeting.review, "reject", phones[1])
        pool.submit(meeting.event).result()
        approved, rejected = approving.result(), rejecting.result()
    with Session(desk.engine) as session:
        mine = select(Proposal.id, Proposal.state).where(Proposal.id.in_(many))
        states = dict(session.execute(mine).all())
        tables = Review, Referral, ForbiddenPair
        rows = [session.scalar(select(func.count()).select_from(table)) for table in tables]
    for one in many:
        answers = approved[one], rejected[one]
        assert tuple(status for status, _ in answers) == WANTED[states[one]]
        why = "匹配有了更新" if states[one] == "lapsed" else "刚刚处理过这条方案"
        assert all(why in page for status, page in answers if status == 409)
    ended = Counter(states.values())
    assert rows == [ended["approved"] + ended["rejected"], ended["approved"], ended["rejected"]]
    assert min(ended["approved"], ended["rejected"]) > MANY // 10
    assert ended["lapsed"] <= LAPSED


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
