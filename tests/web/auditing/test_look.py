"""The pages of the trail in a real browser: they fit, are large enough, and pass axe."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from models.database.engine import transaction
from models.people.tables import Resident
from models.places.tables import Place
from models.trail.tables import TrailCheck
from tests.models.care.village import Village
from tests.web.auditing.conftest import Staff, account_of
from tests.web.care.conftest import HASH, NOW, Hamlet
from tests.web.care.looking import WIDTHS, faults_seen
from tests.web.conftest import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def phones(hamlet: Hamlet, staff: Staff, elders: list[Resident]) -> dict[str, str]:
    """Of a clerk who has seen somebody, that person, and an auditor."""
    clerk, where = staff("community", name="赵敏"), f"/care/residents/{elders[0].id}"
    clerk.send(where, {"purpose": "arrange"}, on=where)
    staff("auditor")
    with transaction(hamlet.engine) as session:
        session.add(TrailCheck(at=NOW, links=7, until=NOW, faults=0, first=None))
        top = session.scalars(select(Place).where(Place.kind == "county")).one()
        village = Village.again(session, top)
        own = village.login("resident", elders[0].person_id, top, password_hash=HASH).phone
    named = {role: account_of(hamlet, role).phone for role in ("community", "auditor")}
    return named | {"resident": own}


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_reads_fits_and_passes(
    browser: Browser,
    hamlet: Hamlet,
    phones: dict[str, str],
    elders: list[Resident],
    tmp_path: Path,
    width: int,
) -> None:
    whose = elders[0].person_id
    pages = {
        "auditor": ["/trail/", f"/trail/?whose={whose}", "/trail/?action=care.claim"],
        "community": [f"/trail/persons/{whose}", f"/care/residents/{elders[0].id}"],
        "resident": ["/trail/mine"],
    }
    with served(hamlet.app) as live:
        faults = [
            fault
            for role, urls in pages.items()
            for fault in faults_seen(browser, live, width, tmp_path, phones[role], urls)
        ]
    assert faults == []
