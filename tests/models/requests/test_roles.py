"""采办分离 as a table: who may ever take which step of a request, own or another's."""

import pytest
from sqlalchemy.orm import Session

from models.requests import life
from models.requests.refusals import RequestStepNotNow
from models.requests.steps import STEPS
from models.requests.tables import ENDED, OPEN
from tests.county import NOW
from tests.models.requests.hall import Hall

WORD = {"resident_yes", "resident_no", "withdraw"}
STAFF = {"accept", "answer", "send", "offer", "coordinate", "refer", "heard", "resume"}
OTHER = STAFF | WORD | {"checked", "pause"}
SUPERVISOR = OTHER | {"supervise", "back"}
ELDER = SUPERVISOR | {"settle"}
HANDLER = {"answer", "handle", "give_back", "resume"}

# Handled by the grid worker, supervised by the grid lead, typed in by the clerk.
BY_WORKER = {
    "code": WORD,
    "text": WORD | {"wrote"},
    "asker": WORD,
    "twin": WORD,
    "clerk": ELDER,
    "worker": STAFF | HANDLER,
    "mate": SUPERVISOR,
    "unit": OTHER,
    "lead": SUPERVISOR,
    "post": set(),
    "town": ELDER,
    "stranger": set(),
    "job": {"silent", "visited"},
}
# Handled by a post holder, supervised by the clerk: the clerk does not talk it over any more.
BY_POST = BY_WORKER | {
    "clerk": SUPERVISOR,
    "worker": SUPERVISOR,
    "unit": SUPERVISOR,
    "post": HANDLER,
}
# Handled by the only one in the town above the community: nobody of the grid supervises.
BY_CLERK = BY_WORKER | {
    "clerk": STAFF | HANDLER,
    "worker": OTHER,
    "mate": OTHER,
    "lead": OTHER,
}


def ever(hall: Hall, who: str) -> set[str]:
    """The steps somebody may take in one state or another, the clock stopped or not."""
    found: set[str] = set()
    was = hall.request.state
    for state in OPEN + ENDED:
        hall.request.state, hall.request.ended_at = state, NOW if state in ENDED else None
        found |= set(life.open_steps(hall.session, hall.request, hall.actor(who), NOW))
    hall.request.state, hall.request.ended_at = was, None
    return found


@pytest.mark.parametrize(
    ("handler", "supervisor", "table"),
    [("worker", "lead", BY_WORKER), ("post", "clerk", BY_POST), ("clerk", "town", BY_CLERK)],
)
def test_who_may_ever_take_which_step(
    session: Session, handler: str, supervisor: str, table: dict[str, set[str]]
) -> None:
    hall = Hall(session)
    hall.takes("unit", "accept")
    hall.takes("unit", "send", to=handler)
    running = {who: ever(hall, who) for who in table}
    hall.takes("mate", "pause", reason="weather", remark="下雪")
    stopped = {who: ever(hall, who) for who in table}
    hall.takes("mate", "resume")
    hall.takes(handler, "handle", remark="办了")
    hall.takes(supervisor, "supervise")
    found = {
        who: ever(hall, who) | (running[who] & {"pause"}) | (stopped[who] & {"resume"})
        for who in table
    }
    expected = table | ({"town": SUPERVISOR} if supervisor == "town" else {})
    assert found == expected


def test_every_step_that_is_not_open_is_refused(session: Session) -> None:
    hall = Hall(session)
    tried = 0
    for who in BY_WORKER:
        for name in STEPS:
            if name in life.open_steps(session, hall.request, hall.actor(who), NOW):
                continue
            with pytest.raises(RequestStepNotNow):
                hall.takes(who, name)
            tried += 1
    assert tried > 150 and hall.request.state == "found"


def test_who_did_something_about_it_does_not_supervise_another(session: Session) -> None:
    hall = Hall(session)
    hall.handled("worker")
    hall.takes("lead", "back", reason="not_well")
    hall.takes("clerk", "send", to="mate")
    hall.takes("mate", "handle", remark="重做了")
    with pytest.raises(RequestStepNotNow):
        hall.takes("worker", "supervise")
    with pytest.raises(RequestStepNotNow):
        hall.takes("worker", "resident_yes", reason="satisfied")
    hall.takes("lead", "supervise")


def test_a_requester_cannot_be_given_his_own_request(session: Session) -> None:
    hall = Hall(session)
    hall.takes("clerk", "accept")
    for who in ("asker", "twin", "stranger"):
        with pytest.raises(life.RequestStepWrong):
            hall.takes("clerk", "send", to=who)
    assert hall.request.handler_id is None
