"""The API under /api/v1: its document, its page to try it, its blueprints."""

from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template
from flask_smorest import Api
from flask_smorest import Blueprint as ApiBlueprint

from web.access import public
from web.api.document import completed, operations
from web.api.schemas import Problem
from web.security import csrf

PREFIX = "/api/v1"
SETTINGS = {
    "API_TITLE": "连心 API",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "API_SPEC_OPTIONS": {
        "info": {
            "description": (
                "令牌在“我的账号”里生成，写在 Authorization: Bearer 后面。"
                "每次改动都要带 Idempotency-Key；出错时返回 application/problem+json（RFC 9457）。"
                "时刻为 UTC，日期为中国的日历日，编号为 UUID。没有定义的字段会被拒绝。"
            )
        },
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
    },
}

pages = Blueprint("api", __name__)


class PlainApi(Api):  # type: ignore[misc]
    """flask-smorest, with our own format of errors."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """Leave every failure to web/refusals.py."""


def install(app: Flask, blueprints: tuple[ApiBlueprint, ...]) -> None:
    app.config.update(SETTINGS)
    api = PlainApi(app)
    for blueprint in blueprints:
        # A page's cookie opens nothing here, so there is no form token to ask for.
        csrf.exempt(blueprint)
        api.register_blueprint(blueprint, url_prefix=PREFIX + blueprint.url_prefix)
    app.extensions["lianxin_api"] = completed(app, api.spec.to_dict())
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
    return render_template("api/try.html", operations=operations(_document()))


def _document() -> dict[str, Any]:
    return cast("dict[str, Any]", current_app.extensions["lianxin_api"])
