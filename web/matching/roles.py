"""Who decides at the desk, who looks at it, who starts a night."""

from flask import request

from models.accounts.roles import STAFF
from models.accounts.scope import Scope
from models.matching.desk import READERS, roles_for
from models.matching.taking import DECIDERS

DESK = tuple(sorted({role for roles in DECIDERS.values() for role in roles}))
LOOKING = (*DESK, *READERS)
NIGHTS = (*STAFF, *READERS)
ADMINISTRATOR = ("administrator",)


def markets_seen(scope: Scope) -> tuple[str, ...]:
    """The markets this account looks at; employment first, as the desk shows them."""
    return tuple(market for market in ("employment", "care") if scope.has(*roles_for(market)))


def market_asked(scope: Scope) -> str:
    """The market of ``?market=``, or the first that this account looks at."""
    seen = markets_seen(scope)
    asked = request.args.get("market", seen[0])
    return asked if asked in seen else seen[0]
