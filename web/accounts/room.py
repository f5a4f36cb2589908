"""The room of accounts, as it is hung into the shell."""

from flask_babel import lazy_gettext

from models.accounts.roles import STAFF, WATCHES
from web.accounts import asks, devices, factor, join, leaving, own, security, staff
from web.accounts.blueprint import pages
from web.room import NavItem, Room

# Importing the modules puts their views on the blueprint.
VIEWS = (own, factor, devices, join, staff, leaving, asks, security)

ROOM = Room(
    pages=pages,
    nav=(
        NavItem("accounts.people", lazy_gettext("账号"), "key", STAFF, 90, "people"),
        NavItem("accounts.security", lazy_gettext("登录安全"), "lock", WATCHES, 20, "people"),
        NavItem(
            "accounts.open_asks", lazy_gettext("待同意的申请"), "review", WATCHES, 21, "people"
        ),
        NavItem(
            "accounts.watched_sessions", lazy_gettext("正在登录的"), "people", WATCHES, 22, "people"
        ),
    ),
)
