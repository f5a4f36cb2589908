"""What makes the pages an app on a phone: the manifest, the service worker, the offline page."""

from hashlib import sha256

from flask import Response, json, render_template
from flask_babel import gettext as _

from models.accounts.roles import HELPERS
from web.access import access, public
from web.assets import part_url, static_url
from web.care.blueprint import pages

SVG = "image/svg+xml"
STATIC = (
    "css/tokens.css",
    "css/site.css",
    "css/care.css",
    "js/site.js",
    "js/queue.js",
    "js/phone.js",
    "img/seal.svg",
)


@pages.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    icons = [
        {"src": static_url(f"img/{name}.svg"), "sizes": "any", "type": SVG, "purpose": purpose}
        for name, purpose in (("seal", "any"), ("seal-mask", "maskable"))
    ]
    facts = {
        "id": "/care/",
        "name": _("连心 · 我的任务"),
        "short_name": _("连心"),
        "lang": "zh-CN",
        "start_url": "/care/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#b3261e",
        "icons": icons,
    }
    return Response(json.dumps(facts, ensure_ascii=False), mimetype="application/manifest+json")


@pages.get("/sw.js")
@public
def worker() -> Response:
    """The service worker; its text changes when any file of the shell does, so browsers see it."""
    files = [*map(static_url, STATIC), part_url("htmx.js")]
    shell = sha256("".join(files).encode()).hexdigest()[:12]
    first = f"const FILES = {json.dumps(files)}, SHELL = {json.dumps('shell-' + shell)};"
    parts = [static_url("js/queue.js"), static_url("js/worker.js")]
    text = f"{first}\nimportScripts({', '.join(map(json.dumps, parts))});\n"
    answer = Response(text, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@pages.get("/offline")
@access(roles=HELPERS)
def offline() -> str:
    return render_template("care/visiting/offline.html")
