"""The OpenAPI document says all there is, and what it says of tokens and errors is kept."""

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from models.accounts.tokens import TOKEN_SCOPES
from models.places.tables import Place
from tests.web.api.conftest import Caller, Callers, code
from tests.web.conftest import COUNTY
from web.access import rule_of
from web.api.document import operations
from web.api.idempotency import HEADER

METHODS = ("get", "post", "put", "patch", "delete")
NO_ONE = uuid.UUID(int=0)


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    found: dict[str, Any] = app.test_client().get("/api/v1/openapi.json").get_json()
    return found


def every(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, found in document["paths"].items():
        for method in found.keys() & set(METHODS):
            yield path, method, found[method]


def api_routes(app: Flask) -> list[Rule]:
    found = [route for route in app.url_map.iter_rules() if route.rule.startswith("/api/v1/")]
    return [route for route in found if route.endpoint != "api.document"]


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_every_route_is_documented_and_nothing_else(app: Flask, document: dict[str, Any]) -> None:
    routes = {
        (re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", route.rule), method.lower())
        for route in api_routes(app)
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert len(routes) > 30
    assert {(path, method) for path, method, _ in every(document)} == routes


def test_it_is_openapi_3_1_throughout(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert document["info"]["title"] and document["info"]["version"]
    names = [operation["operationId"] for _, _, operation in every(document)]
    assert len(names) == len(set(names))
    for path, method, operation in every(document):
        where = f"{method} {path}"
        assert operation["summary"], where
        good = [status for status in operation["responses"] if status.startswith("2")]
        assert len(good) == 1, where
        assert operation["responses"][good[0]]["content"], where
        assert {"400", "401", "403", "404", "409", "422"} <= operation["responses"].keys(), where
        given = [*document["paths"][path].get("parameters", []), *operation["parameters"]]
        assert len({(one["in"], one["name"]) for one in given}) == len(given), where
        assert all("schema" in one for one in given), where
        in_path = {one["name"] for one in given if one["in"] == "path" and one["required"]}
        assert in_path == set(re.findall(r"{(\w+)}", path)), where
        keyed = any(one["name"] == HEADER and one["required"] for one in given)
        assert keyed == (method != "get"), where


def test_whatever_is_referred_to_is_there(document: dict[str, Any]) -> None:
    found = set(references(document))
    assert len(found) > 40
    for reference in found:
        value = document
        for part in reference.removeprefix("#/").split("/"):
            value = value[part]
        assert value, reference


def test_every_error_is_a_problem(document: dict[str, Any]) -> None:
    for answer in document["components"]["responses"].values():
        ((kind, content),) = answer["content"].items()
        assert kind == "application/problem+json"
        assert content["schema"]["$ref"] == "#/components/schemas/Problem"
    problem = document["components"]["schemas"]["Problem"]
    assert {"type", "status", "code", "title", "detail", "rules"} == set(problem["required"])


def test_ids_moments_and_codes_state_their_format(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        for field, kind in schema.get("properties", {}).items():
            if field == "id" or field.endswith("_id"):
                assert kind["format"] == "uuid", f"{name}.{field}"
            if field.endswith("_at"):
                assert kind["format"] == "date-time", f"{name}.{field}"
            if field in ("state", "market", "outcome", "decision", "role"):
                assert kind["enum"], f"{name}.{field}"


def test_bodies_refuse_what_they_do_not_define(document: dict[str, Any]) -> None:
    bodies = {
        content["schema"]["$ref"].rpartition("/")[2]
        for _, _, operation in every(document)
        for content in operation.get("requestBody", {}).get("content", {}).values()
    }
    assert len(bodies) > 10
    for name in bodies:
        assert document["components"]["schemas"][name]["additionalProperties"] is False, name


def test_the_page_to_try_it_shows_all(app: Flask, document: dict[str, Any]) -> None:
    page = app.test_client().get("/api-docs")
    assert page.status_code == 200
    shown = operations(document)
    assert len(shown) == len(list(every(document)))
    assert page.text.count("<details") == len(shown)
    assert 'type="file"' in page.text
    assert 'name="Accept-Language"' not in page.text
    swap = next(one for one in shown if one["path"].endswith("/swap"))
    assert swap["body"]["slot"] == {"day": "2026-11-22", "part": 1}
    many = next(one for one in shown if one["path"].endswith("/proposals/approve"))
    assert json.dumps(many["body"]).count("version") == 1


@pytest.fixture
def role_of(county: dict[str, Place], caller: Callers) -> Any:
    """``role_of(roles, scopes)``: somebody who holds the first of these roles."""
    known: dict[tuple[str, tuple[str, ...]], Caller] = {}

    def made(roles: frozenset[str], scopes: tuple[str, ...]) -> Caller:
        wanted = min(roles), scopes
        if wanted not in known:
            known[wanted] = caller(wanted[0], county[COUNTY].id, None, scopes)
        return known[wanted]

    return made


def test_each_operation_opens_to_its_own_scope_only(
    app: Flask, document: dict[str, Any], role_of: Any
) -> None:
    for route in api_routes(app):
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}:
            rule = rule_of(app.view_functions[route.endpoint], method)
            assert rule is not None and rule.roles is not None and rule.token is not None
            path = re.sub(r"<(?:[^<>]*:)?(\w+)>", str(NO_ONE), route.rule)
            named = re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", route.rule)
            security = document["paths"][named][method.lower()]["security"]
            assert security == [{"token": [rule.token]}]
            others = tuple(scope for scope in TOKEN_SCOPES if scope != rule.token)
            for scopes, closed in ((others, True), ((rule.token,), False)):
                headers = {**role_of(rule.roles, scopes).bearer, HEADER: uuid.uuid4().hex}
                answer = app.test_client().open(path, method=method, headers=headers)
                assert (answer.status_code == 403) is closed, (method, path, scopes)
                assert answer.status_code < 500, (method, path)
                if answer.status_code >= 400:
                    code(answer)


def test_each_change_wants_a_key(app: Flask, role_of: Any, document: dict[str, Any]) -> None:
    for path, method, operation in every(document):
        if method == "get" or "requestBody" in operation:
            continue
        view = next(
            app.view_functions[route.endpoint]
            for route in api_routes(app)
            if re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", route.rule) == path
        )
        rule = rule_of(view, method)
        assert rule is not None and rule.roles is not None
        url = re.sub(r"{\w+}", str(NO_ONE), path)
        bearer = role_of(rule.roles, TOKEN_SCOPES).bearer
        answer = app.test_client().open(url, method=method.upper(), headers=bearer)
        assert code(answer) == (400, "key_missing"), path


def test_what_is_wrong_is_said_in_the_language_asked_for(
    county: dict[str, Place], caller: Callers
) -> None:
    clerk = caller("community", county[COUNTY].id)
    url = f"/proposals/{NO_ONE}"
    chinese = clerk.get(url).get_json()
    headers = {**clerk.bearer, "Accept-Language": "en-GB,en;q=0.9"}
    english = clerk.app.test_client().get(f"/api/v1{url}", headers=headers).get_json()
    assert chinese["code"] == english["code"] == "no_such_proposal"
    assert chinese["detail"] == "没有这条方案，或不在您的管理范围内"
    assert english["detail"].isascii()
