"""The navigation of whoever is signed in: a bar of few words, and a page of all places."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request, url_for
from flask_babel import lazy_gettext

from web.access import EVERYONE_SIGNED_IN, scope, signed_in
from web.room import GROUPS, NavItem, Room

# As many as a phone of 320 px shows side by side.
BAR = 6
HOME = NavItem("home.home", lazy_gettext("首页"), "home", EVERYONE_SIGNED_IN, order=0)
ALL = NavItem("home.places", lazy_gettext("全部"), "all", EVERYONE_SIGNED_IN)


@dataclass(frozen=True)
class Entry:
    """A link as it stands on the page."""

    url: str
    label: Any
    icon: str
    current: str  # aria-current: page, true (somewhere below it), or nothing


def entries() -> list[Entry]:
    """The bar: first things first, and all else behind its last word; nothing for a stranger,
    nor for whoever has only half signed in."""
    if not signed_in() or g.get("first"):
        return []
    places = [HOME, *_places()]
    bar = places if len(places) <= BAR else [*places[: BAR - 1], ALL]
    here = _nearest(places)
    if here is not None and here not in bar:
        here = ALL
    return [Entry(url_for(i.endpoint), i.short or i.label, i.icon, _mark(i, here)) for i in bar]


def by_group() -> list[tuple[Any, Sequence[Entry]]]:
    """Every place one may go to, under the headings of the groups."""
    places = _places()
    grouped = [
        (
            heading,
            [Entry(url_for(i.endpoint), i.label, i.icon, "") for i in places if i.group == code],
        )
        for code, heading in GROUPS.items()
    ]
    return [(heading, found) for heading, found in grouped if found]


def _places() -> list[NavItem]:
    rooms: tuple[Room, ...] = current_app.extensions["lianxin_rooms"]
    held = scope().roles
    offered = (item for room in rooms for item in room.nav if held & set(item.roles))
    return sorted(offered, key=lambda item: item.order)


def _nearest(places: Sequence[NavItem]) -> NavItem | None:
    """Where this page belongs: the place whose address is the longest beginning of its own."""
    if request.endpoint == ALL.endpoint:
        return ALL
    below = [item for item in places if (request.path + "/").startswith(_folder(item))]
    return max(below, key=lambda item: len(_folder(item)), default=None)


def _folder(item: NavItem) -> str:
    url = url_for(item.endpoint)
    return "//" if url == "/" and request.path != "/" else url.rstrip("/") + "/"


def _mark(item: NavItem, here: NavItem | None) -> str:
    if item is not here:
        return ""
    return "page" if request.path == url_for(item.endpoint) else "true"
