"""What checks find in real rows, who sees it, and the monthly list drawn by lot."""

import datetime as dt

import pytest
from sqlalchemy import func, select, text

from models.accounts.scope import scope_of
from models.accounts.tables import Account
from models.care import claims
from models.care.hours import audit, correcting, flags
from models.care.hours.refusals import HoursSettled, HoursWrong, NotYoursToSign
from models.care.hours.tables import HoursAudit, HoursFlag
from models.care.hours.totals import certifiable, totals
from tests.models.care.hours.conftest import BEGAN, NOW, Field
from tests.models.care.village import NOON, day

HOUR = dt.timedelta(hours=1)
MONTH = dt.date(2026, 11, 1)


def found(served: Field) -> dict[str, int]:
    flags.refresh(served.session, served.village.place.id, NOW)
    return dict(flags.open_by_kind(served.session, served.staff))


def test_quiet_hours_raise_nothing(served: Field) -> None:
    served.hours("code")
    served.hours("code", at=BEGAN + 3 * HOUR)
    assert found(served) == {}


def test_an_overlap_is_found_once_and_only_until_it_is_cured(served: Field) -> None:
    served.hours("code")
    second = served.hours("code", at=BEGAN + HOUR / 2)
    assert found(served) == {"overlap": 2}
    assert flags.refresh(served.session, served.village.place.id, NOW) == 0
    correcting.correct(
        served.session, served.staff, second.id, BEGAN + HOUR, BEGAN + 1.5 * HOUR, "记早了", NOW
    )
    assert found(served) == {}


def test_what_was_decided_is_not_raised_again(served: Field) -> None:
    late = served.hours("code", at=BEGAN - 10 * HOUR)
    assert found(served) == {"night": 1}
    correcting.keep(served.session, served.staff, late.id, "陪夜", NOW)
    assert found(served) == {}


def test_45_km_in_ten_minutes_is_found_from_the_points_of_the_grids(served: Field) -> None:
    served.hours("code")
    far = served.village.grids[served.village.far].id
    served.hours("code", at=BEGAN + HOUR + HOUR / 6, place_id=far)
    county = served.village.scope("county")
    flags.refresh(served.session, served.village.place.id, NOW)
    assert dict(flags.open_by_kind(served.session, county)) == {"travel": 1}


def test_a_duty_at_the_same_time_and_a_death_before_are_found(served: Field) -> None:
    village = served.village
    elder = village.elder()
    for outcome, duty, at in (
        ("deceased", True, NOON - 26 * HOUR),
        ("done", True, NOON - 3 * HOUR),
    ):
        visit = village.visit(elder if outcome == "deceased" else None)
        held = village.claim(
            served.helper, visit, duty=duty, day=day(-1 if outcome == "deceased" else 0)
        )
        held.claimed_at = at
        claims.finish(
            village.session, held.id, outcome, None, at, at + HOUR, NOON, by=served.own.id
        )
    served.hours("code", at=NOON - 3 * HOUR, minutes=30, resident_id=elder.id)
    assert found(served) == {"during_duty": 1, "nobody_there": 1}


def test_signed_by_an_account_that_turns_out_to_be_the_helpers_own(served: Field) -> None:
    second = served.village.login("community")
    served.hours("word", signed_by=second.id)
    assert found(served) == {}
    second.person_id = served.helper.person_id
    served.session.flush()
    assert found(served) == {"self_credit": 1}


def test_forty_in_a_minute_by_one_clerk_are_found(served: Field) -> None:
    clerk = served.session.get_one(Account, served.worker.account_id)
    for n in range(40):
        served.hours("word", by=clerk, at=BEGAN - n * dt.timedelta(hours=25), minutes=31)
    assert found(served)["bulk_entry"] == 40


def test_staff_see_the_flags_of_their_own_place_only(served: Field) -> None:
    served.hours("code", at=BEGAN - 10 * HOUR)
    assert found(served) == {"night": 1}
    elsewhere = served.village.scope("community", served.village.communities[1])
    assert dict(flags.open_by_kind(served.session, elsewhere)) == {}
    assert len(served.session.scalars(flags.flags(served.staff, "night")).all()) == 1
    assert served.session.scalars(flags.flags(elsewhere, None)).all() == []


def test_what_is_looked_into_counts_but_is_not_certified_yet(served: Field) -> None:
    served.hours("code")
    served.hours("code", at=BEGAN - 10 * HOUR)
    found(served)
    sums = totals(served.session, served.helper.id)
    assert (sums.credited, sums.checked) == (120, 60)
    month = certifiable(served.session, served.helper.id, MONTH, day(0))
    assert [one.minutes for one in month] == [60]


def drawn(served: Field, most: int = 200) -> list[HoursAudit]:
    audit.draw(served.session, served.village.place.id, MONTH, NOW)
    return list(served.session.scalars(audit.audited(served.staff, MONTH)))


def test_one_in_twenty_is_drawn_once_and_never_fewer_than_five(served: Field) -> None:
    for n in range(120):
        served.hours("code", at=BEGAN - n * HOUR / 2, minutes=20)
    first = [one.hours_id for one in drawn(served)]
    assert len(set(first)) == 6
    assert audit.draw(served.session, served.village.place.id, MONTH, NOW) == 0
    served.session.execute(text("DELETE FROM hours_audit"))
    assert {one.hours_id for one in drawn(served)} == set(first)


def test_a_short_list_is_drawn_whole_and_only_of_what_counts(served: Field) -> None:
    counted = [served.hours("code", at=BEGAN - n * 2 * HOUR) for n in range(3)]
    served.hours("none")
    served.hours("code", at=BEGAN - dt.timedelta(days=30))
    assert {one.hours_id for one in drawn(served)} == {one.id for one in counted}


def test_confirmed_by_call_is_better_evidence(served: Field) -> None:
    hours = served.hours("word", signed_by=served.staff.account_id)
    (one,) = drawn(served)
    audit.called(served.session, served.worker, one.id, "confirmed", "", NOW)
    assert (hours.evidence, hours.state) == ("call_back", "credited")
    with pytest.raises(HoursSettled):
        audit.called(served.session, served.worker, one.id, "denied", "没来过", NOW)


def test_denied_by_call_questions_the_hours_with_a_reason(served: Field) -> None:
    hours = served.hours("code")
    (one,) = drawn(served)
    with pytest.raises(HoursWrong):
        audit.called(served.session, served.worker, one.id, "denied", "", NOW)
    served.village.fresh()
    audit.called(served.session, served.worker, one.id, "denied", "老人说没人来过", NOW)
    assert hours.state == "queried"


def test_nobody_answered_may_be_called_again(served: Field) -> None:
    served.hours("code")
    (one,) = drawn(served)
    audit.called(served.session, served.worker, one.id, "unreachable", "", NOW)
    audit.called(served.session, served.worker, one.id, "confirmed", "", NOW)
    assert one.result == "confirmed"


def test_who_entered_it_does_not_call_back(served: Field) -> None:
    clerk = served.session.get_one(Account, served.worker.account_id)
    served.hours("word", by=clerk, signed_by=served.own.id)
    (one,) = drawn(served)
    with pytest.raises(NotYoursToSign):
        audit.called(served.session, scope_of(clerk), one.id, "confirmed", "", NOW)


def test_flags_are_counted_by_kind(served: Field) -> None:
    served.hours("code", at=BEGAN - 10 * HOUR, minutes=9 * 60)
    assert found(served) == {"long_visit": 1, "night": 1}
    assert served.session.scalar(select(func.count()).select_from(HoursFlag)) == 2
