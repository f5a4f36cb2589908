"""Hours and the check of certificates, as they are hung into the shell."""

import datetime as dt

from flask_babel import lazy_gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.accounts.roles import HELPERS
from models.accounts.scope import Scope
from models.care.hours import flags, signing
from models.care.hours.signing import LOOKERS, SIGNERS
from web.care.hours import checking, mine, papers, record, staff
from web.care.hours.blueprint import pages, public_pages
from web.room import HomeBlock, NavItem, Room

# Importing the modules puts their views on the blueprints.
VIEWS = (checking, mine, papers, record, staff)


def home_block(scope: Scope, session: Session, now: dt.datetime) -> HomeBlock | None:
    """Hours that wait for a signature, and what the checks found, for those who decide."""
    if not scope.has(*SIGNERS):
        return None
    waiting = signing.waiting(scope).order_by(None).subquery()
    facts = {
        "waiting": session.scalar(select(func.count()).select_from(waiting)),
        "found": sum(flags.open_by_kind(session, scope).values()),
    }
    return HomeBlock(30, "care/hours/home.html", facts) if any(facts.values()) else None


HOURS = Room(
    pages=pages,
    nav=(
        NavItem("hours.mine", lazy_gettext("我的工时"), "trail", HELPERS, order=12),
        NavItem("hours.signing_list", lazy_gettext("工时"), "wait", LOOKERS, 44, "people"),
    ),
    home=home_block,
)
CHECK = Room(pages=public_pages)
