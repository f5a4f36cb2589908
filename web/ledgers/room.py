"""The room of ledgers, as it is hung into the shell."""

from flask_babel import lazy_gettext

from models.accounts.roles import GRID, STAFF
from web.ledgers import lists
from web.ledgers.blueprint import pages
from web.room import NavItem, Room

# Importing the modules puts their views on the blueprint.
VIEWS = (lists,)

ROOM = Room(
    pages=pages,
    nav=(NavItem("ledgers.listings", lazy_gettext("名册"), "people", (*STAFF, *GRID), order=65),),
)
