"""What the gateway hands over: signed, of now, once, and nothing personal comes back."""

import datetime as dt
import hmac
import json
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from models.database.engine import transaction
from models.requests.tables import RequestStep
from models.settings import Sms
from tests.web.conftest import People, Visitor
from tests.web.requests.staff import Staff
from tests.web.requests.village import ask, building, stored
from web.clock import now

__all__ = ["building"]
PHONE, SECRET = "13900001234", "geheim"


@pytest.fixture
def gateway(app: Flask) -> Iterator[Sms]:
    sms = Sms("http://127.0.0.1:9/", "k", SECRET, "连心", "T1", False)
    app.config["SMS"] = sms
    yield sms
    app.config["SMS"] = None


@pytest.fixture
def code(client: Visitor, engine: Engine, person: People, building: str) -> str:
    """A request from that number that waits for the resident's word."""
    code = ask(client, building, phone=PHONE)
    Staff.of(engine, person).settle(code)
    return code


def hand_over(
    client: Visitor, phone: str = PHONE, text: str = "1", late: float = 0, **more: str
) -> TestResponse:
    body = more.get("body", json.dumps({"phone": phone, "text": text})).encode()
    at = str(int((now() - dt.timedelta(seconds=late)).timestamp()))
    signed = hmac.new(SECRET.encode(), at.encode() + b"\n" + body, "sha256").hexdigest()
    headers = {"X-Timestamp": at, "X-Signature": more.get("signed", signed)}
    return client.post(
        "/api/sms/replies", data=body, headers=headers, content_type="application/json"
    )


@pytest.mark.parametrize(("text", "state"), [("１。", "done"), ("没有办好", "reopened")])
def test_the_residents_word_comes_in_by_sms(
    gateway: Sms, client: Visitor, engine: Engine, code: str, text: str, state: str
) -> None:
    answer = hand_over(client, text=text)
    assert (answer.status_code, answer.get_json()) == (200, {"accepted": True})
    assert stored(engine, code).state == state


def test_words_are_shown_to_staff_and_not_on_the_page_of_the_code(
    gateway: Sms, client: Visitor, engine: Engine, code: str, client_of: object
) -> None:
    assert hand_over(client, text="灯是亮了，可是门又坏了").status_code == 200
    found = stored(engine, code)
    assert found.state == "supervised"
    page = client_of("community").get(f"/requests/{found.id}").text
    assert "门又坏了" in page and "居民发来短信" in page
    assert "门又坏了" not in client.get(f"/asked/{code}").text


def test_nobody_else_gets_in(gateway: Sms, client: Visitor, engine: Engine, code: str) -> None:
    for wrong in ({"signed": "0" * 64}, {"signed": "é"}, {"late": 301}, {"late": -301}):
        answer = hand_over(client, **wrong)
        assert answer.status_code == 401, wrong
    unsigned = client.post("/api/sms/replies", json={"phone": PHONE, "text": "1"})
    assert unsigned.status_code == 401
    assert stored(engine, code).state == "supervised"


def test_the_same_request_is_taken_once(
    gateway: Sms, client: Visitor, engine: Engine, code: str
) -> None:
    body = json.dumps({"phone": PHONE, "text": "谢谢"}).encode()
    at = str(int(now().timestamp()))
    signed = hmac.new(SECRET.encode(), at.encode() + b"\n" + body, "sha256").hexdigest()
    headers = {"X-Timestamp": at, "X-Signature": signed}
    sent = [
        client.post("/api/sms/replies", data=body, headers=headers, content_type="application/json")
        for _ in range(3)
    ]
    assert [answer.status_code for answer in sent] == [200, 409, 409]
    assert sent[1].get_json()["code"] == "reply_taken"
    with transaction(engine) as session:
        wrote = select(RequestStep).where(RequestStep.step == "wrote")
        assert len(session.scalars(wrote).all()) == 1


def test_a_number_that_asked_nothing_is_answered_alike(
    gateway: Sms, client: Visitor, code: str
) -> None:
    known, unknown = hand_over(client), hand_over(client, phone="13911112222")
    assert (known.status_code, known.data) == (unknown.status_code, unknown.data)


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"phone": "1"}', '{"phone": "12345", "text": "1"}', "{"]
)
def test_what_is_no_reply_is_refused(gateway: Sms, client: Visitor, body: str) -> None:
    assert hand_over(client, body=body).status_code in (400, 422)


def test_without_a_gateway_there_is_nothing(app: Flask, client: Visitor) -> None:
    assert app.config["SMS"] is None
    assert hand_over(client).status_code == 404
