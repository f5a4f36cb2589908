"""Leaving over HTTP: shown first, refused with what was typed kept, then shut at once."""

import datetime as dt
import uuid
from collections.abc import Callable

from sqlalchemy import Engine, select

from models.database.engine import transaction
from models.places.tables import Place
from models.requests.tables import DutyShift
from models.trail.tables import TrailEntry
from tests.web.conftest import COUNTY, EAST, WEST, People, Visitor

ClientOf = Callable[..., Visitor]


def test_what_runs_is_shown_and_handed_on(
    engine: Engine, client: Visitor, client_of: ClientOf, person: People, county: dict[str, Place]
) -> None:
    leaver, heir = person("community", EAST), person("community", EAST)
    client.sign_in(leaver.phone)
    chief = client_of("administrator", COUNTY)
    with transaction(engine) as session:
        session.add(_shift(leaver.id, county[EAST]))
    page = f"/accounts/{leaver.id}/leaving"
    assert "没有结束的值班" in chief.get(page).text
    refused = chief.send(page, {"reason": "调走", "phone": "139"}, on=page)
    assert refused.status_code == 422
    assert 'value="调走"' in refused.text
    assert client.get("/me").status_code == 200, "nothing was done"
    assert chief.send(page, {"reason": "调走", "phone": heir.phone}, on=page).status_code == 303
    assert client.get("/me").status_code == 302
    assert client.get("/api/v1/me", headers=leaver.bearer).status_code == 401
    assert client.sign_in(leaver.phone).status_code == 422
    shown = chief.get(f"/accounts/{leaver.id}").text
    assert "已离开" in shown
    assert "调走" in shown
    with transaction(engine) as session:
        holders = {str(one.account_id) for one in session.scalars(select(DutyShift))}
        assert heir.id in holders
        said = set(session.scalars(select(TrailEntry.action)))
    assert {"request.duty_set", "request.duty_ended", "account.left"} <= said


def _shift(account_id: str, place: Place) -> DutyShift:
    now = dt.datetime.now(dt.UTC)
    return DutyShift(
        place_id=place.id,
        account_id=uuid.UUID(account_id),
        weekdays=0b11,
        begins=dt.time(8),
        ends=dt.time(18),
        first_day=now.date() - dt.timedelta(days=3),
        set_by=uuid.UUID(account_id),
        set_at=now,
    )


def test_only_whoever_manages_the_account_closes_it(client_of: ClientOf, person: People) -> None:
    above, elsewhere = person("administrator", EAST), person("volunteer", WEST)
    clerk = client_of("community", EAST)
    for other, status in ((above, 403), (elsewhere, 404)):
        page = f"/accounts/{other.id}/leaving"
        assert clerk.get(page).status_code == status
        assert clerk.send(page, {"reason": "调走"}, on="/").status_code in (status, 422)
