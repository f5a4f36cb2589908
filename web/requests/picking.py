"""Where a request that is entered is about: typed, tapped on a map, or from the list.

Each tap sends the form as it is and shows it again with the place chosen, so nothing typed is lost
and no script is needed. The button says what was tapped: ``look`` is ``find``, ``map``,
``near TOP POINT...`` or ``pick CODE``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.care.board import LOOKERS
from models.places.tables import Place
from models.requests import lists
from models.requests.asking.finding import MOST, by_code, find
from models.requests.asking.places import code_of
from models.requests.asking.points import inside, located
from web.access import scope
from web.db import reading
from web.forms import Form
from web.requests.asking.plan import Plan, plan
from web.requests.asking.shown import named

WHOLE = "-"


@dataclass(frozen=True)
class Picking:
    """``found``: places to tap, with their names; ``top``: the code of whose inside the map
    is; ``chosen``: the name of the place just put into the form."""

    found: Sequence[tuple[Place, str]] = ()
    more: bool = False
    plan: Plan | None = None
    chosen: str = ""
    top: str = WHOLE


def tapped(form: Form) -> Picking | None:
    """What a tap of these buttons shows, the place put into the form; None: another button."""
    what, *rest = request.form.get("look", "").split(" ")
    if what == "find":
        return look_up(form)
    if what == "map":
        return _map(reading(), WHOLE, [])
    if what == "near" and rest:
        return _map(reading(), rest[0], rest[1:])
    if what == "pick" and rest:
        place = _mine(reading(), rest[0])
        if place is not None:
            return _picked(reading(), form, place)
    return None


def look_up(form: Form) -> Picking:
    """What was typed as the place: chosen where it can mean one only, else shown to choose from."""
    session = reading()
    found = find(session, str(form.values.get("where", "")), scope().within(LOOKERS))
    if len(found) == 1:
        return _picked(session, form, found[0])
    if not found:
        form.refuse("where", _("没有找到这个地方，或不归您管。只写社区的名字试试，或从名单里选。"))
    return Picking(named(session, found[:MOST]), len(found) > MOST)


def _picked(session: Session, form: Form, place: Place) -> Picking:
    """What was typed has done its work: another text would be looked up anew."""
    form.values = {**form.values, "place_id": place.id, "where": ""}
    if form.ok:
        form.data["place_id"] = place.id
    chosen = named(session, [place])[0][1]
    return replace(_map(session, code_of(place), []), chosen=chosen)


def _map(session: Session, top: str, near: Sequence[str]) -> Picking:
    place, places = _mine(session, top), _topmost(lists.places_of(session, scope()))
    if place is None and len(places) == 1:
        place = places[0]
    if place is not None:
        top, places = code_of(place), inside(session, place)
    drawn = plan(located(session, places), near)
    # The list of the form has them all; those one point stood for are shown apart.
    listed = named(session, drawn.places) if drawn.near and not drawn.spots else ()
    return Picking(listed, plan=drawn if drawn.spots else None, top=top)


def _mine(session: Session, code: str) -> Place | None:
    place = by_code(session, code)
    return place if place is not None and scope().covers(place.path, LOOKERS) else None


def _topmost(places: Sequence[Place]) -> Sequence[Place]:
    """Those that lie in no other of them."""
    kept: list[Place] = []
    for one in sorted(places, key=lambda place: place.path):
        if not kept or not one.path.startswith(kept[-1].path):
            kept.append(one)
    return kept
