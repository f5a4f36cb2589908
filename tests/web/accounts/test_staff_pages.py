"""Accounts as staff look after them, over HTTP."""

import re
import uuid
from collections.abc import Callable

from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.accounts.tables import Account, Grant
from models.database.engine import transaction
from models.people.identity import person_phone_hash
from models.people.tables import Person
from models.places.tables import Place
from models.trail.tables import TrailEntry
from tests.web.conftest import COUNTY, EAST, NOW, WEST, People, Visitor

ClientOf = Callable[..., Visitor]
Places = dict[str, Place]


def invite(client: Visitor, place: Place, role: str = "volunteer") -> str:
    """Invite somebody and return the page that came back."""
    form = {"name": "张三", "phone": "139 0000 0001", "role": role, "place_id": place.id}
    return client.send("/accounts/invite", form, on="/accounts/invite").text


def test_an_invited_person_sets_his_own_password_by_the_code_shown(
    app: Flask, client: Visitor, client_of: ClientOf, county: Places
) -> None:
    page = invite(client_of("community"), county[EAST])
    code = re.search(r'id="one-time">([^<]+)<', page)
    assert code is not None
    assert client.sign_in("13900000001", code[1]).status_code == 422
    new = "the river in the morning"
    form = {"code": code[1].replace("-", ""), "new": new, "again": new}
    link = f"/join/{code[1]}"
    assert code[1] in client.get(link).text
    differs = client.send("/join", {**form, "again": "another river"}, on=link)
    assert "两次输入的新密码不一样" in differs.text
    assert client.send("/join", form, on=link).status_code == 303
    assert client.get("/").status_code == 200
    again = app.test_client().send("/join", form, on=link)  # type: ignore[attr-defined]
    assert again.status_code == 422
    assert "已经用过" in again.text
    assert client.sign_in("13900000001", new).status_code == 303


def test_an_invited_person_of_the_ledgers_is_that_person(
    engine: Engine, client_of: ClientOf, county: Places
) -> None:
    def known(name: str, path: str) -> Person:
        return Person(
            name=name,
            phone="13900000001",
            phone_hash=person_phone_hash("13900000001"),
            place_id=county[path].id,
            created_at=NOW,
        )

    with transaction(engine) as session:
        session.add_all([known("张三", EAST), known("张三的儿子", EAST), known("张三", WEST)])
    invite(client_of("community"), county[EAST])
    with Session(engine) as session:
        account = session.scalars(select(Account).where(Account.name == "张三")).one()
        assert account.person_id is not None
        assert session.get_one(Person, account.person_id).place_id == county[EAST].id


def test_a_phone_has_one_account(client_of: ClientOf, county: Places) -> None:
    client = client_of("community")
    invite(client, county[EAST])
    again = invite(client, county[EAST])
    assert "这个手机号已有账号" in again
    assert 'value="139 0000 0001"' in again


def test_nobody_invites_outside_or_above_himself(client_of: ClientOf, county: Places) -> None:
    client = client_of("community", EAST)
    assert "您不能在这个地方授予这个角色" in invite(client, county[WEST])
    assert "您不能在这个地方授予这个角色" in invite(client, county[EAST], "community")
    assert "您不能在这个地方授予这个角色" in invite(client, county[EAST], "administrator")
    assert "河西社区" not in client.get("/accounts/invite").text


def test_staff_see_the_accounts_of_their_scope_only(client_of: ClientOf, person: People) -> None:
    there, here = person("grid_worker", WEST), person("post_holder", EAST)
    client = client_of("community", EAST)
    listed = client.get("/accounts").text
    assert "某post_holder" in listed
    assert "某grid_worker" not in listed
    assert here.phone not in listed
    assert client.get(f"/accounts/{there.id}").status_code == 404
    for change in ("reset", "status", "phone"):
        answer = client.send(f"/accounts/{there.id}/{change}", {"phone": "13700000000"}, on="/")
        assert answer.status_code == 404, change


def test_a_role_of_another_kind_elsewhere_opens_no_accounts_there(
    engine: Engine, client: Visitor, person: People, county: Places
) -> None:
    both, other = person("community", EAST), person("community", WEST)
    with transaction(engine) as session:
        place = session.merge(county[WEST], load=False)
        session.add(Grant(account_id=uuid.UUID(both.id), role="volunteer", place=place))
    client.sign_in(both.phone)
    assert f"/accounts/{both.id}" in client.get("/accounts").text
    assert f"/accounts/{other.id}" not in client.get("/accounts").text
    assert client.get(f"/accounts/{other.id}").status_code == 404
    assert "河西社区" not in client.get("/accounts/invite").text


def test_a_new_password_or_phone_given_by_staff_ends_the_tokens(
    client_of: ClientOf, client: Visitor, person: People
) -> None:
    staff = client_of("community", EAST)
    for change, form in (("phone", {"phone": "13900000009"}), ("reset", {})):
        volunteer = person("volunteer", EAST)
        page = f"/accounts/{volunteer.id}"
        assert client.get("/api/v1/me", headers=volunteer.bearer).status_code == 200
        staff.send(f"{page}/{change}", dict(form), on=page)
        with_token = client.get("/api/v1/me", headers=volunteer.bearer)
        assert with_token.status_code == 401, change


def test_staff_cannot_take_over_an_account_above_them(client_of: ClientOf, person: People) -> None:
    above = person("administrator", EAST)
    client = client_of("community", EAST)
    assert client.send(f"/accounts/{above.id}/reset", on="/").status_code == 403
    assert "重置密码" not in client.get(f"/accounts/{above.id}").text


def test_only_an_administrator_grants_roles(
    client_of: ClientOf, person: People, county: Places
) -> None:
    volunteer = person("volunteer", EAST)
    form = {"role": "grid_lead", "place_id": county[EAST].id}
    url = f"/accounts/{volunteer.id}/grants"
    assert client_of("county", COUNTY).send(url, form, on="/").status_code == 403
    assert client_of("administrator", WEST).send(url, form, on="/").status_code == 404
    administrator = client_of("administrator", COUNTY)
    assert administrator.send(url, form, on="/").status_code == 303
    assert "网格长" in administrator.get(f"/accounts/{volunteer.id}").text
    again = administrator.send(url, form, on="/")
    assert again.status_code == 409
    assert "已有这个角色" in again.text


def test_reset_lock_and_phone_leave_a_trail(
    engine: Engine, client: Visitor, client_of: ClientOf, person: People
) -> None:
    volunteer = person("volunteer", EAST)
    client.sign_in(volunteer.phone)
    staff = client_of("community", EAST)
    moved = staff.send(f"/accounts/{volunteer.id}/phone", {"phone": "13711112222"}, on="/")
    assert moved.status_code == 303
    assert client.get("/me").status_code == 302, "the session of the old number has ended"
    assert client.sign_in("13711112222").status_code == 303
    staff.send(f"/accounts/{volunteer.id}/status", {"status": "disabled"}, on="/")
    assert client.sign_in("13711112222").status_code == 422
    staff.send(f"/accounts/{volunteer.id}/status", {"status": "active"}, on="/")
    assert "邀请码" in staff.send(f"/accounts/{volunteer.id}/reset", on="/").text
    with Session(engine) as session:
        lines = session.scalars(select(TrailEntry).order_by(TrailEntry.number)).all()
        actor = session.scalars(select(Account).where(Account.name == "某community")).one()
        assert [line.action for line in lines] == [
            "account.phone_changed",
            "account.disabled",
            "account.active",
            "account.password_reset",
        ]
        assert {line.account_id for line in lines} == {actor.id}


def test_search_by_phone_and_by_name(client_of: ClientOf, person: People) -> None:
    wanted = person("volunteer", EAST)
    person("post_holder", EAST)
    client = client_of("community", EAST)
    by_phone = client.get("/accounts", query_string={"q": wanted.phone}).text
    assert "某volunteer" in by_phone
    assert "某post_holder" not in by_phone
    assert "某post_holder" in client.get("/accounts", query_string={"q": "post"}).text
    assert "没有找到" in client.get("/accounts", query_string={"q": "%"}).text


def test_a_token_is_shown_once_and_ends_when_told(client: Visitor, client_of: ClientOf) -> None:
    own = client_of("volunteer")
    form = {"name": "统计", "scopes": ["read"], "days": "30"}
    text = re.search(r'id="new-token">([^<]+)<', own.send("/me/tokens", form, on="/me").text)
    assert text is not None
    bearer = {"Authorization": f"Bearer {text[1]}"}
    assert client.get("/api/v1/me", headers=bearer).status_code == 200
    page = own.get("/me").text
    assert text[1] not in page
    revoke = re.findall(r"/me/tokens/[0-9a-f-]+/revoke", page)[0]
    assert own.send(revoke, on="/me").status_code == 303
    assert client.get("/api/v1/me", headers=bearer).status_code == 401


def test_the_api_lists_masked_and_locks_once(
    client: Visitor, client_of: ClientOf, person: People
) -> None:
    volunteer, elsewhere = person("volunteer", EAST), person("post_holder", WEST)
    bearer = person("community", EAST).bearer
    listed = client.get("/api/v1/accounts", headers=bearer)
    assert listed.status_code == 200
    assert volunteer.phone not in listed.text
    assert elsewhere.id not in listed.text
    headers = {**bearer, "Idempotency-Key": "lock-the-volunteer"}
    url = f"/api/v1/accounts/{volunteer.id}/status"
    for _ in range(2):
        answer = client.post(url, json={"status": "disabled"}, headers=headers)
        assert answer.status_code == 200
        assert answer.json is not None
        assert answer.json["status"] == "disabled"
    assert client.sign_in(volunteer.phone).status_code == 422
    other = {**bearer, "Idempotency-Key": "lock-somebody-else"}
    url = f"/api/v1/accounts/{elsewhere.id}/status"
    refused = client.post(url, json={"status": "disabled"}, headers=other)
    assert refused.status_code == 404
    assert refused.json is not None
    assert refused.json["code"] == "account_unknown"
