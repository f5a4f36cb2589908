"""The rooms that have pages and those that have an API: the one place where they are joined."""

from flask_smorest import Blueprint as ApiBlueprint

from web.accounts.room import ROOM as ACCOUNTS
from web.api.accounts import BLUEPRINT as ACCOUNTS_API
from web.ledgers.room import ROOM as LEDGERS
from web.room import Room

ROOMS: tuple[Room, ...] = (ACCOUNTS, LEDGERS)

API: tuple[ApiBlueprint, ...] = (ACCOUNTS_API,)
