"""The clocks and limits as an administrator writes them: read back, or refused."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from models.people.code_tables import TableWrong
from models.requests.rules import DEFAULT_CLOCKS
from web.rules.requests import REQUEST_CLOCKS, REQUEST_LIMITS

DAY = date(2026, 11, 20)


def test_what_is_shown_reads_back_as_it_was(session: Session) -> None:
    for table in (REQUEST_CLOCKS, REQUEST_LIMITS):
        current = table.current(session, DAY)
        assert table.read(table.fill(current)) == current
    lines = REQUEST_CLOCKS.fill(REQUEST_CLOCKS.current(session, DAY))["clocks"]
    assert lines.splitlines()[0] == "全部 受理 全部 5 全天"
    assert len(lines.splitlines()) == len(DEFAULT_CLOCKS)


@pytest.mark.parametrize(
    "line",
    [
        "全部 受理 全部 5 全天",
        "全部 受理 经手的人 0 全天",
        "全部 受理 经手的人 五 全天",
        "全部 受理 5 全天",
        "物业 受理 经手的人 5 全天",
        "全部 等居民回音 经手的人 5 全天",
        "全部 受理 经手的人 5 半天",
        "全部 受理 经手的人 5",
        "全",
    ],
)
def test_a_line_that_cannot_be_is_refused(session: Session, line: str) -> None:
    right = REQUEST_CLOCKS.fill(REQUEST_CLOCKS.current(session, DAY))["clocks"]
    with pytest.raises(TableWrong):
        REQUEST_CLOCKS.read({"clocks": f"{right}\n{line}"})


def test_every_promise_keeps_a_time_for_all(session: Session) -> None:
    with pytest.raises(TableWrong):
        REQUEST_CLOCKS.read({"clocks": "全部 受理 全部 5 全天"})


@pytest.mark.parametrize("hours", ["8点 12点", "08:00", "12:00 08:00", "08:00 12:00\n11:00 18:00"])
def test_hours_that_cannot_be_are_refused(hours: str) -> None:
    with pytest.raises(TableWrong):
        REQUEST_LIMITS.read({"reopen": 2, "silence_days": 7, "hours": hours})
