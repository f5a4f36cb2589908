"""What everybody may know: whole weeks, medians, and no number by which somebody is found."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from models.requests import life
from models.requests.asking.published import LEAST, One, _told, published, shown_parts
from models.requests.life import Asked, Entry
from models.requests.tables import Request
from models.requests.who import BY_CODE, actor
from tests.county import NOW, County

# The Monday before NOW begins the week that is not over.
MONDAY = dt.datetime(2026, 11, 16, 0, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
LAST_WEEK = MONDAY - dt.timedelta(days=3)
MINUTE = dt.timedelta(minutes=1)


def entered(session: Session, county: County, at: dt.datetime, **more: object) -> Request:
    given = {"kind": "property", "place_id": county.grids[0].id, "words": "楼道灯坏了"} | more
    return life.enter(session, Entry(**given), source="qr", now=at)


def test_medians_and_what_the_resident_said(session: Session) -> None:
    county = County(session)
    clerk, worker, lead = (county.scope(one) for one in ("community", "grid_worker", "grid_lead"))
    made = [entered(session, county, LAST_WEEK).id for _ in range(10)]
    for number, request_id in enumerate(made):
        one = life.loaded(session, request_id)
        assert one is not None
        at = LAST_WEEK + (number + 1) * MINUTE
        for scope, asked in (
            (clerk, Asked("accept")),
            (clerk, Asked("send", to=worker.account_id)),
            (worker, Asked("handle", remark="换了")),
            (lead, Asked("supervise")),
        ):
            life.step(session, one, actor(session, scope, one), asked, at)
        word = Asked("resident_yes", "satisfied") if number < 5 else Asked("resident_no")
        life.step(session, one, BY_CODE, word, LAST_WEEK + 2 * 60 * MINUTE)
    told = published(session, NOW)
    assert told.last == dt.date(2026, 11, 15)
    assert told.whole is not None
    assert (told.whole.asked, told.whole.settled, told.whole.again) == (10, 5, 5)
    assert (told.whole.minutes, told.whole.hours) == (6, 2)
    assert [(one.name, one.asked) for one in told.kinds] == [("property", 10)]
    assert [one.name for one in told.communities] == ["城关镇 新城社区"]


def test_this_week_and_what_was_withdrawn_do_not_count(session: Session) -> None:
    county = County(session)
    for _ in range(LEAST):
        entered(session, county, MONDAY)
    taken_back = [entered(session, county, LAST_WEEK) for _ in range(LEAST)]
    for one in taken_back:
        life.step(session, one, BY_CODE, Asked("withdraw", "mistake"), LAST_WEEK)
    assert published(session, NOW).whole is None
    later = published(session, NOW + dt.timedelta(days=7))
    assert later.whole is not None and later.whole.asked == LEAST


def test_four_are_told_of_nowhere(session: Session) -> None:
    county = County(session)
    for kind, number in (("property", 9), ("safety", 7), ("dispute", 4)):
        for _ in range(number):
            entered(session, county, LAST_WEEK, kind=kind, place_id=county.communities[0].id)
    told = published(session, NOW)
    # With one more group hidden, the four cannot be had by taking away.
    assert [one.name for one in told.kinds] == ["property"]
    assert told.hidden


@pytest.mark.parametrize(
    ("part", "of", "shown"), [(0, 9, 0), (4, 20, None), (5, 20, 5), (16, 20, None), (20, 20, 20)]
)
def test_a_part_is_shown_where_neither_it_nor_the_rest_is_small(
    part: int, of: int, shown: int | None
) -> None:
    assert shown_parts(part, of) == shown


def test_a_part_left_out_cannot_be_had_by_taking_away() -> None:
    """Three of ten are settled in one group, five and ten in the others: one more is left out."""
    settled = {"care": (10, 3), "safety": (10, 5), "property": (20, 10)}
    rows = [
        One(kind, "", number < done, False, None, None)
        for kind, (of, done) in settled.items()
        for number in range(of)
    ]
    told, hidden = _told(rows, lambda one: one.kind)
    assert not hidden
    assert {one.name: one.settled for one in told} == {"property": 10, "safety": None, "care": None}
    assert [one.again for one in told] == [0, 0, 0]


@given(st.lists(st.tuples(st.sampled_from("abcdefg"), st.booleans()), max_size=120))
def test_what_is_left_out_of_a_column_is_five_or_more_in_all(given: list[tuple[str, bool]]) -> None:
    rows = [One(name, "", settled, False, None, None) for name, settled in given]
    told, _hidden = _told(rows, lambda one: one.kind)
    whole, open_ = (
        sum(one.settled for one in rows),
        [one for one in told if one.settled is not None],
    )
    left, of = (
        whole - sum(one.settled for one in open_),
        len(rows) - sum(one.asked for one in open_),
    )
    shown = shown_parts(whole, len(rows)) is not None
    assert not shown or shown_parts(left, of) is not None


@given(st.lists(st.sampled_from("abcdefg"), max_size=120))
def test_what_is_hidden_is_five_or_more_in_all(names: list[str]) -> None:
    rows = [One(name, "", False, False, None, None) for name in names]
    shown, hidden = _told(rows, lambda one: one.kind)
    behind = len(rows) - sum(one.asked for one in shown)
    assert all(one.asked >= LEAST for one in shown)
    assert (behind > 0) == hidden
    assert behind == 0 or behind >= LEAST or not shown
