"""A hall that is really committed, and its people signed in."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from models.accounts.phone import phone_hash
from models.database.engine import transaction
from models.requests.tables import Request
from tests.models.requests.hall import Hall
from tests.web.care.conftest import HASH
from tests.web.conftest import Visitor


def signs_in(number: int) -> dict[str, object]:
    phone = f"13700000{number:03}"
    return {"phone": phone, "phone_hash": phone_hash(phone), "password_hash": HASH}


@dataclass(frozen=True)
class Town:
    """The one request there is, and who may be sent to it by which telephone."""

    engine: Engine
    app: Flask
    phones: dict[str, str]
    ids: dict[str, str]
    url: str
    grid: str
    community: str

    @classmethod
    def of(cls, engine: Engine, app: Flask, hall: Hall) -> "Town":
        return cls(
            engine,
            app,
            {name: one.phone for name, one in hall.accounts.items()},
            {name: str(one.id) for name, one in hall.accounts.items()},
            f"/requests/{hall.request.id}",
            str(hall.grid.id),
            str(hall.county.communities[0].id),
        )

    def as_(self, who: str) -> Visitor:
        browser = self.app.test_client()
        assert isinstance(browser, Visitor)
        assert browser.sign_in(self.phones[who]).status_code == 303
        return browser

    def request(self) -> Request:
        with transaction(self.engine) as session:
            found = session.scalars(select(Request)).one()
            session.expunge(found)
            return found


@pytest.fixture
def make_town(engine: Engine, app: Flask, queue_redis: object) -> Callable[..., Town]:
    def made(**entry: object) -> Town:
        given = {"name": "张小三", "phone": "13812341234", "spot": "3栋2单元401"} | entry
        with transaction(engine) as session:
            # A promise of minutes runs from now, however long ago the tests began.
            hall = Hall(session, dt.datetime.now(dt.UTC), signs_in, **given)
            return Town.of(engine, app, hall)

    return made


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    return make_town()
