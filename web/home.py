"""The first page after signing in: what needs doing, one part from each room."""

from flask import Blueprint, current_app, render_template

from web.access import EVERYONE_SIGNED_IN, access, scope
from web.clock import now
from web.db import reading
from web.room import HomeBlock, Room

pages = Blueprint("home", __name__)


@pages.get("/")
@access(roles=EVERYONE_SIGNED_IN)
def home() -> str:
    found = (_part(room) for room in current_app.extensions["lianxin_rooms"])
    blocks = sorted((part for part in found if part), key=lambda part: part.order)
    return render_template("shell/home.html", blocks=blocks)


def _part(room: Room) -> HomeBlock | None:
    return room.home(scope(), reading(), now()) if room.home else None
