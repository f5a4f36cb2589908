"""The room of notices, as it is hung into the shell."""

import datetime as dt

from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from models.accounts.roles import STAFF
from models.accounts.scope import Scope
from models.notices.groups import KEEPERS
from models.notices.outbox import unread
from models.notices.undelivered import count_undelivered
from web.access import EVERYONE_SIGNED_IN
from web.notices import choices, groups, undelivered
from web.notices.pages import pages
from web.room import HomeBlock, NavItem, Room

# Importing the modules puts their views on the blueprint.
VIEWS = (choices, groups, undelivered)


def home_block(scope: Scope, session: Session, now: dt.datetime) -> HomeBlock | None:
    """How many notices wait to be read, and for staff to how many people none got through."""
    facts = {
        "count": unread(session, scope.account_id),
        "undelivered": count_undelivered(session, scope) if scope.has(*STAFF) else 0,
    }
    return HomeBlock(5, "notices/home.html", facts) if any(facts.values()) else None


ROOM = Room(
    pages=pages,
    nav=(
        NavItem("notices.mine", lazy_gettext("通知"), "bell", EVERYONE_SIGNED_IN, 22),
        NavItem("notices.undelivered", lazy_gettext("未送达"), "wait", STAFF, 37, "visits"),
        NavItem("notices.groups", lazy_gettext("企业微信工作群"), "people", KEEPERS, 86, "rules"),
    ),
    home=home_block,
)
