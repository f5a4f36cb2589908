"""Choosing where without a code in sight: by the code on a slip, by name, on a map, in a list."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models.places.tables import Place
from models.requests.asking.finding import MOST, find
from models.requests.asking.places import code_of, communities
from models.requests.asking.points import inside, located
from web.access import public
from web.db import reading
from web.requests.asking.blueprint import pages
from web.requests.asking.plan import Plan, plan
from web.requests.asking.shown import named


@pages.get("/ask")
@public
def start() -> str | Response:
    """One place that fits what was typed is gone to at once."""
    typed = request.args.get("where", "").strip()
    found = find(reading(), typed) if typed else []
    if len(found) == 1:
        return redirect(url_for("ask.form", code=code_of(found[0])), 303)
    why = _("没有找到。只写社区的名字试试，或在下面选。") if typed and not found else None
    return choose(why, typed, found)


def choose(why: str | None, typed: str = "", found: Sequence[Place] = ()) -> str:
    """The page to choose on, with what was found and what stood in the way."""
    session = reading()
    groups = communities(session)
    every = [one for _town, places in groups for one in places]
    return render_template(
        "requests/asking/start.html",
        groups=groups,
        plan=plan(located(session, every), request.args.getlist("near")),
        typed=typed,
        found=named(session, found[:MOST]),
        more=len(found) > MOST,
        why=why,
    )


def within(place: Place) -> Plan | None:
    """What may be chosen inside a place, None for a door."""
    found = inside(reading(), place)
    if not found:
        return None
    return plan(located(reading(), found), request.args.getlist("near"))
