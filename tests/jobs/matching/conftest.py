"""A small county that is really committed, and a process that stands on its database."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from jobs import ground
from models.database.engine import transaction
from models.settings import Settings
from tests.county import TODAY, County

HELPERS, RESIDENTS, SEEKERS = 12, 20, 16


@pytest.fixture
def standing(settings: Settings, engine: Engine) -> Iterator[Engine]:
    """The engine of jobs, on a database that is emptied after."""
    ground.stand_on(settings)
    yield ground.engine()
    ground.engine().dispose()


@pytest.fixture
def county_id(standing: Engine) -> uuid.UUID:
    with transaction(standing) as session:
        return populate(County(session))


def populate(county: County) -> uuid.UUID:
    """People with differing homes, wishes and times, for a plan that is not trivial."""
    for n in range(HELPERS):
        county.helper(grid=n % 4, monthly_visits=1 + n % 3, week=(1 << 21) - 1 - (7 << n))
    for n in range(RESIDENTS):
        resident = county.resident(grid=n % 4, last_visit_on=TODAY - dt.timedelta(days=5 * n))
        county.need(resident)
    for n in range(SEEKERS):
        county.seeker(
            grid=n % 4,
            hardship=["零就业家庭"] if n % 3 == 0 else [],
            unemployed_since=TODAY - dt.timedelta(days=40 * n),
            wishes=["保洁员", "缝纫工"][: 1 + n % 2],
            training_wishes=["缝纫工"] if n % 2 else [],
        )
    for n in range(4):
        county.vacancy(community=n % 2, headcount=1 + n, pay_min=2400 + 100 * n)
    county.cohort()
    return county.place.id
