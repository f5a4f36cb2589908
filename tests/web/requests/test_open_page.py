"""The page of what was asked and done, as a stranger opens it."""

import datetime as dt

from sqlalchemy import Engine

from models.database.engine import transaction
from models.places.tables import Place
from models.requests.life import Entry, enter
from tests.web.conftest import EAST, NOW, Visitor

EARLIER = NOW - dt.timedelta(days=14)


def enter_some(engine: Engine, place: Place, kind: str, number: int) -> None:
    with transaction(engine) as session:
        for _ in range(number):
            words = f"{place.name}的秘密，李桂花家"
            given = Entry(kind, place.id, words, name="李桂花", phone="13900001234")
            enter(session, given, source="door", now=EARLIER)


def test_too_few_are_told_as_too_few(
    client: Visitor, engine: Engine, county: dict[str, Place]
) -> None:
    enter_some(engine, county[EAST], "property", 4)
    assert "还太少" in client.get("/open").text


def test_kinds_and_communities_without_anybody_in_them(
    client: Visitor, engine: Engine, county: dict[str, Place]
) -> None:
    enter_some(engine, county[EAST], "property", 12)
    page = client.get("/open").text
    assert "房屋、水电、物业、停车" in page and "千山县 城东社区" in page
    assert "怎么算的" in page and "太少，不显示" in page
    assert "李桂花" not in page and "秘密" not in page and "139" not in page
