"""The room of accounts, as it is hung into the shell."""

from flask_babel import lazy_gettext

from models.accounts.roles import STAFF
from web.accounts import own, staff
from web.accounts.blueprint import pages
from web.room import NavItem, Room

# Importing the modules puts their views on the blueprint.
VIEWS = (own, staff)

ROOM = Room(
    pages=pages,
    nav=(NavItem("accounts.people", lazy_gettext("账号"), "key", STAFF, 90, "people"),),
)
