"""The room of care, as it is hung into the shell."""

from flask_babel import lazy_gettext

from models.accounts.roles import HELPERS
from models.care.board import LOOKERS
from web.care import board, people, tasks, times, visits
from web.care.blueprint import pages
from web.care.home import home_block
from web.room import NavItem, Room

# Importing the modules puts their views on the blueprint.
VIEWS = (board, people, tasks, times, visits)

ROOM = Room(
    pages=pages,
    nav=(
        NavItem("care.tasks", lazy_gettext("我的任务"), "heart", HELPERS, order=10),
        NavItem("care.owed", lazy_gettext("该做的探访"), "heart", LOOKERS, order=20),
    ),
    home=home_block,
)
