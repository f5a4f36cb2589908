"""The job that asks: as the schedule calls it, and four of them at once."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from jobs import ground
from jobs.care.asking.ask import due
from models.care.asking.params import AskParams
from models.care.asking.tables import Asking
from models.database.engine import transaction
from models.matching.asking import ask_due
from models.notices.tables import Notice
from models.settings import Settings
from tests.models.care.village import NOON, Village, day

HELPERS, VISITS = 12, 6


@pytest.fixture
def standing(settings: Settings, engine: Engine) -> Iterator[Engine]:
    ground.stand_on(settings)
    yield ground.engine()
    ground.engine().dispose()


@pytest.fixture
def county_id(standing: Engine) -> uuid.UUID:
    with transaction(standing) as session:
        village = Village(session, "610991")
        for n in range(HELPERS):
            helper = village.volunteer(grid=n % 2)
            village.login("volunteer", helper.person_id)
        for n in range(VISITS):
            village.visit(village.elder(grid=n % 2), window_to=day(5))
        return village.place.id


def count(engine: Engine, table: type) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_four_that_ask_at_once_ask_each_once(standing: Engine, county_id: uuid.UUID) -> None:
    def ask(_: int) -> int:
        with transaction(standing) as session:
            return ask_due(session, county_id, NOON, AskParams()).asked

    with ThreadPoolExecutor(4) as pool:
        asked = sorted(pool.map(ask, range(4)))
    wanted = VISITS * AskParams().per_wave
    assert asked == [0, 0, 0, wanted]
    assert (count(standing, Asking), count(standing, Notice)) == (wanted, wanted)


def test_the_schedules_call_agrees_with_the_clock(standing: Engine, county_id: uuid.UUID) -> None:
    """Whatever the hour of this machine: what it says it asked is what was asked."""
    assert due() == count(standing, Asking)
