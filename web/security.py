"""What protects every answer: headers, the form token, limits, cookies."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request
from flask_babel import gettext as _
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from models.accounts.sessions import ABSOLUTE
from models.settings import Settings

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, strategy="moving-window", headers_enabled=True)

# The largest ledger taken is 50 MB; what is larger is refused before it is read.
LARGEST_BODY = 60 * 1024 * 1024
LARGEST_FORM = 1024 * 1024

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def configuration(settings: Settings) -> dict[str, Any]:
    """Flask's own settings; the cookies are only readable by the server, and only from here."""
    return {
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
        "SESSION_COOKIE_NAME": "lianxin",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": ABSOLUTE,
        # The cookie is sent when it changed, never along with a file that others may keep.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,  # the token lives as long as the session it is bound to
        "WTF_CSRF_SSL_STRICT": settings.https,
        "TRUSTED_HOSTS": trusted_hosts(settings.public_url),
        "RATELIMIT_STORAGE_URI": limiter_url(settings.redis_url),
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
    }


def trusted_hosts(public_url: str | None) -> list[str] | None:
    """The names this server answers to, once its address is known; None: to any.

    Addresses printed on letters and signs are made of the name a request came with, so that one
    with a foreign name could send people elsewhere.
    """
    name = urlsplit(public_url or "").hostname
    return None if name is None else [name, "localhost", "127.0.0.1"]


def limiter_url(redis_url: str | None) -> str:
    """Flask-Limiter writes the address of a socket its own way."""
    if redis_url is None:
        return "memory://"
    return f"redis+{redis_url}" if redis_url.startswith("unix://") else redis_url


def _only_uploads_are_large() -> None:
    if request.mimetype != "multipart/form-data":
        request.max_content_length = LARGEST_FORM


def _only_by_our_name() -> Response | None:
    # Before everything else: without a name to trust no page, and no link of it, can be made.
    if isinstance(request.routing_exception, SecurityError):
        return Response(
            str(_("这个网址不是本系统的，请从正式的网址打开。")), 400, mimetype="text/plain"
        )
    return None


def install(app: Flask, settings: Settings) -> None:
    app.before_request(_only_by_our_name)
    app.before_request(_only_uploads_are_large)  # before the form is read for its token
    csrf.init_app(app)
    limiter.init_app(app)
    hops = settings.trusted_proxies
    if hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )

    @app.after_request
    def guarded(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response
