"""What waits for me, against asking of each request in turn whose turn it is."""

import datetime as dt
from random import Random

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from models.accounts.scope import scope_of
from models.database.refused import Refused
from models.requests import life, lists
from models.requests.mine import HIS_TURN, mine
from models.requests.steps import STEPS
from models.requests.tables import DutyShift, Request
from models.requests.telling import in_hand
from tests.county import NOW, TODAY
from tests.models.requests.hall import Hall

REMARK = {"remark": "一句话"}


def live(hall: Hall, r: Random) -> None:
    """A few steps by whoever may take them."""
    for _ in range(r.randrange(9)):
        who = r.choice([*hall.accounts, "code", "job"])
        step = r.choice(life.open_steps(hall.session, hall.request, hall.actor(who)) or ["accept"])
        reasons = list(STEPS[step].reasons)
        given = {"reason": r.choice(reasons)} if reasons else {}
        to = r.choice(["worker", "mate", "post", "clerk", "lead"]) if STEPS[step].to else None
        if step not in ("withdraw", "refer", "settle"):
            try:
                hall.takes(who, step, to=to, **given, **REMARK)
            except Refused:
                continue


def on_duty(hall: Hall, who: str, place: object, hours: tuple[int, int]) -> None:
    begins, ends = (dt.time(hour) for hour in hours)
    account = hall.accounts[who].id
    days = {"weekdays": 127, "first_day": TODAY - dt.timedelta(days=9)}
    shift = {"place_id": place.id, "account_id": account, "set_by": account, "set_at": NOW}
    hall.county.add(DutyShift(begins=begins, ends=ends, **days, **shift))


@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_each_request_says_of_itself(session: Session, seed: int) -> None:
    hall, r = Hall(session), Random(seed)
    if seed % 2:
        on_duty(hall, "clerk", hall.county.communities[0], (22, 10))
        on_duty(hall, "town", hall.county.town, (0, 0))
        on_duty(hall, "stranger", hall.county.communities[1], (10, 12))
    for _ in range(20):
        place = r.choice([*hall.county.grids, *hall.county.communities])
        asks = r.choice([{}, {"requester_id": hall.accounts["mate"].id, "person_id": None}])
        made = life.loaded(session, hall.enter(place_id=place.id, **asks).id)
        assert made is not None
        hall.request = made
        live(hall, r)
    hall.accounts[r.choice(["worker", "lead", "unit"])].status = "disabled"
    session.flush()
    found = 0
    for account in hall.accounts.values():
        scope = scope_of(account)
        seen = session.scalars(lists.board(scope)).all()
        slow = {
            one.id
            for one in seen
            if one.state != HIS_TURN and account.id in in_hand(session, one, NOW)
        }
        assert set(mine(session, scope, NOW)) == slow, account.name
        found += len(slow)
    states = set(session.scalars(select(Request.state)))
    assert found > 10 and states >= {"found", "sent"}


def test_it_asks_as_often_for_thirty_as_for_three(session: Session) -> None:
    hall = Hall(session)
    asked: list[str] = []
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *facts: asked.append(facts[2]))
    counts = []
    for number in (3, 30):
        for _ in range(number):
            hall.enter()
        session.expunge_all()
        scope = hall.scope("clerk")
        asked.clear()
        mine(session, scope, NOW)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 5
