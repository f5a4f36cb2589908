"""What waits for me, against asking of each request in turn whose turn it is."""

import datetime as dt
from random import Random

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from models.accounts.phone import phone_hash
from models.accounts.scope import scope_of
from models.database.refused import Refused
from models.people.identity import person_phone_hash
from models.people.tables import Person
from models.requests import life, lists
from models.requests.mine import HIS_TURN, mine
from models.requests.tables import OPEN, DutyShift, Request
from models.requests.telling import in_hand
from tests.county import NOW, TODAY
from tests.models.requests.hall import Hall

LEADS, TWINS = "13800001111", "13800002222"


def live(hall: Hall, r: Random) -> None:
    """Handled by somebody or not, supervised or not, and now in any state that is open."""
    for by in r.sample(["worker", "mate", "post", "clerk", "lead"], r.randrange(3)):
        try:
            hall.takes("clerk", "accept")
            hall.takes("clerk", "send", to=by)
            hall.takes(by, "handle", remark="办了")
        except Refused:
            continue
        hall.request.state = "accepted"
    if hall.request.handler_id != hall.accounts["town"].id:
        hall.request.supervisor_id = r.choice([None, hall.accounts["town"].id])
    hall.request.state = r.choice(OPEN)
    hall.session.flush()


def on_duty(hall: Hall, who: str, place: object, hours: tuple[int, int]) -> None:
    begins, ends = (dt.time(hour) for hour in hours)
    account = hall.accounts[who].id
    days = {"weekdays": 127, "first_day": TODAY - dt.timedelta(days=9)}
    shift = {"place_id": place.id, "account_id": account, "set_by": account, "set_at": NOW}
    hall.county.add(DutyShift(begins=begins, ends=ends, **days, **shift))


@pytest.mark.parametrize("seed", range(3))
def test_it_is_what_each_request_says_of_itself(session: Session, seed: int) -> None:
    hall, r = Hall(session), Random(seed)
    if seed % 2:
        on_duty(hall, "clerk", hall.county.communities[0], (22, 10))
        on_duty(hall, "town", hall.county.town, (0, 0))
        on_duty(hall, "stranger", hall.county.communities[1], (10, 12))
    hall.accounts["lead"].phone_hash = phone_hash(LEADS)
    twin = session.get_one(Person, hall.accounts["twin"].person_id)
    twin.phone, twin.phone_hash = TWINS, person_phone_hash(TWINS)
    # Two who have a second account each.
    for some in (("worker", "unit"), ("clerk", "mate")):
        person = hall.county.person("两个账号")
        for who in some:
            hall.accounts[who].person_id = person.id
    session.flush()
    for _ in range(50):
        place = r.choice(
            [hall.grid, hall.grid, hall.grid, *hall.county.grids, hall.county.communities[0]]
        )
        asks = r.choice(
            [
                {},
                {"requester_id": hall.accounts["mate"].id, "person_id": None},
                {"phone": LEADS},
                {"phone": TWINS},
            ]
        )
        made = life.loaded(session, hall.enter(place_id=place.id, **asks).id)
        assert made is not None
        hall.request = made
        live(hall, r)
    hall.accounts[r.choice(["worker", "lead", "unit"])].status = "disabled"
    session.flush()
    found = 0
    for account in hall.accounts.values():
        scope = scope_of(account)
        seen = session.scalars(lists.board(session, scope)).all()
        slow = {
            one.id
            for one in seen
            if one.state != HIS_TURN and account.id in in_hand(session, one, NOW)
        }
        assert set(mine(session, scope, NOW)) == slow, account.name
        found += len(slow)
    states = set(session.scalars(select(Request.state)))
    assert found > 10 and states == set(OPEN)


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
    assert counts[0] == counts[1] <= 9
