"""A building of the eastern community, asked at over HTTP."""

import re

import pytest
from sqlalchemy import Engine, select

from models.database.engine import transaction
from models.places.tables import Place
from models.requests.tables import Request
from tests.web.conftest import EAST, Visitor

GRID, BUILDING = f"{EAST}G1/", f"{EAST}G1/B3/"


@pytest.fixture
def building(engine: Engine, county: dict[str, Place]) -> str:
    """The address of the form of a building."""
    with transaction(engine) as session:
        grid = Place(kind="grid", name="第1网格", path=GRID, parent_id=county[EAST].id)
        session.add(grid)
        session.flush()
        session.add(Place(kind="building", name="3号楼", path=BUILDING, parent_id=grid.id))
    return f"/ask/{BUILDING.rstrip('/')}"


def ask(client: Visitor, url: str, **more: object) -> str:
    """Ask there and return the code of the page that follows."""
    sent = client.send(url, {"words": "楼道灯不亮，晚上看不见", **more}, on=url)
    assert sent.status_code == 303, sent.text
    found = re.fullmatch(r"/asked/(\w{10})\?new=1", sent.location)
    assert found is not None, sent.location
    return found[1]


def stored(engine: Engine, code: str) -> Request:
    """The request behind a code, as it is now."""
    with transaction(engine) as session:
        found = session.scalars(select(Request).where(Request.code == code)).one()
        session.expunge(found)
        return found
