"""The room of rights, as it is hung into the shell."""

from flask_babel import lazy_gettext

from models.rights.who import COUNTER
from web.access import EVERYONE_SIGNED_IN
from web.rights import counter, notice, own
from web.rights.blueprint import pages
from web.rights.notice import ASSESSORS
from web.room import NavItem, Room

# Importing the modules puts their views on the blueprint.
VIEWS = (counter, notice, own)

ROOM = Room(
    pages=pages,
    nav=(
        NavItem("rights.own", lazy_gettext("我的个人信息"), "lock", EVERYONE_SIGNED_IN, 70, "own"),
        NavItem("rights.asked", lazy_gettext("个人信息请求"), "lock", COUNTER, 46, "people"),
        NavItem("rights.impact", lazy_gettext("影响评估"), "review", ASSESSORS, 86, "rules"),
    ),
)
