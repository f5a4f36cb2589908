"""The room of ledgers, as it is hung into the shell."""

import datetime as dt

from flask_babel import lazy_gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.accounts.roles import GRID, STAFF
from models.accounts.scope import Scope
from models.ledgers import deciding, shown
from models.ledgers.tables import Import
from web.ledgers import held, lists, preview, results, uploads, working
from web.ledgers.blueprint import pages
from web.room import HomeBlock, NavItem, Room

# Importing the modules puts their views on the blueprint.
VIEWS = (held, lists, preview, results, uploads, working)


def home_block(scope: Scope, session: Session, now: dt.datetime) -> HomeBlock | None:
    """Uploads that wait to be checked and rows that wait for a decision."""
    if not scope.has(*STAFF):
        return None
    unchecked = shown.imports(scope).where(Import.state == "preview").order_by(None).subquery()
    facts = {
        "unchecked": session.scalar(select(func.count()).select_from(unchecked)),
        "held": deciding.number_to_decide(session, scope),
    }
    return HomeBlock(40, "ledgers/home.html", facts) if any(facts.values()) else None


ROOM = Room(
    pages=pages,
    nav=(
        NavItem("ledgers.imports", lazy_gettext("台账"), "ledger", STAFF, 60, "plan"),
        NavItem("ledgers.listings", lazy_gettext("名册"), "people", (*STAFF, *GRID), 61, "people"),
    ),
    home=home_block,
)
