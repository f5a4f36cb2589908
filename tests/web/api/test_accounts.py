"""Accounts over the API: whom one sees, invites, resets and locks."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, func, select

from models.accounts.tables import Account
from models.database.engine import transaction
from models.places.tables import Place
from models.trail.tables import TrailEntry
from tests.web.api.conftest import Caller, Callers, code
from tests.web.conftest import COUNTY, EAST, WEST, Visitor

At = Callable[[str, str], Caller]


@pytest.fixture
def at(county: dict[str, Place], caller: Callers) -> At:
    """``at(role, path)``: a caller of that role at a place of the county."""
    return lambda role, path: caller(role, county[path].id)


def test_me_and_my_places(at: At) -> None:
    clerk = at("community", EAST)
    me = clerk.get("/me").get_json()
    assert me["id"] == str(clerk.account_id)
    assert me["phone"].startswith("139****")
    assert [(one["role"], one["place"]) for one in me["grants"]] == [("community", "城东社区")]
    assert [one["name"] for one in clerk.get("/places").get_json()["items"]] == ["城东社区"]
    found = at("county", COUNTY).get("/places", kind="community").get_json()
    assert [one["name"] for one in found["items"]] == ["城东社区", "河西社区"]


def test_a_list_of_those_in_scope(at: At) -> None:
    clerk, mine, other = at("community", EAST), at("volunteer", EAST), at("volunteer", WEST)
    page = clerk.get("/accounts", size=1).get_json()
    assert (page["total"], page["pages"], len(page["items"])) == (2, 2, 1)
    assert clerk.get(f"/accounts/{mine.account_id}").status_code == 200
    assert code(clerk.get(f"/accounts/{other.account_id}")) == (404, "account_unknown")
    assert code(mine.get("/accounts"))[0] == 403


def test_an_invited_person_gets_one_code_however_often_it_is_asked(
    at: At, county: dict[str, Place], client: Visitor, engine: Engine
) -> None:
    clerk = at("community", EAST)
    body = {"name": "周敏", "phone": "138 0000 4321", "role": "volunteer"}
    body["place_id"] = str(county[EAST].id)
    first = clerk.post("/accounts", body, "invite-0001")
    again = clerk.post("/accounts", body, "invite-0001")
    assert first.status_code == 201
    assert first.data == again.data
    given = first.get_json()
    assert given["account"]["phone"] == "138****4321"
    new = "the river in the morning"
    form = {"code": given["code"], "new": new, "again": new}
    assert client.send("/join", form, on="/join").status_code == 303
    with transaction(engine) as session:
        named = select(func.count()).where(Account.name == "周敏")
        assert session.scalar(named) == 1
        noted = select(func.count()).where(TrailEntry.action == "account.invited")
        assert session.scalar(noted) == 1
    assert code(clerk.post("/accounts", body)) == (409, "phone_taken")
    assert code(clerk.post("/accounts", {**body, "phone": "12"})) == (422, "phone_malformed")


def test_nobody_is_given_more_than_one_may_give(at: At, county: dict[str, Place]) -> None:
    clerk = at("community", EAST)
    body = {"name": "周敏", "phone": "13800004321", "role": "volunteer"}
    elsewhere = {**body, "place_id": str(county[WEST].id)}
    assert code(clerk.post("/accounts", elsewhere)) == (403, "not_yours")
    higher = {**body, "role": "county", "place_id": str(county[EAST].id)}
    assert code(clerk.post("/accounts", higher)) == (403, "not_yours")
    extra = {**body, "place_id": str(county[EAST].id), "status": "active", "demo": True}
    rules = clerk.post("/accounts", extra).get_json()["rules"]
    assert {rule["code"] for rule in rules} == {"status", "demo"}


def test_reset_and_lock(at: At, engine: Engine) -> None:
    clerk, mine = at("community", EAST), at("volunteer", EAST)
    url = f"/accounts/{mine.account_id}"
    assert clerk.post(f"{url}/reset").get_json()["code"]
    assert code(mine.get("/me"))[0] == 401, "a password must be set first"
    assert clerk.post(f"{url}/status", {"status": "disabled"}).get_json()["status"] == "disabled"
    assert code(clerk.post(f"{url}/status", {"status": "gone"}))[0] == 422
    other = at("volunteer", WEST)
    for action, body in (("reset", None), ("status", {"status": "disabled"})):
        found = clerk.post(f"/accounts/{other.account_id}/{action}", body)
        assert code(found) == (404, "account_unknown")
    own = clerk.post(f"/accounts/{clerk.account_id}/status", {"status": "disabled"})
    assert code(own)[0] == 403


def test_scopes(county: dict[str, Place], caller: Callers) -> None:
    reader = caller("community", county[EAST].id, scopes=("read",))
    assert reader.get("/accounts").status_code == 200
    assert code(reader.post(f"/accounts/{reader.account_id}/reset"))[0] == 403
