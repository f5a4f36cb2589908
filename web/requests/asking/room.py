"""The pages that anybody may open, as they are hung into the shell."""

from flask_babel import lazy_gettext

from models.care.board import LOOKERS
from web.requests.asking import choosing, form, needs, open_page, own, replies, signs
from web.requests.asking.blueprint import pages
from web.room import NavItem, Room

# Importing the modules puts their views on the blueprint.
VIEWS = (choosing, form, needs, open_page, own, replies, signs)

ROOM = Room(
    pages=pages,
    nav=(NavItem("ask.signs", lazy_gettext("楼里的二维码"), "print", LOOKERS, 40, "requests"),),
)
