"""Style sheets, scripts and front-end parts, served by Flask itself."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, send_from_directory, url_for
from flask_compress import Compress

from web.access import public

HERE = Path(__file__).parent
# Of what npm brings, only these files leave the machine.
PARTS = {"htmx.js": "htmx.org/dist/htmx.min.js"}
A_YEAR = 365 * 24 * 3600
# Pages go out as they are: packed, their length would tell of the secrets they hold (BREACH).
PACKED = ["text/css", "text/javascript", "image/svg+xml"]

pages = Blueprint("assets", __name__)


def install(app: Flask) -> None:
    app.config["COMPRESS_MIMETYPES"] = PACKED
    Compress(app)
    app.register_blueprint(pages)
    app.jinja_env.globals["static"] = static_url
    app.jinja_env.globals["part"] = part_url


@pages.get("/static/<path:name>")
@public
def static(name: str) -> Response:
    return _lasting(send_from_directory(HERE / "static", name))


@pages.get("/parts/<name>")
@public
def part(name: str) -> Response:
    if name not in PARTS:
        abort(404)
    return _lasting(send_from_directory(HERE / "node_modules", PARTS[name]))


def static_url(name: str) -> str:
    """The address of a file, with a mark of its content, so that it may be kept for a year."""
    return url_for("assets.static", name=name, v=_mark(HERE / "static" / name))


def part_url(name: str) -> str:
    return url_for("assets.part", name=name, v=_mark(HERE / "node_modules" / PARTS[name]))


@lru_cache
def _mark(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""


def _lasting(response: Response) -> Response:
    # A stream is not packed for browsers that know gzip only; these files are small.
    response.direct_passthrough = False
    response.make_sequence()
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response
