"""Days on a page are days in China, whatever clock the server keeps."""

import datetime as dt

import pytest
from flask import Flask
from flask_babel import Babel

from web.dates import day, moment

AFTER_MIDNIGHT = dt.datetime(2026, 11, 27, 17, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("hours", [0, 8, -5])
def test_a_moment_after_midnight_in_china_stands_on_the_new_day(hours: int) -> None:
    app = Flask("days")
    Babel(app, default_locale="zh")
    when = AFTER_MIDNIGHT.astimezone(dt.timezone(dt.timedelta(hours=hours)))
    with app.test_request_context():
        assert day(when) == "11月28日"
        assert day(when, year=True) == "2026年11月28日"
        assert moment(when) == "11月28日 01:01"
        assert day(when.date()) == f"11月{when.day}日"
        assert day(None) == moment(None) == ""
