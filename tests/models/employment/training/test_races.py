"""Many at once, each in a transaction of his own: no seat twice, no two orders of one number."""

import datetime as dt
from collections import Counter

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models.database.engine import transaction
from models.employment.tables import Cohort, Referral, TrainingOrder
from models.employment.training import classes, closing, orders
from models.matching.classes import enrol
from tests.county import NOW, TODAY
from tests.models.care.together.test_races import all_at_once
from tests.models.employment.training.conftest import School

pytestmark = pytest.mark.slow
SEATS, ASKED = 3, 12


def test_the_last_seats_go_to_as_many_as_there_are(engine: Engine) -> None:
    with transaction(engine) as session:
        school = School(session)
        second = classes.open_class(
            session, school.staff, school.order.id, school.plan, TODAY, NOW
        ).id
        ids = [school.county.seeker(training_wishes=["缝纫工"]).id for _ in range(ASKED)]
        first, staff, order_id = school.cohort.id, school.staff, school.order.id

    def work(number: int) -> object:
        with transaction(engine) as session:
            of = first if number % 2 else second
            return enrol(session, staff, of, ids[number], TODAY, NOW)

    came = Counter(all_at_once([lambda n=n: work(n) for n in range(ASKED)]))
    # The order wants four people, though its two classes have six seats.
    assert came == {"done": 4, "no_seat_left": ASKED - 4}
    with Session(engine) as session:
        held = select(func.count()).where(Referral.state == "accepted")
        assert session.scalar(held) == 4
        order = session.get_one(TrainingOrder, order_id)
        assert orders.tallies(session, [order])[order_id].missing == 0


def test_a_class_that_closes_meanwhile_takes_nobody_afterwards(engine: Engine) -> None:
    with transaction(engine) as session:
        school = School(session)
        ids = [school.county.seeker(training_wishes=["缝纫工"]).id for _ in range(ASKED)]
        of, staff = school.cohort.id, school.staff

    def close() -> object:
        with transaction(engine) as session:
            return classes.close(session, staff, of, "provider", TODAY, NOW)

    def join(number: int) -> object:
        with transaction(engine) as session:
            return enrol(session, staff, of, ids[number], TODAY, NOW)

    came = all_at_once([close, *(lambda n=n: join(n) for n in range(ASKED))])
    assert came[0] == "done"
    assert set(came[1:]) <= {"done", "no_seat_left", "opening_closed"}
    with Session(engine) as session:
        held = session.scalar(select(func.count()).where(Referral.state == "accepted"))
    assert held == came[1:].count("done") <= SEATS


def test_an_order_that_closes_meanwhile_leaves_no_class_to_come(engine: Engine) -> None:
    with transaction(engine) as session:
        school = School(session)
        ids = [school.county.seeker(training_wishes=["缝纫工"]).id for _ in range(ASKED)]
        of, order_id, staff, plan = school.cohort.id, school.order.id, school.staff, school.plan

    def close() -> object:
        with transaction(engine) as session:
            return closing.close(session, staff, order_id, "unwanted", TODAY, NOW)

    def work(number: int) -> object:
        with transaction(engine) as session:
            if number % 2:
                return classes.open_class(session, staff, order_id, plan, TODAY, NOW)
            return enrol(session, staff, of, ids[number], TODAY, NOW)

    came = all_at_once([*(lambda n=n: work(n) for n in range(ASKED)), close])
    assert came[-1] == "done"
    refused = {"training_order_closed", "opening_closed", "no_seat_left"}
    assert set(came) <= {"done", *refused}
    with Session(engine) as session:
        coming = select(func.count()).where(Cohort.order_id == order_id, Cohort.closed_on.is_(None))
        assert session.scalar(coming) == 0
        held = session.scalar(select(func.count()).where(Referral.state == "accepted"))
        assert held == sum(classes.untold(session, order_id).values()) == came[:-1:2].count("done")


def test_numbers_are_given_once(engine: Engine) -> None:
    with transaction(engine) as session:
        school = School(session)
        firm, staff, terms = school.order.employer_id, school.staff, school.terms
    year = TODAY + dt.timedelta(60)

    def post() -> object:
        with transaction(engine) as session:
            return orders.post(session, staff, firm, terms, year, NOW)

    assert all_at_once([post] * ASKED) == ["done"] * ASKED
    with Session(engine) as session:
        numbers = session.scalars(select(TrainingOrder.number).order_by(TrainingOrder.number)).all()
    assert [one for one in numbers if one.startswith("LX2027")] == [
        f"LX2027-{n:04}" for n in range(1, ASKED + 1)
    ]
