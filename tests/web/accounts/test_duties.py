"""Administrator, security officer and auditor apart: what each sees, and what takes two."""

import datetime as dt
import re
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select

from models.accounts.locks import FAILURES
from models.accounts.tables import Account
from models.database.engine import transaction
from models.places.tables import Place
from models.trail.tables import TrailEntry
from tests.web.conftest import COUNTY, EAST, WEST, People, Visitor

ClientOf = Callable[..., Visitor]
ASK = re.compile(r"/accounts/asks/[0-9a-f-]{36}")


def test_a_duty_is_held_once_another_administrator_agrees(
    engine: Engine, client_of: ClientOf, person: People, county: dict[str, Place]
) -> None:
    first, second = client_of("administrator", COUNTY), client_of("administrator", COUNTY)
    clerk = person("community", EAST)
    form = {"role": "auditor", "place_id": county[COUNTY].id}
    told = first.send(f"/accounts/{clerk.id}/grants", form, on="/")
    assert told.status_code == 303
    assert "等另一位管理员同意" in first.get("/").text
    mine = first.get("/accounts/asks").text
    assert "授予 某community：审计员" in mine
    assert ASK.search(mine) is None, "whoever asks has no button"
    (url, *_more) = ASK.findall(second.get("/accounts/asks").text)
    refused = first.send(url, {"answer": "yes"}, on="/accounts/asks")
    assert refused.status_code == 403
    assert second.send(url, {"answer": "yes"}, on="/accounts/asks").status_code == 303
    assert "审计员" in second.get(f"/accounts/{clerk.id}").text
    with transaction(engine) as session:
        said = session.scalars(select(TrailEntry.action).order_by(TrailEntry.number)).all()
    assert said == ["account.grant_asked", "account.grant_agreed"]


def test_nobody_grants_himself(
    client_of: ClientOf, client: Visitor, person: People, county: dict[str, Place]
) -> None:
    me = person("administrator", COUNTY)
    client.sign_in(me.phone)
    for role in ("county", "auditor"):
        form = {"role": role, "place_id": county[COUNTY].id}
        refused = client.send(f"/accounts/{me.id}/grants", form, on="/")
        assert refused.status_code == 403
        assert "不能给自己授予角色" in refused.text


def test_a_lost_phone_takes_a_reason_and_two_people(
    engine: Engine, client_of: ClientOf, person: People
) -> None:
    clerk = person("community", EAST)
    with transaction(engine) as session:
        account = session.get_one(Account, uuid.UUID(clerk.id))
        account.second_factor_since = dt.datetime.now(dt.UTC)
    administrator = client_of("administrator", COUNTY)
    officer = client_of("security_officer", COUNTY)
    page = f"/accounts/{clerk.id}"
    assert administrator.send(f"{page}/factor-reset", {"reason": ""}, on=page).status_code == 409
    asked = {"reason": "手机丢了，当面核对过"}
    assert administrator.send(f"{page}/factor-reset", asked, on=page).status_code == 303
    shown = officer.get("/accounts/asks").text
    assert "手机丢了，当面核对过" in shown
    (url, *_more) = ASK.findall(shown)
    assert officer.send(url, {"answer": "yes"}, on="/accounts/asks").status_code == 303
    with transaction(engine) as session:
        assert session.get_one(Account, uuid.UUID(clerk.id)).second_factor_since is None
        reasons = session.scalars(select(TrailEntry.why)).all()
    assert reasons == ["手机丢了，当面核对过"] * 2


def test_the_officer_sees_failed_sign_ins_and_unlocks(
    client: Visitor, client_of: ClientOf, person: People
) -> None:
    someone = person("volunteer", EAST)
    for _ in range(FAILURES):
        client.sign_in(someone.phone, "wrong")
    client.sign_in("13911112222", "wrong")
    assert client.sign_in(someone.phone).status_code == 422
    elsewhere, officer = client_of("security_officer", WEST), client_of("security_officer", EAST)
    page = officer.get("/security").text
    assert "锁定的账号" in page
    assert page.count("某volunteer") == FAILURES + 2
    assert "没有这个账号" in page
    assert someone.phone not in page
    assert "某volunteer" not in elsewhere.get("/security").text
    unlock = f"/security/{someone.id}/unlock"
    assert elsewhere.send(unlock, on="/security").status_code == 404
    assert officer.send(unlock, on="/security").status_code == 303
    assert client.sign_in(someone.phone).status_code == 303


def test_the_officer_ends_sessions_of_his_place(
    client: Visitor, client_of: ClientOf, person: People
) -> None:
    someone = person("volunteer", EAST)
    client.sign_in(someone.phone)
    officer = client_of("security_officer", EAST)
    assert "某volunteer" in officer.get("/security/sessions").text
    end = f"/security/{someone.id}/sessions/end"
    assert client_of("security_officer", WEST).send(end, on="/security").status_code == 404
    assert officer.send(end, on="/security/sessions").status_code == 303
    assert client.get("/me").status_code == 302


@pytest.mark.parametrize("role", ["administrator", "auditor", "county"])
def test_only_the_officer_watches_sign_ins(client_of: ClientOf, role: str) -> None:
    client = client_of(role, COUNTY)
    for url in ("/security", "/security/sessions"):
        assert client.get(url).status_code == 403


def test_the_officer_gives_no_accounts_and_sees_no_resident(client_of: ClientOf) -> None:
    officer = client_of("security_officer", COUNTY)
    for url in ("/accounts", "/accounts/invite", "/care/owed", "/desk/", "/lists"):
        assert officer.get(url).status_code == 403, url
