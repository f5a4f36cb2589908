"""The navigation of whoever is signed in: what the rooms offer to his roles."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel import lazy_gettext

from web.access import EVERYONE_SIGNED_IN, scope, signed_in
from web.room import NavItem, Room

HOME = NavItem("home.home", lazy_gettext("首页"), "home", EVERYONE_SIGNED_IN, order=0)


@dataclass(frozen=True)
class Entry:
    """A link as it stands on the page."""

    url: str
    label: Any
    icon: str
    current: str  # aria-current: page, true (somewhere below it), or nothing


def entries() -> list[Entry]:
    """What the signed-in person may go to, first things first; nothing for a stranger."""
    if not signed_in():
        return []
    rooms: tuple[Room, ...] = current_app.extensions["lianxin_rooms"]
    offered = [HOME, *(item for room in rooms for item in room.nav)]
    held = scope().roles
    mine = sorted((item for item in offered if held & set(item.roles)), key=lambda i: i.order)
    return [_entry(item, url_for(item.endpoint)) for item in mine]


def _entry(item: NavItem, url: str) -> Entry:
    below = "true" if url != "/" and request.path.startswith(url + "/") else ""
    return Entry(url, item.label, item.icon, "page" if request.path == url else below)
