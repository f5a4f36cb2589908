"""Two languages, one time zone: what a request is answered in."""

from flask import Blueprint, Flask, current_app, redirect, request
from flask_babel import Babel
from werkzeug.wrappers import Response

from models.accounts.login import choose_language
from web.access import public, scope, signed_in
from web.db import changing
from web.redirects import safe_next

COOKIE = "language"
LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
A_YEAR = 365 * 24 * 3600

pages = Blueprint("language", __name__)


def install(app: Flask) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = LOCALES["zh"]
    Babel(app, locale_selector=chosen_locale, default_timezone="Asia/Shanghai")
    app.jinja_env.globals["language"] = chosen
    app.jinja_env.globals["html_lang"] = lambda: "en" if chosen() == "en" else "zh-CN"


def chosen() -> str:
    """``zh`` or ``en``: for pages what was switched to, for the API what was asked for."""
    if request.path.startswith("/api/"):
        return request.accept_languages.best_match(["zh", "en"], default="zh")
    asked = request.cookies.get(COOKIE, "zh")
    return asked if asked in LOCALES else "zh"


def chosen_locale() -> str:
    return LOCALES[chosen()]


@pages.post("/language")
@public
def switch() -> Response:
    """Switch to the other language and go back to where one was."""
    asked = request.form.get("language", "zh")
    language = asked if asked in LOCALES else "zh"
    if signed_in():
        with changing() as session:
            choose_language(session, scope().account_id, language)
    response = redirect(safe_next(request.form.get("next")), 303)
    keep_language(response, language)
    return response


def keep_language(response: Response, language: str) -> None:
    """Let the browser remember ``zh`` or ``en``."""
    response.set_cookie(
        COOKIE,
        language,
        max_age=A_YEAR,
        httponly=True,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        samesite="Lax",
    )
