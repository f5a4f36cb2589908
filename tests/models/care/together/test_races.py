"""Many at once, each in a transaction of his own: no place twice, none lost, the queue in order."""

import datetime as dt
import random
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, select

from models.care.posts import holding, setting
from models.care.posts.setting import Terms
from models.care.posts.tables import PostHolding
from models.care.together import activities, shifts, stations
from models.care.together.tables import Shift, Signup, StationDay
from models.database.engine import transaction
from models.database.refused import Refused
from models.people.tables import Helper
from tests.models.care.together.conftest import MORNING, PLAN
from tests.models.care.village import TODAY, Village

pytestmark = pytest.mark.slow

AT_ONCE = 24
HELPERS = 48
PLACES = 6
BEGINS = dt.datetime(2026, 11, 28, 1, 0, tzinfo=dt.UTC)
Work = Callable[[], object]


def all_at_once(work: Sequence[Work]) -> list[str]:
    """What came of each: ``done`` or the code of its refusal."""
    barrier = Barrier(min(AT_ONCE, len(work)))

    def run(number: int) -> str:
        if number < barrier.parties:
            barrier.wait(timeout=60)
        try:
            work[number]()
        except Refused as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(len(work))))


class Crowd:
    """A committed village with a keeper and many party members, all of them checked."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with transaction(engine) as session:
            village = Village(session)
            self.place = village.communities[0].id
            self.keeper = village.scope("community", village.communities[0])
            crowd = [village.volunteer(political_status="中共党员") for _ in range(HELPERS)]
            self.helpers = [helper.id for helper in crowd]

    def each(self, change: Callable[..., object]) -> list[str]:
        """``change(session, helper_id)`` for every helper, all at once."""

        def alone(helper_id: uuid.UUID) -> Work:
            def work() -> None:
                with transaction(self.engine) as session:
                    change(session, helper_id)

            return work

        return all_at_once([alone(helper_id) for helper_id in self.helpers])


@pytest.fixture
def crowd(engine: Engine) -> Crowd:
    return Crowd(engine)


def test_the_places_of_a_post_are_chosen_once(crowd: Crowd) -> None:
    with transaction(crowd.engine) as session:
        terms = Terms("政策宣传岗", "岗", "事", PLACES, TODAY, None)
        post = setting.set_up(session, crowd.keeper, crowd.place, terms, MORNING).id
    by = crowd.keeper.account_id
    came = crowd.each(lambda session, who: holding.choose(session, who, post, MORNING, by=by))
    assert Counter(came) == {"done": PLACES, "post_full": HELPERS - PLACES}
    with transaction(crowd.engine) as session:
        assert sorted(session.scalars(select(PostHolding.seat))) == list(range(PLACES))


def test_two_seats_of_a_shift_are_two_helpers(crowd: Crowd) -> None:
    with transaction(crowd.engine) as session:
        stations.set_up(session, crowd.keeper, crowd.place, PLAN, MORNING)
        day = session.scalars(select(StationDay.id).where(StationDay.day == TODAY)).one()
    by = crowd.keeper.account_id
    came = crowd.each(lambda session, who: shifts.take(session, who, day, MORNING, by=by))
    assert Counter(came) == {"done": 2, "no_place": HELPERS - 2}
    with transaction(crowd.engine) as session:
        assert sorted(session.scalars(select(Shift.seat))) == [0, 1]


def test_one_helper_in_twenty_activities_at_one_time_gets_one(crowd: Crowd) -> None:
    ids = [_activity(crowd, PLACES) for _ in range(20)]
    by, who = crowd.keeper.account_id, crowd.helpers[0]

    def sign(one: uuid.UUID) -> Work:
        def work() -> None:
            with transaction(crowd.engine) as session:
                activities.sign_up(session, who, one, MORNING, by=by)

        return work

    assert Counter(all_at_once([sign(one) for one in ids])) == {"done": 1, "date_taken": 19}


def test_signing_up_and_leaving_at_once_loses_no_place_and_keeps_the_queue(crowd: Crowd) -> None:
    one, by, draw = _activity(crowd, PLACES), crowd.keeper.account_id, random.Random(7)
    crowd.each(lambda session, who: activities.sign_up(session, who, one, MORNING, by=by))
    leaving = set(draw.sample(crowd.helpers, HELPERS // 2))

    def come_and_go(session: object, who: uuid.UUID) -> None:
        if who in leaving:
            activities.cancel(session, who, one, MORNING, by=by)  # type: ignore[arg-type]

    assert set(crowd.each(come_and_go)) == {"done"}
    with transaction(crowd.engine) as session:
        rows = session.scalars(select(Signup).where(Signup.state.in_(("seated", "waiting")))).all()
        seated = [row for row in rows if row.state == "seated"]
        waiting = [row for row in rows if row.state == "waiting"]
        assert sorted(row.seat for row in seated) == list(range(PLACES))  # type: ignore[type-var]
        assert len(rows) == HELPERS - len(leaving)
        assert max(row.turn for row in seated) < min(row.turn for row in waiting)
        assert not {row.helper_id for row in rows} & leaving
        assert len(session.scalars(select(Helper.id)).all()) == HELPERS


def _activity(crowd: Crowd, places: int) -> uuid.UUID:
    plan = activities.Plan(
        "活动", "事", "处", BEGINS, BEGINS + dt.timedelta(hours=1), places, "everyone"
    )
    with transaction(crowd.engine) as session:
        return activities.set_up(session, crowd.keeper, crowd.place, plan, MORNING).id
