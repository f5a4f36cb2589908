"""Rows to arrays: what the night sees of helpers and visits."""

import datetime as dt
import uuid

import numpy as np

from matcher.care.arrays import CareArrays
from matcher.care.days import PARTS, week_bit
from matcher.care.urgency import HIGH_RISK, ORDINARY, missing_cost
from models.care.columns import Slot
from models.care.rows import care_arrays
from models.care.tables import Visit
from models.people.tables import Helper
from tests.models.care.village import TODAY, Village, day


def arrays(village: Village, **more: object) -> CareArrays:
    return care_arrays(village.session, village.place.id, TODAY, **more)  # type: ignore[arg-type]


def test_a_helper_as_the_night_sees_her(village: Village) -> None:
    helper = village.volunteer(quiet_until=day(3), monthly_visits=3)
    visit = village.visit()
    village.claim(helper, visit, day=day(2), part=1)
    seen = arrays(village)
    assert [uuid.UUID(text) for text in seen.helper_id] == [helper.id]
    assert seen.helper_capacity.tolist() == [[2, 3]]
    assert seen.helper_load.tolist() == [1]
    assert seen.helper_age.tolist() == [46]
    assert seen.helper_not_before.tolist() == [day(4).toordinal()]
    assert seen.helper_checked_until.tolist() == [dt.date(2028, 1, 1).toordinal()]
    assert (seen.taken_helper.tolist(), seen.taken_slot.tolist()) == ([0], [2 * PARTS + 1])


def test_a_check_without_expiry_does_not_count(village: Village) -> None:
    village.volunteer(child_check_until=None)
    assert arrays(village).helper_checked_until.tolist() == [0]


def test_a_full_visit_is_not_there_and_a_half_full_one_is_bound_to_its_half_day(
    village: Village,
) -> None:
    helper = village.volunteer()
    village.claim(helper, village.visit(), day=day(1), part=0)
    two = village.visit(helpers_wanted=2)
    village.claim(helper, two, day=day(3), part=2)
    seen = arrays(village)
    assert [uuid.UUID(text) for text in seen.visit_id] == [two.id]
    assert seen.visit_required.tolist() == [1]
    assert seen.visit_from.tolist() == seen.visit_to.tolist() == [day(3).toordinal()]
    assert seen.visit_weekly.tolist() == [week_bit(day(3).weekday(), 2)]


def test_a_visit_as_the_night_sees_it(village: Village) -> None:
    child = village.elder(
        born_on=dt.date(2015, 5, 1), wished_sex=1, categories=["失能老人", "低保家庭"]
    )
    village.visit(child, kinds=["chat", "wash"], window_from=day(-30), window_to=day(-10))
    seen = arrays(village)
    assert seen.visit_child.tolist() == [True]
    assert seen.visit_intimate.tolist() == [True]
    assert seen.visit_sex_wish.tolist() == [1]
    assert (seen.visit_from[0], seen.visit_to[0]) == (TODAY.toordinal(), day(14).toordinal())
    urgency = missing_cost(np.array([HIGH_RISK]), np.array([10]), 1, np.array([2]))
    assert seen.visit_missing_cost.tolist() == urgency.tolist()


def test_skills_and_dialects_have_one_bit_on_both_sides(village: Village) -> None:
    village.volunteer(skills=["理发", "课业辅导"], dialects=["湖广话", "陕南话"])
    village.visit(kinds=["lesson"])
    seen = arrays(village)
    assert seen.skill_names == ("课业辅导",)
    assert seen.dialect_names == ("陕南话",)
    assert seen.helper_skills.tolist() == seen.visit_skills.tolist() == [1]
    assert seen.helper_dialects.tolist() == seen.visit_dialects.tolist() == [1]


def test_the_grid_gives_the_point_and_a_door_makes_a_household(village: Village) -> None:
    village.volunteer(grid=village.flats, door="301")
    village.visit(village.elder(grid=village.flats, door="301"))
    village.visit(village.elder(door="301"))
    village.visit(village.elder(grid=village.flats, door=None))
    seen = arrays(village)
    assert seen.helper_lat.tolist() == [village.grids[0].lat]
    assert seen.visit_grid[0] == seen.helper_grid[0] >= 0
    assert (seen.visit_household == seen.helper_household[0]).tolist() == [True, False, False]


def slot(helper: Helper, visit: Visit, on: dt.date, part: int) -> Slot:
    return helper.id.hex, visit.id.hex, on.toordinal(), part


def test_last_visitor_is_known_and_pairs_become_rows(village: Village) -> None:
    first, last = village.volunteer(), village.volunteer()
    resident = village.elder()
    for offset, helper in ((-40, first), (-10, last)):
        past = village.visit(resident, state="done")
        village.claim(helper, past, day=day(offset), state="done")
    visit = village.visit(resident)
    pair = (first.id, visit.id)
    seen = arrays(
        village,
        forbidden=[pair, (uuid.uuid4(), visit.id)],
        kept=[slot(first, visit, day(2), 1), slot(first, visit, day(90), 1)],
        locked=[slot(last, visit, day(3), 0)],
    )
    row = [text for text in seen.helper_id].index
    assert seen.known.left.tolist() == [row(last.id.hex)]
    assert seen.forbidden.left.tolist() == seen.kept_helper.tolist() == [row(first.id.hex)]
    assert seen.kept_slot.tolist() == [2 * PARTS + 1]
    assert (seen.locked_helper.tolist(), seen.locked_slot.tolist()) == (
        [row(last.id.hex)],
        [3 * PARTS],
    )


def test_only_those_named(village: Village) -> None:
    helpers = [village.volunteer() for _ in range(3)]
    visits = [village.visit() for _ in range(3)]
    seen = arrays(village, helper_ids=[helpers[1].id], visit_ids=[visits[2].id])
    assert seen.helper_id.tolist() == [helpers[1].id.hex]
    assert seen.visit_id.tolist() == [visits[2].id.hex]


def test_ordinary_residents_wait_behind_the_frail(village: Village) -> None:
    village.visit(village.elder(categories=["失业人员"]))
    urgency = missing_cost(np.array([ORDINARY]), np.array([0]), 1)
    assert arrays(village).visit_missing_cost.tolist() == urgency.tolist()


def test_school_holidays(village: Village) -> None:
    seen = care_arrays(village.session, village.place.id, dt.date(2027, 1, 18), horizon=4)
    assert seen.school_holiday.tolist() == [False, False, True, True]
