"""The API under /api/v1: its document, its page to try it, its blueprints."""

from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template
from flask_smorest import Api
from flask_smorest import Blueprint as ApiBlueprint

from web.access import public
from web.security import csrf

PREFIX = "/api/v1"
SETTINGS = {
    "API_TITLE": "连心 API",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "API_SPEC_OPTIONS": {
        "info": {
            "description": "每次改动都要带 Idempotency-Key；出错时返回 application/problem+json。"
        },
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
    },
}

KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "schema": {"type": "string", "minLength": 8, "maxLength": 128},
}

pages = Blueprint("api", __name__)


class PlainApi(Api):  # type: ignore[misc]
    """flask-smorest, with our own format of errors."""

    def _register_error_handlers(self) -> None:
        """Leave every failure to web/refusals.py."""


def install(app: Flask, blueprints: tuple[ApiBlueprint, ...]) -> None:
    app.config.update(SETTINGS)
    api = PlainApi(app)
    for blueprint in blueprints:
        # A page's cookie opens nothing here, so there is no form token to ask for.
        csrf.exempt(blueprint)
        api.register_blueprint(blueprint, url_prefix=PREFIX + blueprint.url_prefix)
    app.extensions["lianxin_api"] = _with_keys(api.spec.to_dict())
    app.register_blueprint(pages)


@pages.get(PREFIX + "/openapi.json")
@public
def document() -> Response:
    """The OpenAPI 3.1 document."""
    return jsonify(_document())


@pages.get("/api-docs")
@public
def try_it() -> str:
    """Every operation with a form to try it."""
    return render_template("api/try.html", operations=_operations(_document()))


def _document() -> dict[str, Any]:
    return cast("dict[str, Any]", current_app.extensions["lianxin_api"])


def _with_keys(spec: dict[str, Any]) -> dict[str, Any]:
    for operations in spec["paths"].values():
        for method, operation in operations.items():
            if method in ("post", "put", "patch", "delete"):
                operation["parameters"] = [*operation.get("parameters", []), KEY]
    return spec


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "path": path,
            "method": method.upper(),
            "summary": operation.get("summary", ""),
            "parameters": operations.get("parameters", []) + operation.get("parameters", []),
            "body": _example(document, operation),
        }
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method in ("get", "post", "put", "patch", "delete")
    ]


def _example(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any] | None:
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    if schema is None:
        return None
    name = schema.get("$ref", "").rpartition("/")[2]
    schema = document["components"]["schemas"].get(name, schema)
    return {field: _sample(kind) for field, kind in schema.get("properties", {}).items()}


def _sample(kind: dict[str, Any]) -> Any:
    if "enum" in kind:
        return kind["enum"][0]
    named = kind.get("type", "string")
    first = named[0] if isinstance(named, list) else named
    return {"integer": 0, "number": 0, "boolean": False, "array": [], "object": {}}.get(first, "")
