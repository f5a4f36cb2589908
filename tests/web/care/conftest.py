"""A village that is really committed, and people signed in to it; days count from today."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from models.accounts.passwords import hashed
from models.care.days import civil_day
from models.care.tables import Visit
from models.database.engine import transaction
from models.people.tables import Helper
from tests.models.care.village import Village
from tests.web.conftest import PASSWORD, Visitor

NOW = dt.datetime.now(dt.UTC)
TODAY = civil_day(NOW)
HASH = hashed(PASSWORD)


def from_today(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


@dataclass(frozen=True)
class Signed:
    """A helper and the browser he is signed in with."""

    helper: Helper
    browser: Visitor


@dataclass(frozen=True)
class Hamlet:
    """Builds rows in transactions of their own and signs people in."""

    engine: Engine
    app: Flask

    def build(self, make: Callable[[Village], Any]) -> Any:
        """Run ``make`` on the village in one transaction."""
        with transaction(self.engine) as session:
            return make(Village(session, "610997"))

    def sign_in(self, phone: str) -> Visitor:
        browser = self.app.test_client()
        assert isinstance(browser, Visitor)
        assert browser.sign_in(phone).status_code == 303
        return browser


def due(village: Village, **more: Any) -> Visit:
    """A visit owed within the coming ten days."""
    window = {"window_from": from_today(0), "window_to": from_today(10)}
    return village.visit(more.pop("resident", None), **(window | more))


@pytest.fixture
def hamlet(engine: Engine, app: Flask, queue_redis: object) -> Hamlet:
    return Hamlet(engine, app)
