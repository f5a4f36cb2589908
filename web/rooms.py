"""The rooms that have pages and those that have an API: the one place where they are joined."""

from flask_smorest import Blueprint as ApiBlueprint

from web.accounts.room import ROOM as ACCOUNTS
from web.api.accounts import BLUEPRINT as ACCOUNTS_API
from web.api.asks import BLUEPRINT as ASKS_API
from web.api.claims import BLUEPRINT as CLAIMS_API
from web.api.company import BLUEPRINT as COMPANY_API
from web.api.conflicts import BLUEPRINT as CONFLICTS_API
from web.api.exports import BLUEPRINT as EXPORTS_API
from web.api.hours import BLUEPRINT as HOURS_API
from web.api.imports import BLUEPRINT as IMPORTS_API
from web.api.orders import BLUEPRINT as ORDERS_API
from web.api.pairings import BLUEPRINT as PAIRINGS_API
from web.api.places import BLUEPRINT as PLACES_API
from web.api.posts import BLUEPRINT as POSTS_API
from web.api.proposals import BLUEPRINT as PROPOSALS_API
from web.api.referrals import BLUEPRINT as REFERRALS_API
from web.api.requests import BLUEPRINT as REQUESTS_API
from web.api.runs import BLUEPRINT as RUNS_API
from web.api.seekers import BLUEPRINT as SEEKERS_API
from web.api.stations import BLUEPRINT as STATIONS_API
from web.api.statistics import BLUEPRINT as STATISTICS_API
from web.api.vacancies import BLUEPRINT as VACANCIES_API
from web.api.visits import BLUEPRINT as VISITS_API
from web.api.waiting import BLUEPRINT as WAITING_API
from web.auditing.room import ROOM as AUDITING
from web.care.hours.room import CHECK, HOURS
from web.care.room import ROOM as CARE
from web.employment.room import ROOM as EMPLOYMENT
from web.ledgers.room import ROOM as LEDGERS
from web.matching.room import ROOM as MATCHING
from web.notices.room import ROOM as NOTICES
from web.requests.asking.room import ROOM as ASKING
from web.requests.room import ROOM as REQUESTS
from web.rights.room import ROOM as RIGHTS
from web.room import Room
from web.rules.room import ROOM as RULES

ROOMS: tuple[Room, ...] = (
    ACCOUNTS,
    CARE,
    HOURS,
    CHECK,
    EMPLOYMENT,
    ASKING,
    LEDGERS,
    NOTICES,
    MATCHING,
    REQUESTS,
    RIGHTS,
    RULES,
    AUDITING,
)

API: tuple[ApiBlueprint, ...] = (
    RUNS_API,
    PROPOSALS_API,
    SEEKERS_API,
    VACANCIES_API,
    ORDERS_API,
    REFERRALS_API,
    REQUESTS_API,
    VISITS_API,
    CLAIMS_API,
    COMPANY_API,
    HOURS_API,
    ASKS_API,
    WAITING_API,
    PAIRINGS_API,
    POSTS_API,
    STATIONS_API,
    STATISTICS_API,
    IMPORTS_API,
    CONFLICTS_API,
    EXPORTS_API,
    ACCOUNTS_API,
    PLACES_API,
)
