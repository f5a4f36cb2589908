"""The sheet of codes for the buildings of a grid: who prints it, and where the codes lead."""

import re
from collections.abc import Callable

from sqlalchemy import Engine, select

from models.database.engine import transaction
from models.places.tables import Place
from tests.web.conftest import EAST, WEST, Visitor
from tests.web.requests.village import GRID, building

__all__ = ["building"]


def test_a_code_leads_to_the_form_of_its_building(
    client_of: Callable[..., Visitor], engine: Engine, building: str
) -> None:
    with transaction(engine) as session:
        grid = session.scalars(select(Place.id).where(Place.path == GRID)).one()
    clerk = client_of("grid_lead", EAST)
    assert f"/requests/signs/{grid}" in clerk.get("/requests/signs").text
    sheet = clerk.get(f"/requests/signs/{grid}").text
    assert sheet.count('class="qr"') == sheet.count("paper slip") == 1
    (target,) = re.findall(r"http://[^/<]+(/ask/[^<]+)</p>", sheet)
    assert target == building
    assert clerk.get(target).status_code == 200


def test_it_is_printed_by_those_who_look_after_the_place(
    client_of: Callable[..., Visitor], engine: Engine, building: str
) -> None:
    with transaction(engine) as session:
        grid = session.scalars(select(Place.id).where(Place.path == GRID)).one()
    assert client_of("community", WEST).get(f"/requests/signs/{grid}").status_code == 404
    assert client_of("volunteer", EAST).get("/requests/signs").status_code == 403
