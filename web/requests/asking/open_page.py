"""What was asked and done, for everybody: no person, no small number, no ranking."""

from flask import render_template

from models.requests.asking.published import LEAST, WEEKS, published
from web.access import public
from web.clock import now
from web.db import reading
from web.requests.asking.blueprint import pages
from web.requests.asking.words import KIND_WORDS


@pages.get("/open")
@public
def told() -> str:
    return render_template(
        "requests/asking/open.html",
        told=published(reading(), now()),
        kinds=KIND_WORDS,
        weeks=WEEKS,
        least=LEAST,
    )
