"""The room of notices, as it is hung into the shell."""

import datetime as dt

from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.notices.outbox import unread
from web.access import EVERYONE_SIGNED_IN
from web.notices import choices
from web.notices.pages import pages
from web.room import HomeBlock, NavItem, Room

# Importing the module puts its views on the blueprint.
VIEWS = (choices,)


def home_block(scope: Scope, session: Session, now: dt.datetime) -> HomeBlock | None:
    """How many notices wait to be read; nothing when none do."""
    count = unread(session, scope.account_id)
    return HomeBlock(5, "notices/home.html", {"count": count}) if count else None


ROOM = Room(
    pages=pages,
    nav=(NavItem("notices.mine", lazy_gettext("通知"), "bell", EVERYONE_SIGNED_IN, 22),),
    home=home_block,
)
