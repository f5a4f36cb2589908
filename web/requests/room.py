"""The room of requests, as it is hung into the shell."""

from flask_babel import lazy_gettext as _

from models.care.board import LOOKERS
from models.requests.duty import SETTERS
from models.requests.who import HANDLERS, PROVIDERS
from web.requests import duty, entering, figures, offers, photos
from web.requests import pages as boards
from web.requests.blueprint import pages
from web.requests.home import home_block
from web.room import NavItem, Room

# Importing the modules puts their views on the blueprint.
VIEWS = (boards, duty, entering, figures, offers, photos)

ROOM = Room(
    pages=pages,
    nav=(
        NavItem("requests.board", _("诉求和时限"), "wait", HANDLERS, 37, "requests", _("诉求")),
        NavItem(
            "requests.offered", _("请我们办的事"), "heart", PROVIDERS, 37, "requests", _("请我们办")
        ),
        NavItem("requests.new", _("录入诉求"), "plus", LOOKERS, 38, "requests"),
        NavItem("requests.duty", _("诉求值班表"), "calendar", SETTERS, 39, "requests"),
        NavItem("requests.figures", _("诉求统计"), "chart", LOOKERS, 41, "requests"),
    ),
    home=home_block,
)
