"""A change of the API for one key: once, with one answer, whoever asks how often."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.roles import STAFF
from models.accounts.tables import IdempotentReply
from models.database.refused import Refused
from models.places.tables import Place
from models.settings import Settings
from tests.web.conftest import COUNTY, EAST, People, Visitor
from web.access import access
from web.api.idempotency import HEADER, once
from web.app import create_app
from web.security import csrf

BLUEPRINT = Blueprint("places_of_a_test", __name__, url_prefix="/api/v1/places")


class NameTaken(Refused):
    code = "name_taken"
    rules = (("one_name", Said("名称“%(name)s”已有。", name="甲")),)


class NameBody(Schema):
    name = fields.String(required=True)


class PlaceAnswer(Schema):
    id = fields.UUID()
    name = fields.String()


@BLUEPRINT.route("")
class Places(MethodView):
    @BLUEPRINT.arguments(NameBody)
    @BLUEPRINT.response(201, PlaceAnswer)
    @access(roles=STAFF, token="runs")
    @once(PlaceAnswer(), 201)
    def post(self, data: dict[str, Any], *, session: Session) -> Place:
        name = data["name"]
        place = Place(kind="town", name=name, path=f"{COUNTY}{uuid.uuid4()}/")
        session.add(place)
        session.flush()
        if name == "taken":
            raise NameTaken(Said("名称已被使用。"))
        if name == "crash":
            raise RuntimeError("the database went away")
        return place


@pytest.fixture
def client(settings: Settings, redis_url: str, person: People) -> Iterator[FlaskClient]:
    app: Flask = create_app(settings)
    app.register_blueprint(BLUEPRINT)
    csrf.exempt(BLUEPRINT)
    app.test_client_class = Visitor
    yield app.test_client()


def ask(client: FlaskClient, bearer: dict[str, str], name: str, key: str) -> Any:
    headers = {**bearer, HEADER: key}
    return client.post("/api/v1/places", json={"name": name}, headers=headers)


def towns(engine: Engine) -> int:
    with Session(engine) as session:
        query = select(func.count()).select_from(Place).where(Place.kind == "town")
        return session.scalar(query) or 0


def test_same_key_same_body_same_answer(
    engine: Engine, client: FlaskClient, person: People
) -> None:
    bearer = person("community").bearer
    first = ask(client, bearer, "甲", "key-00001")
    second = ask(client, bearer, "甲", "key-00001")
    assert first.status_code == second.status_code == 201
    assert first.data == second.data
    assert towns(engine) == 1


def test_same_key_other_body_is_refused(
    engine: Engine, client: FlaskClient, person: People
) -> None:
    bearer = person("community").bearer
    ask(client, bearer, "甲", "key-00001")
    other = ask(client, bearer, "乙", "key-00001")
    assert other.status_code == 422
    assert other.content_type == "application/problem+json"
    assert other.json["code"] == "key_reused"
    assert towns(engine) == 1


def test_the_key_of_another_account_is_another_key(
    engine: Engine, client: FlaskClient, person: People
) -> None:
    first = ask(client, person("community").bearer, "甲", "key-00001")
    second = ask(client, person("community").bearer, "甲", "key-00001")
    assert first.json["id"] != second.json["id"]
    assert towns(engine) == 2


def test_many_at_once_make_one_change(engine: Engine, client: FlaskClient, person: People) -> None:
    bearer = person("community").bearer
    app = client.application
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(ask, app.test_client(), bearer, "甲", "key-00001") for _ in range(8)]
    answers = {(answer.result().status_code, answer.result().data) for answer in sent}
    assert len(answers) == 1
    assert next(iter(answers))[0] == 201
    assert towns(engine) == 1


def test_a_refusal_is_kept_and_leaves_nothing_else(
    engine: Engine, client: FlaskClient, person: People
) -> None:
    bearer = person("community").bearer
    first = ask(client, bearer, "taken", "key-00001")
    second = ask(client, bearer, "taken", "key-00001")
    assert first.status_code == second.status_code == 409
    assert first.data == second.data
    assert first.json["rules"] == [{"code": "one_name", "detail": "名称“甲”已有。"}]
    assert towns(engine) == 0


def test_a_crash_frees_the_key(engine: Engine, client: FlaskClient, person: People) -> None:
    bearer = person("community").bearer
    assert ask(client, bearer, "crash", "key-00001").status_code == 500
    assert towns(engine) == 0
    assert ask(client, bearer, "甲", "key-00001").status_code == 201


def test_a_change_without_a_key_is_refused(client: FlaskClient, person: People) -> None:
    bearer = person("community").bearer
    for key in ("", "short", "k" * 200, "with a blank"):
        answer = ask(client, bearer, "甲", key)
        assert answer.status_code == 400
        assert answer.json["code"] == "key_missing"


def test_a_bad_body_says_which_field(client: FlaskClient, person: People) -> None:
    headers = {**person("community").bearer, HEADER: "key-00001"}
    answer = client.post("/api/v1/places", json={"nam": "甲"}, headers=headers)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    found = {rule["code"]: rule["detail"] for rule in answer.json["rules"]}
    assert found == {"name": "请填写这一项。", "nam": "没有这一项。"}


def test_a_token_needs_the_scope_and_the_role(
    engine: Engine, client: FlaskClient, person: People
) -> None:
    assert ask(client, {}, "甲", "key-00001").status_code == 401
    assert ask(client, {"Authorization": "Bearer no"}, "甲", "key-00001").status_code == 401
    assert ask(client, person("volunteer").bearer, "甲", "key-00001").status_code == 403
    assert towns(engine) == 0


def test_a_cookie_changes_nothing_over_the_api(client: FlaskClient, person: People) -> None:
    someone = person("community", EAST)
    assert isinstance(client, Visitor)
    client.sign_in(someone.phone)
    assert client.get("/me").status_code == 200
    assert ask(client, {}, "甲", "key-00001").status_code == 401


def test_what_is_kept_is_sealed(engine: Engine, client: FlaskClient, person: People) -> None:
    ask(client, person("community").bearer, "秘密街一号", "key-00001")
    with engine.connect() as connection:
        raw = connection.exec_driver_sql("SELECT body FROM idempotent_reply").scalar_one()
    assert "秘密街一号".encode() not in bytes(raw)
    with Session(engine) as session:
        assert "秘密街一号" in (session.scalars(select(IdempotentReply.body)).one() or "")


def test_the_answer_comes_in_the_language_asked(client: FlaskClient) -> None:
    english = client.get("/api/v1/me", headers={"Accept-Language": "en"})
    chinese = client.get("/api/v1/me")
    assert english.json["code"] == chinese.json["code"] == "unauthorized"
    assert chinese.json["title"] == "请先登录"


def test_the_document_is_openapi_3_1_and_asks_for_the_key(client: FlaskClient) -> None:
    client.get("/api/v1/openapi.json")
    document = client.get("/api/v1/openapi.json").json
    assert document is not None
    assert document["openapi"] == "3.1.0"
    assert "/api/v1/me" in document["paths"]
    for operations in document["paths"].values():
        for method in operations.keys() - {"parameters"}:
            operation = operations[method]
            names = [one["name"] for one in operation.get("parameters", []) if "name" in one]
            assert names.count(HEADER) == (method in ("post", "put", "patch", "delete"))
