"""Opening what is owed: one visit a resident, due by the shortest term, nothing opened twice."""

from sqlalchemy import select

from models.care.tables import Visit
from models.care.visits import open_due
from tests.models.care.village import NOON, TODAY, Village, day


def opened(village: Village) -> int:
    return open_due(village.session, village.place.id, TODAY, NOON)


def all_visits(village: Village) -> list[Visit]:
    village.fresh()
    return list(village.session.scalars(select(Visit).order_by(Visit.id)))


def test_one_visit_for_all_that_is_due_together(village: Village) -> None:
    resident = village.elder(last_visit_on=day(-25), week=7)
    village.need(resident, "chat")
    village.need(resident, "wash")
    assert opened(village) == 1
    (visit,) = all_visits(village)
    assert visit.kinds == ["chat", "wash"]
    assert (visit.window_from, visit.window_to) == (day(-5), day(5))
    assert (visit.week, visit.helpers_wanted, visit.state) == (7, 1, "open")


def test_what_is_due_weeks_later_does_not_wait_at_the_door_today(village: Village) -> None:
    """A lesson every week asks nobody to wash as well; the monthly chat gets its own visit."""
    resident = village.elder(last_visit_on=day(-3))
    village.need(resident, "chat")
    village.need(resident, "lesson")
    assert opened(village) == 2
    lesson, chat = sorted(all_visits(village), key=lambda visit: visit.window_to)
    assert (lesson.kinds, lesson.window_from, lesson.window_to) == (["lesson"], day(2), day(4))
    assert (chat.kinds, chat.window_from, chat.window_to) == (["chat"], day(17), day(27))


def test_twice_opens_nothing_more(village: Village) -> None:
    village.need(village.elder())
    assert [opened(village), opened(village)] == [1, 0]


def test_a_visit_never_made_is_due_a_term_after_the_need_arose(village: Village) -> None:
    village.need(village.elder(last_visit_on=None), opened_on=day(-10))
    opened(village)
    assert all_visits(village)[0].window_to == day(20)


def test_a_night_for_a_day_before_the_ledger_came_in_owes_the_visits_too(village: Village) -> None:
    village.need(village.elder(last_visit_on=None), opened_on=day(3))
    assert opened(village) == 1
    assert all_visits(village)[0].window_to == day(30)


def test_what_is_overdue_keeps_its_window(village: Village) -> None:
    village.need(village.elder(last_visit_on=day(-45)))
    opened(village)
    later = open_due(village.session, village.place.id, day(7), NOON)
    (visit,) = all_visits(village)
    assert (later, visit.window_to) == (0, day(-15))


def test_no_visit_without_open_need_or_for_the_inactive(village: Village) -> None:
    closed = village.need(village.elder())
    closed.closed_on = TODAY
    village.need(village.elder(active=False))
    assert opened(village) == 0


def test_an_open_visit_follows_the_needs_until_it_is_claimed(village: Village) -> None:
    resident = village.elder()
    village.need(resident, "chat")
    opened(village)
    village.need(resident, "wash")
    opened(village)
    (visit,) = all_visits(village)
    assert visit.kinds == ["chat", "wash"]
    village.claim(village.volunteer(), visit)
    village.need(resident, "lesson")
    opened(village)
    assert all_visits(village)[0].kinds == ["chat", "wash"]


def test_a_visit_nobody_needs_any_more_is_cancelled(village: Village) -> None:
    need = village.need(village.elder())
    opened(village)
    need.closed_on = TODAY
    village.session.flush()
    opened(village)
    (visit,) = all_visits(village)
    assert (visit.state, visit.closed_at) == ("cancelled", NOON)


def test_another_county_is_left_alone(village: Village) -> None:
    other = Village(village.session, "610999")
    other.need(other.elder())
    assert opened(village) == 0
