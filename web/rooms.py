"""The rooms that have pages and those that have an API: the one place where they are joined."""

from flask_smorest import Blueprint as ApiBlueprint

from web.accounts.room import ROOM as ACCOUNTS
from web.api.accounts import BLUEPRINT as ACCOUNTS_API
from web.care.room import ROOM as CARE
from web.ledgers.room import ROOM as LEDGERS
from web.matching.room import ROOM as MATCHING
from web.notices.room import ROOM as NOTICES
from web.room import Room

ROOMS: tuple[Room, ...] = (ACCOUNTS, CARE, LEDGERS, NOTICES, MATCHING)

API: tuple[ApiBlueprint, ...] = (ACCOUNTS_API,)
