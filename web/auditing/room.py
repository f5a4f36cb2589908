"""The room of the trail, as it is hung into the shell."""

from flask_babel import lazy_gettext

from models.trail.searching import READERS
from web.auditing import searching, seen, stopping
from web.auditing.blueprint import pages
from web.room import NavItem, Room

# Importing the modules puts their views on the blueprint.
VIEWS = (searching, seen, stopping)
PERSONS = ("resident", "seeker", "volunteer", "post_holder")
MINE = lazy_gettext("谁看过我的资料")

ROOM = Room(
    pages=pages,
    nav=(
        NavItem("trail.lines", lazy_gettext("留痕"), "trail", READERS, 12, "rules"),
        NavItem("trail.mine", MINE, "key", PERSONS, 75),
    ),
)
