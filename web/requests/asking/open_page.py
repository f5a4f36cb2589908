"""What was asked and done, for everybody: no person, no small number, no ranking."""

from flask import render_template

from models.requests.asking.published import LEAST, WEEKS, published
from models.requests.words import KIND_NAMES
from web.access import public
from web.clock import now
from web.db import reading
from web.requests.asking.blueprint import pages
from web.said import said


@pages.get("/open")
@public
def told() -> str:
    return render_template(
        "requests/asking/open.html",
        told=published(reading(), now()),
        kinds={code: said(name) for code, name in KIND_NAMES.items()},
        weeks=WEEKS,
        least=LEAST,
    )
