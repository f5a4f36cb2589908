"""Waves by hand: who comes first, how long one waits, when it ends."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from matcher.said import Said
from models.accounts.scope import scope_of
from models.accounts.tables import Account
from models.care import claims
from models.care.asking import shown
from models.care.asking.params import AskParams
from models.care.asking.tables import Asking
from models.care.asking.waves import Counts
from models.care.pairing.tables import Pairing
from models.care.refusals import CareUnknown
from models.care.tables import Visit, Waiting
from models.matching import suggestions
from models.matching.asking import ask_due, decline
from models.matching.tables import ForbiddenPair
from models.notices.tables import Notice, NoticeChoice
from models.people.tables import Helper
from tests.models.care.village import NOON, Village, day
from tests.models.matching.proposals import a_run, for_visit

HOUR = dt.timedelta(hours=1)
MORNING = NOON - 3 * HOUR
LATER = NOON + AskParams().wait
SMALL = AskParams(per_wave=2)


def volunteer(village: Village, name: str = "孟琴", **more: Any) -> Helper:
    helper = village.volunteer(name, **more)
    village.login("volunteer", helper.person_id)
    return helper


def soon(village: Village, **more: Any) -> Visit:
    return village.visit(**({"window_to": day(5)} | more))


def look(village: Village, now: dt.datetime = NOON, params: AskParams = SMALL) -> Counts:
    village.fresh()
    return ask_due(village.session, village.place.id, now, params)


def asked(village: Village, visit: Visit) -> list[tuple[int, Any]]:
    village.fresh()
    asks = select(Asking).where(Asking.visit_id == visit.id).order_by(Asking.wave, Asking.id)
    return [(one.wave, one.helper_id) for one in village.session.scalars(asks)]


def ask_of(village: Village, helper: Helper) -> Asking:
    return village.session.scalars(select(Asking).where(Asking.helper_id == helper.id)).one()


def test_whom_the_night_suggests_is_asked_first_and_alone(village: Village) -> None:
    visit = soon(village)
    others = [volunteer(village) for _ in range(3)]
    chosen = others[2]
    for_visit(village, a_run(village), visit_id=visit.id, helper_id=chosen.id)
    assert look(village).asked == 1
    assert asked(village, visit) == [(1, chosen.id)]
    told = village.session.scalars(select(Notice)).one()
    account = village.session.get_one(Account, told.account_id)
    assert account.person_id == chosen.person_id
    assert told.link == f"/care/asked/{visit.id}"
    assert "张文贵" not in str(told.said)


def test_of_an_overdue_visit_it_is_said_since_when_and_that_any_day_soon_is_good(
    village: Village,
) -> None:
    for window_to, words in ((day(-2), "就到期了，还没有人去"), (day(0), "前都行")):
        visit = soon(village, window_from=day(-9), window_to=window_to)
        volunteer(village)
        look(village)
        link = f"/care/asked/{visit.id}"
        said, *_ = village.session.scalars(select(Notice.said).where(Notice.link == link))
        assert words in str(Said.from_json(said)) and window_to.isoformat() in str(said)


def test_the_standing_helper_is_asked_first_then_the_stand_in(village: Village) -> None:
    visit = soon(village)
    chosen, second, standing = (volunteer(village) for _ in range(3))
    for_visit(village, a_run(village), visit_id=visit.id, helper_id=chosen.id)
    by = village.login("community").id
    agreed = {"helper_agreed_at": MORNING, "resident_agreed_at": MORNING, "since": MORNING}
    words = agreed | {"helper_agreed_by": by, "resident_agreed_by": by, "proposed_at": MORNING}
    for helper, role in ((second, "stand_in"), (standing, "standing")):
        facts = {"resident_id": visit.resident_id, "helper_id": helper.id, "role": role}
        village.add(Pairing(**facts, proposed_by="staff", **words))
    for now, who in ((NOON, standing), (LATER, second), (LATER + 24 * HOUR, chosen)):
        assert look(village, now).asked == 1
        assert asked(village, visit)[-1][1] == who.id


def test_nobody_is_asked_for_a_place_held_for_somebody_in_line(village: Village) -> None:
    visit = soon(village)
    volunteer(village)
    facts = {"visit_id": visit.id, "helper_id": village.volunteer().id, "turn": 1, "part": 0}
    offer = {"state": "offered", "offered_at": NOON, "confirm_by": NOON + HOUR}
    village.add(Waiting(**facts, **offer, day=day(3), joined_at=MORNING))
    assert look(village).asked == 0


def test_the_next_wave_waits_and_then_goes_to_those_asked_longest_ago(village: Village) -> None:
    visit, other = soon(village), village.visit(state="done")
    recent, never, long_ago = (volunteer(village) for _ in range(3))
    for helper, days in ((recent, 3), (long_ago, 20)):
        village.add(
            Asking(
                visit_id=other.id,
                helper_id=helper.id,
                wave=1,
                asked_at=NOON - dt.timedelta(days=days),
                answer="no",
                answered_at=NOON - dt.timedelta(days=days),
            )
        )
    look(village)
    assert {who for _, who in asked(village, visit)} == {never.id, long_ago.id}
    assert look(village, LATER - HOUR).asked == 0
    look(village, LATER)
    assert asked(village, visit)[-1] == (2, recent.id)


def test_a_visit_planned_soon_is_asked_for_long_before_it_is_due(village: Village) -> None:
    visit, other = (soon(village, window_to=day(20)) for _ in range(2))
    named, second, _ = (volunteer(village) for _ in range(3))
    run = a_run(village)
    for_visit(village, run, visit_id=visit.id, helper_id=named.id, day=day(12))
    for_visit(village, run, visit_id=other.id, helper_id=second.id, day=day(7))
    assert look(village).asked == 1
    assert (asked(village, visit), asked(village, other)) == ([], [(1, second.id)])
    # Nobody else before it is due: the plan names another by then.
    decline(village.session, second.id, other.id, NOON)
    assert look(village, LATER).asked == 0


def test_whom_the_plan_names_somewhere_is_asked_for_nothing_else(village: Village) -> None:
    visit, later = soon(village), soon(village, window_to=day(28))
    named, free = volunteer(village), volunteer(village)
    for_visit(village, a_run(village), visit_id=later.id, helper_id=named.id, day=day(20))
    look(village)
    assert asked(village, visit) == [(1, free.id)]


def test_after_a_no_whom_the_plan_names_by_then_is_asked_alone(village: Village) -> None:
    visit = soon(village)
    first, named, _ = (volunteer(village) for _ in range(3))
    run = a_run(village)
    for_visit(village, run, visit_id=visit.id, helper_id=first.id)
    look(village)
    decline(village.session, first.id, visit.id, NOON)
    for_visit(village, run, visit_id=visit.id, helper_id=named.id)
    look(village, LATER)
    assert asked(village, visit) == [(1, first.id), (2, named.id)]


def test_whom_the_plan_names_for_one_visit_is_not_asked_for_another(village: Village) -> None:
    urgent, other = soon(village), soon(village, window_to=day(4))
    named, spare = volunteer(village), volunteer(village)
    for_visit(village, a_run(village), visit_id=urgent.id, helper_id=named.id)
    look(village)
    assert asked(village, urgent) == [(1, named.id)]
    assert asked(village, other) == [(1, spare.id)]


def test_asks_are_spent_in_the_order_of_the_plan(village: Village) -> None:
    late, pressing = soon(village, window_to=day(0)), soon(village)
    helper, run = volunteer(village), a_run(village)
    for rank, visit in ((1, pressing), (2, late)):
        for_visit(village, run, visit_id=visit.id, helper_id=helper.id, rank=rank, part=rank)
    look(village, params=AskParams(weekly=1))
    assert asked(village, pressing) == [(1, helper.id)]
    assert asked(village, late) == []


def test_once_all_have_declined_nobody_is_waited_for(village: Village) -> None:
    visit = soon(village)
    for _ in range(3):
        volunteer(village)
    look(village)
    for _, helper in asked(village, visit):
        decline(village.session, helper, visit.id, NOON + HOUR)
    assert look(village, NOON + 2 * HOUR).asked == 1


def test_who_declined_is_not_suggested_for_it_again(village: Village) -> None:
    visit, helper = soon(village), volunteer(village)
    proposal = for_visit(village, a_run(village), visit_id=visit.id, helper_id=helper.id)
    look(village)
    mine = ask_of(village, helper)
    for _ in range(2):
        decline(village.session, helper.id, visit.id, NOON)
    village.fresh()
    assert (mine.answer, proposal.state) == ("no", "lapsed")
    pair = village.session.scalars(select(ForbiddenPair)).one()
    assert (pair.left_id, pair.right_id) == (helper.id, visit.id)


def test_nobody_answers_for_another(village: Village) -> None:
    visit, helper, stranger = soon(village), volunteer(village), village.volunteer()
    look(village)
    assert asked(village, visit) == [(1, helper.id)]
    with pytest.raises(CareUnknown):
        decline(village.session, stranger.id, visit.id, NOON)


def test_going_answers_yes_and_ends_the_asking(village: Village) -> None:
    visit = soon(village)
    helpers = [volunteer(village) for _ in range(2)]
    by = village.login("volunteer").id
    look(village)
    suggestions.claim(village.session, helpers[0].id, visit.id, day(1), 0, NOON, by=by)
    assert look(village, LATER).expired == 1
    answers = {one.helper_id: one.answer for one in village.session.scalars(select(Asking))}
    assert answers == {helpers[0].id: "yes", helpers[1].id: "expired"}


def test_not_now_answers_everything_and_stops_the_asking(village: Village) -> None:
    first, helper = soon(village), volunteer(village)
    look(village)
    claims.not_now(village.session, helper.id, day(30), NOON)
    second = soon(village)
    look(village, LATER)
    assert ask_of(village, helper).answer == "not_now"
    assert asked(village, first) == [(1, helper.id)] and asked(village, second) == []


def test_who_gave_it_back_is_not_asked_to_take_it_again(village: Village) -> None:
    visit, helper = soon(village), volunteer(village)
    by = village.login("volunteer").id
    given = suggestions.claim(village.session, helper.id, visit.id, day(1), 0, MORNING, by=by)
    suggestions.withdraw(village.session, given.id, "busy", MORNING, by=by)
    look(village)
    assert asked(village, visit) == []


def test_staffs_word_holds(village: Village) -> None:
    visit, helper = soon(village), volunteer(village)
    run = a_run(village)
    for_visit(village, run, visit_id=visit.id, helper_id=helper.id, state="rejected")
    assert (look(village).to_staff, asked(village, visit)) == (0, [])


def test_where_nobody_can_be_asked_staff_hear_of_it_when_time_runs_out(village: Village) -> None:
    visit = soon(village)
    village.volunteer()
    assert look(village).to_staff == 0
    assert look(village, NOON + dt.timedelta(days=4)).to_staff == 1
    assert asked(village, visit) == []


@pytest.mark.parametrize(
    ("begins", "ends", "reached"),
    [("21:30", "07:30", True), ("10:00", "16:00", False), ("16:00", "11:00", True)],
)
def test_own_quiet_hours(village: Village, begins: str, ends: str, reached: bool) -> None:
    """Noon of the constant is noon in China."""
    visit, helper = soon(village), village.volunteer()
    account = village.login("volunteer", helper.person_id)
    quiet = {"quiet_from": dt.time.fromisoformat(begins), "quiet_to": dt.time.fromisoformat(ends)}
    village.add(NoticeChoice(account_id=account.id, channels=[], **quiet))
    look(village)
    assert bool(asked(village, visit)) is reached


@pytest.mark.parametrize("hour", [0, 6, 20, 23])
def test_nobody_is_asked_outside_the_day(village: Village, hour: int) -> None:
    visit = soon(village)
    volunteer(village)
    look(village, NOON.replace(hour=(hour - 8) % 24))
    assert asked(village, visit) == []


def test_not_before_it_is_due_soon(village: Village) -> None:
    volunteer(village)
    visit = village.visit(window_to=day(8))
    look(village)
    assert asked(village, visit) == []
    look(village, NOON + dt.timedelta(days=1))
    assert len(asked(village, visit)) == 1


def test_a_visit_due_today_waits_three_hours(village: Village) -> None:
    visit = soon(village, window_to=day(0))
    for _ in range(5):
        volunteer(village)
    look(village)
    assert look(village, NOON + 2 * HOUR).asked == 0
    assert look(village, NOON + 3 * HOUR).asked == 2
    assert len(asked(village, visit)) == 4


def test_a_visit_for_two_asks_twice_as_many(village: Village) -> None:
    visit = soon(village, helpers_wanted=2)
    for _ in range(5):
        volunteer(village)
    look(village)
    assert len(asked(village, visit)) == 4


def test_no_more_than_so_many_a_week(village: Village) -> None:
    helper = volunteer(village)
    visits = [soon(village) for _ in range(5)]
    look(village)
    assert sum(len(asked(village, visit)) for visit in visits) == SMALL.weekly
    look(village, NOON + dt.timedelta(days=8))
    mine = select(Asking).where(Asking.helper_id == helper.id)
    assert len(village.session.scalars(mine).all()) == 5


def test_what_somebody_asked_for_goes_first_and_beyond_the_week_of_routine(
    village: Village,
) -> None:
    volunteer(village)
    routine = [soon(village, window_to=day(1)) for _ in range(4)]
    look(village)
    assert sum(len(asked(village, visit)) for visit in routine) == SMALL.weekly
    waited_for = [soon(village, asked=True) for _ in range(3)]
    village.fresh()
    counts = ask_due(village.session, village.place.id, NOON, SMALL, only_waited_for=True)
    assert counts.asked == SMALL.weekly_asked - SMALL.weekly
    assert sum(len(asked(village, visit)) for visit in waited_for) == counts.asked
    look(village)
    assert sum(len(asked(village, visit)) for visit in routine) == SMALL.weekly


def test_who_has_no_account_cannot_be_asked(village: Village) -> None:
    visit = soon(village)
    village.volunteer()
    closed = village.volunteer()
    village.login("volunteer", closed.person_id, status="disabled")
    look(village)
    assert asked(village, visit) == []


def test_the_last_wave_ends_at_staff_once(village: Village) -> None:
    visits = [soon(village) for _ in range(2)]
    boss = village.login("community")
    village.login("community", place=village.communities[1])
    helper = volunteer(village)
    look(village)
    counts = look(village, LATER)
    assert (counts.asked, counts.to_staff) == (0, 2)
    assert look(village, LATER + HOUR).to_staff == 0
    told = village.session.scalars(select(Notice).where(Notice.account_id == boss.id)).all()
    assert [one.said["facts"]["count"] for one in told] == [2]
    assert len(village.session.scalars(select(Notice)).all()) == 3
    scope = scope_of(boss)
    ids = [visit.id for visit in village.session.scalars(shown.in_search(scope))]
    assert sorted(ids) == sorted(visit.id for visit in visits)
    assert shown.nobodys(village.session, ids) == set(ids)
    assert helper.id in {one.helper_id for one in shown.asks_on(village.session, ids)[ids[0]]}


def test_waves_are_not_endless(village: Village) -> None:
    visit = soon(village, window_to=day(7))
    for _ in range(6):
        volunteer(village)
    params = AskParams(per_wave=1, most_asked=3)
    for n in range(8):
        look(village, NOON + n * dt.timedelta(days=1), params)
    assert len(asked(village, visit)) == 3


def test_messages_per_filled_visit(village: Village) -> None:
    visit = soon(village)
    helpers = [volunteer(village) for _ in range(2)]
    boss = scope_of(village.login("community"))
    assert shown.spent(village.session, boss, MORNING).each is None
    look(village)
    by = village.login("volunteer").id
    suggestions.claim(village.session, helpers[0].id, visit.id, day(1), 0, NOON, by=by)
    village.fresh()
    assert shown.spent(village.session, boss, MORNING).each == 2.0
    elsewhere = scope_of(village.login("community", place=village.communities[1]))
    assert shown.spent(village.session, elsewhere, MORNING).messages == 0
