"""The figures of requests over the API are those of the page."""

import datetime as dt

import pytest
from sqlalchemy import Engine

from models.database.engine import transaction
from models.requests.figures import statistics
from tests.models.requests.hall import MINUTE, Hall
from tests.web.api.conftest import Callers
from tests.web.care.conftest import NOW, TODAY

HOUR = dt.timedelta(hours=1)
DAYS = (TODAY - dt.timedelta(days=1), TODAY)
SPAN = {"first": DAYS[0].isoformat(), "last": DAYS[1].isoformat()}


@pytest.fixture
def hall(engine: Engine) -> Hall:
    with transaction(engine) as session:
        hall = Hall(session, NOW - HOUR)
        for number in range(6):
            hall.takes("clerk", "accept", NOW - HOUR + number * MINUTE)
            hall.request = hall.enter(NOW - HOUR)
        hall.town_id, hall.near = hall.county.town.id, hall.county.communities[0].id
        return hall


def test_it_says_what_the_function_says(hall: Hall, caller: Callers, engine: Engine) -> None:
    answer = caller("town", hall.town_id).get("/requests/statistics", **SPAN)
    assert answer.status_code == 200
    told = answer.get_json()
    assert told["whole"]["asked"] == 7 and told["whole"]["middle"] == 2.5
    assert told["whole"]["accepted"] == {"part": 5, "of": 7, "percent": 71}
    assert [(one["kind"], one["asked"]) for one in told["places"]] == [
        ("town", 7),
        ("community", 7),
        ("community", 0),
    ]
    with transaction(engine) as session:
        slow = statistics(session, hall.scope("town"), *DAYS, NOW)
    assert told["whole"]["answered"]["of"] == slow.whole.answered.of == 7


def test_one_sees_ones_own_places_only(hall: Hall, caller: Callers) -> None:
    near = caller("community", hall.near).get("/requests/statistics", **SPAN).get_json()
    assert [one["place_id"] for one in near["places"]] == [str(hall.near)]
    assert caller("volunteer", hall.near).get("/requests/statistics", **SPAN).status_code == 403


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"first": "2026-11-20", "last": "2026-11-19"},
        {"first": "1990-01-01", "last": "2026-11-19"},
        {"first": "2021-01-01", "last": "2026-11-19"},
        {"first": "x", "last": "2026-11-19"},
        {**SPAN, "person": "x"},
    ],
)
def test_days_that_cannot_be_are_refused(
    hall: Hall, caller: Callers, asked: dict[str, str]
) -> None:
    assert caller("town", hall.town_id).get("/requests/statistics", **asked).status_code == 422
