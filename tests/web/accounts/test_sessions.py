"""Sessions as rows: where one is signed in, and everything that ends it at once."""

import re
import uuid
from collections.abc import Callable

from flask import Flask
from sqlalchemy import Engine, event, select

from models.accounts.tables import AccountSession
from models.database.engine import transaction
from models.places.tables import Place
from tests.web.conftest import COUNTY, EAST, PASSWORD, People, Visitor
from web.db import engine as engine_of

ClientOf = Callable[..., Visitor]
PHONE_AGENT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 MicroMessenger/8.0"


def second(app: Flask, phone: str, agent: str = PHONE_AGENT) -> Visitor:
    client = app.test_client()
    assert isinstance(client, Visitor)
    client.environ_base["HTTP_USER_AGENT"] = agent
    client.environ_base["REMOTE_ADDR"] = "10.20.30.40"
    assert client.sign_in(phone).status_code == 303
    return client


def test_where_i_am_signed_in_and_ending_one(app: Flask, client: Visitor, person: People) -> None:
    phone = person("volunteer").phone
    client.sign_in(phone)
    other = second(app, phone)
    page = client.get("/me/sessions").text
    assert "安卓手机或平板，微信" in page
    assert "10.20.30.40" in page
    assert page.count("就是这台") == 1
    (end,) = re.findall(r"/me/sessions/[0-9a-f-]{36}/end", page)
    assert client.send(end, on="/me/sessions").status_code == 303
    assert other.get("/me").status_code == 302
    assert client.get("/me").status_code == 200


def test_all_others_end_and_this_one_stays(app: Flask, client: Visitor, person: People) -> None:
    phone = person("volunteer").phone
    others = [second(app, phone), second(app, phone)]
    client.sign_in(phone)
    client.send("/me/sessions/end-others", on="/me/sessions")
    assert [one.get("/me").status_code for one in others] == [302, 302]
    assert client.get("/me").status_code == 200


def test_nobody_ends_the_session_of_another(
    app: Flask, engine: Engine, client: Visitor, person: People
) -> None:
    victim = second(app, person("volunteer").phone)
    client.sign_in(person("volunteer").phone)
    with transaction(engine) as session:
        ids = session.scalars(select(AccountSession.id)).all()
    for session_id in ids:
        client.send(f"/me/sessions/{session_id}/end", on="/me/sessions")
        client.sign_in("13800000001")
    assert victim.get("/me").status_code == 200


def test_a_cookie_taken_along_opens_nothing_after_signing_out(
    client: Visitor, person: People
) -> None:
    client.sign_in(person("volunteer").phone)
    kept = client.get_cookie("lianxin")
    assert kept is not None
    client.send("/sign-out", on="/me")
    client.set_cookie("lianxin", kept.value)
    assert client.get("/me").status_code == 302


def test_the_id_is_fresh_at_every_sign_in_and_only_hashed(
    engine: Engine, client: Visitor, person: People
) -> None:
    phone = person("volunteer").phone
    client.sign_in(phone)
    with client.session_transaction() as session:
        first = session["id"]
    client.sign_in(phone)
    with client.session_transaction() as session:
        assert session["id"] != first
    with transaction(engine) as session:
        rows = session.scalars(select(AccountSession).order_by(AccountSession.id)).all()
        assert [row.ended_for for row in rows] == ["replaced", None]
        assert first.encode() not in rows[0].token_hash


def test_other_rights_end_the_sessions_of_before(
    client: Visitor, client_of: ClientOf, person: People, county: dict[str, Place]
) -> None:
    someone = person("volunteer", EAST)
    client.sign_in(someone.phone)
    chief = client_of("administrator", COUNTY)
    form = {"role": "grid_lead", "place_id": county[EAST].id}
    chief.send(f"/accounts/{someone.id}/grants", form, on="/")
    assert client.get("/me").status_code == 302
    client.sign_in(someone.phone)
    page = chief.get(f"/accounts/{someone.id}").text
    withdraw = re.findall(r"/accounts/[0-9a-f-]+/grants/[0-9a-f-]+/withdraw", page)[0]
    chief.send(withdraw, on="/")
    assert client.get("/me").status_code == 302


def test_an_administrator_ends_all_of_an_account(
    client: Visitor, client_of: ClientOf, person: People
) -> None:
    someone = person("volunteer", EAST)
    client.sign_in(someone.phone)
    page = f"/accounts/{someone.id}"
    assert client_of("community", EAST).send(f"{page}/sessions/end", on=page).status_code == 403
    chief = client_of("administrator", COUNTY)
    assert "正登录着 1 处" in chief.get(page).text
    assert chief.send(f"{page}/sessions/end", on=page).status_code == 303
    assert client.get("/me").status_code == 302


def test_a_request_reads_its_session_once_and_writes_nothing(
    app: Flask, client_of: ClientOf
) -> None:
    client = client_of("volunteer")
    said: list[str] = []
    with app.app_context():
        engine = engine_of()
    listen = (engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    event.listen(*listen)
    try:
        assert client.get("/me").status_code == 200
    finally:
        event.remove(*listen)
    about = [one for one in said if "account_session" in one]
    assert len(about) == 1
    assert about[0].startswith("SELECT")


def test_the_read_goes_by_an_index(engine: Engine) -> None:
    with transaction(engine) as session:
        connection = session.connection()
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = connection.exec_driver_sql(
            "EXPLAIN SELECT * FROM account_session WHERE token_hash = '\\x00'"
        )
        assert "uq_account_session_token_hash" in "\n".join(row[0] for row in plan)


def test_guesses_at_one_account_are_limited_wherever_they_come_from(
    app: Flask, client: Visitor, person: People
) -> None:
    phone = person("volunteer").phone
    for number in range(30):
        client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
        assert client.sign_in("13999999999", "x").status_code == 422, number
    client.environ_base["REMOTE_ADDR"] = "10.0.1.1"
    assert client.sign_in("139 9999 9999", "x").status_code == 429
    assert client.sign_in(phone).status_code == 303, "others sign in as before"


def test_known_unknown_and_locked_are_the_same_work_and_words(
    app: Flask, client: Visitor, person: People
) -> None:
    known = person("volunteer").phone
    with app.app_context():
        engine = engine_of()

    def tried(phone: str) -> tuple[int, str, list[str]]:
        said: list[str] = []
        listen = (engine, "before_cursor_execute", lambda *given: said.append(given[2].split()[0]))
        event.listen(*listen)
        answer = client.post("/sign-in", data=form | {"phone": phone})
        event.remove(*listen)
        text = re.sub(r'value="[^"]*"|content="[^"]*"', "", answer.text)
        return answer.status_code, text, sorted(set(said))

    page = client.get("/sign-in")
    found = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
    assert found is not None
    form = {"csrf_token": found[1], "password": f"not {PASSWORD}", "next": "/"}
    first = tried("13999999999")
    for _ in range(7):
        again = tried(known)
        assert again[:2] == first[:2]
        # An update beside the row that is written either way: no commit more or less.
        assert set(again[2]) - {"UPDATE"} == set(first[2])


def test_the_id_of_a_session_is_no_uuid_to_guess(client_of: ClientOf) -> None:
    client = client_of("volunteer")
    with client.session_transaction() as session:
        session["id"] = str(uuid.uuid4())
    assert client.get("/me").status_code == 302
