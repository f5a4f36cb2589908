"""The dated tables an administrator edits, as they are hung into the shell."""

from flask_babel import lazy_gettext

from web.room import NavItem, Room
from web.rules import holidays
from web.rules.pages import EDITORS, pages

# Importing the module puts its views on the blueprint.
VIEWS = (holidays,)

ROOM = Room(
    pages=pages,
    nav=(
        NavItem("rules.tables", lazy_gettext("数字和日子"), "settings", EDITORS, 84, "rules"),
        NavItem("rules.holidays", lazy_gettext("放假和补班"), "calendar", EDITORS, 85, "rules"),
    ),
)
