"""Orders are found by how they stand, and closed; nobody in a class is forgotten."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from models.employment.placing.life import Asked
from models.employment.posting import PostingWrong
from models.employment.rows import employment_rows
from models.employment.tables import TrainingOrder
from models.employment.training import classes, closing, orders
from models.employment.training.refusals import OrderClosed, OrderUnknown
from models.matching import referrals
from models.matching.classes import enrol
from models.matching.refusals import OpeningClosed
from models.trail.tables import TrailEntry
from tests.county import NOW, TODAY
from tests.models.employment.training.conftest import BEGINS, DAY, School


def found(school: School, state: str | None, text: str = "", day: int = 0) -> list[str]:
    wanted = orders.orders(school.staff, TODAY + day * DAY, state, text)
    return [one.number for one in school.session.scalars(wanted)]


def close(school: School, reason: str = "unwanted", day: int = 0) -> list[object]:
    args = school.order.id, reason, TODAY + day * DAY, NOW
    return [one.id for one in closing.close(school.session, school.staff, *args)]


def test_orders_are_found_by_how_they_stand_and_by_name(school: School) -> None:
    mine = school.order.number
    other = orders.post(
        school.session,
        school.staff,
        school.county.employer("河西玩具厂").id,
        replace(school.terms, occupation="玩具工", headcount=1),
        TODAY,
        NOW,
    )
    assert found(school, None) == found(school, "open") == [other.number, mine]
    assert found(school, None, "玩具") == found(school, None, "河西") == [other.number]
    assert found(school, None, mine) == [mine] and found(school, "open", "100%") == []
    cohort = classes.open_class(
        school.session,
        school.staff,
        other.id,
        replace(school.plan, seats=1, least=1),
        TODAY,
        NOW,
    )
    pupil = school.pupil(cohort=cohort)
    assert (found(school, "full"), found(school, "open")) == ([other.number], [mine])
    assert found(school, "running", day=9) == []
    assert found(school, "running", day=10) == [other.number]
    assert orders.running(school.session, [other, school.order], BEGINS) == {other.id}
    pupil.state = "passed"
    school.session.flush()
    assert found(school, "running", day=40) == []
    close(school)
    assert (found(school, "closed"), found(school, "open")) == ([mine], [])


def test_what_has_not_begun_is_closed_and_its_people_are_to_be_told(school: School) -> None:
    pupil, asked = school.pupil(), school.pupil("approved")
    assert close(school) == [school.cohort.id]
    assert (school.order.closed_on, school.order.closed_for) == (TODAY, "unwanted")
    assert (school.cohort.closed_on, school.cohort.closed_for) == (TODAY, "order_gone")
    assert (pupil.state, asked.state) == ("accepted", "approved")
    assert classes.untold(school.session, school.order.id) == {school.cohort.id: 2}
    school.together({pupil.id: Asked("withdraw", "not_opened")})
    assert classes.untold(school.session, school.order.id) == {school.cohort.id: 1}
    line = select(TrailEntry).where(TrailEntry.action == "order.close")
    entry = school.session.scalars(line).one()
    assert (entry.why, entry.detail) == ("unwanted", {"classes": 1})


def test_a_class_that_has_begun_goes_on_to_the_work_after_it(school: School) -> None:
    pupil, works = school.pupil(), school.pupil("placed")
    assert close(school, day=11) == []
    assert school.cohort.closed_on is None and works.state == "placed"
    assert school.lesson(BEGINS, today=BEGINS + DAY).present == 1
    for step in ("passed", "started"):
        late = BEGINS + 2 * DAY
        referrals.step(school.session, school.staff, pupil.id, Asked(step, day=late), late, NOW)
    assert pupil.state == "placed"


def test_a_closed_order_takes_no_class_and_nobody(school: School) -> None:
    later = BEGINS
    close(school, day=10)
    assert school.cohort.closed_on is None and school.tally().missing == 0
    assert school.seats().free == 0
    assert employment_rows(school.session, school.county.place.id, later).openings == []
    someone = school.county.seeker(training_wishes=["缝纫工"])
    with pytest.raises(OpeningClosed):
        enrol(school.session, school.staff, school.cohort.id, someone.id, later, NOW)
    again = replace(school.plan, starts_on=later + DAY)
    of = school.order.id
    for act in (
        lambda: classes.open_class(school.session, school.staff, of, again, later, NOW),
        lambda: classes.change(school.session, school.staff, school.cohort.id, again, later, NOW),
        lambda: orders.change(school.session, school.staff, of, "", school.terms, later, NOW),
        lambda: close(school),
    ):
        with pytest.raises(OrderClosed):
            act()


def test_an_order_is_closed_for_a_reason_by_who_has_a_say_in_all_of_it(school: School) -> None:
    with pytest.raises(PostingWrong, match="选择原因"):
        close(school, "tired")
    west = school.county.communities[1]
    classes.open_class(
        school.session,
        school.staff,
        school.order.id,
        replace(school.plan, place_id=west.id),
        TODAY,
        NOW,
    )
    east = school.county.scope("employment", school.county.communities[0])
    with pytest.raises(PostingWrong, match=f"{west.name}还有没开的班"):
        closing.close(school.session, east, school.order.id, "shut", TODAY, NOW)
    stranger = school.county.scope("volunteer")
    with pytest.raises(OrderUnknown):
        closing.close(school.session, stranger, school.order.id, "shut", TODAY, NOW)
    assert len(close(school)) == 2
    order = school.session.get_one(TrainingOrder, school.order.id)
    assert order.closed_on == TODAY
