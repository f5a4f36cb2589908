"""The matching room, as it is hung into the shell."""

from flask_babel import lazy_gettext

from web.matching import changes, decisions, desk, runs, worth
from web.matching.blueprint import pages
from web.matching.home import home_block
from web.matching.roles import LOOKING, NIGHTS
from web.room import NavItem, Room

# Importing the modules puts their views on the blueprint.
VIEWS = (changes, decisions, desk, runs, worth)

ROOM = Room(
    pages=pages,
    nav=(
        NavItem("matching.desk", lazy_gettext("审核台"), "review", LOOKING, 15, "plan"),
        NavItem("matching.runs", lazy_gettext("匹配批次"), "moon", NIGHTS, 65, "plan"),
    ),
    home=home_block,
)
