"""Which time holds for which kind and level, and that a newer version changes only what follows."""

import datetime as dt

from sqlalchemy.orm import Session

from models.people import code_tables
from models.requests.clocks import Clock
from models.requests.deadlines import unmet
from models.requests.rules import CLOCKS, DEFAULT_CLOCKS, LIMITS, clock_for
from models.requests.tables import KINDS, LEVELS, PROMISES
from tests.county import NOW, TODAY
from tests.models.requests.hall import Hall


def test_the_promise_of_the_source_holds_for_every_kind(session: Session) -> None:
    for kind in KINDS:
        assert clock_for(session, kind, "accept", "holder", NOW) == Clock(5, False)
        assert clock_for(session, kind, "answer", "holder", NOW) == Clock(30, False)
        for what in PROMISES:
            for level in LEVELS:
                assert clock_for(session, kind, what, level, NOW).minutes > 0


def test_the_most_particular_rule_holds(session: Session) -> None:
    assert clock_for(session, "safety", "handle", "holder", NOW) == Clock(240, False)
    assert clock_for(session, "safety", "handle", "town", NOW) == Clock(60, False)
    assert clock_for(session, "dispute", "handle", "town", NOW) == Clock(480, True)


def test_a_new_version_leaves_promises_made_before(session: Session) -> None:
    hall = Hall(session)
    rules = [[*one] for one in DEFAULT_CLOCKS] + [["property", "accept", "holder", 3, False]]
    tomorrow = TODAY + dt.timedelta(days=1)
    code_tables.revise(session, CLOCKS, {"clocks": rules}, tomorrow, 0, TODAY)
    limits = {"reopen": 1, "silence_days": 3, "hours": [["09:00", "17:00"]]}
    code_tables.revise(session, LIMITS, limits, tomorrow, 0, TODAY)
    later = NOW + dt.timedelta(days=1)
    fresh = hall.enter(now=later)
    minutes = {
        request.id: next(r.minutes for r in unmet(session, request.id) if r.what == "accept")
        for request in (hall.request, fresh)
    }
    assert minutes == {hall.request.id: 5, fresh.id: 3}
    assert clock_for(session, "care", "word", "holder", later) == Clock(3 * 24 * 60, False)
    assert clock_for(session, "care", "word", "holder", NOW) == Clock(7 * 24 * 60, False)
