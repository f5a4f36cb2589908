"""Every table of every room, for whoever needs the whole: migrations and tests."""

from sqlalchemy.orm import configure_mappers

from models.accounts import tables as accounts
from models.bridge import tables as bridge
from models.care import tables as care
from models.care.asking import tables as asking
from models.care.handing import tables as handing
from models.care.hours import tables as hours
from models.care.owed import tables as owed
from models.care.pairing import tables as pairing
from models.care.posts import tables as posts
from models.care.together import tables as together
from models.care.vetting import tables as vetting
from models.care.visiting import tables as visiting
from models.care.waiting import tables as waiting
from models.care.wishes import tables as wishes
from models.database import tables as database
from models.database.base import Base
from models.employment import tables as employment
from models.employment.headcounts import tables as headcounts
from models.employment.seeking import tables as seeking
from models.employment.training import tables as training
from models.ledgers import tables as ledgers
from models.matching import tables as matching
from models.notices import tables as notices
from models.people import tables as people
from models.people.consents import tables as consents
from models.places import tables as places
from models.requests import tables as requests
from models.requests.asking import tables as request_asking
from models.requests.photos import tables as request_photos
from models.requests.texting import tables as request_texting
from models.rights import tables as rights
from models.trail import tables as trail

ROOMS = (
    database,
    places,
    people,
    consents,
    accounts,
    trail,
    notices,
    care,
    asking,
    hours,
    owed,
    posts,
    together,
    visiting,
    waiting,
    handing,
    pairing,
    vetting,
    wishes,
    employment,
    seeking,
    headcounts,
    training,
    matching,
    bridge,
    ledgers,
    requests,
    request_asking,
    request_photos,
    request_texting,
    rights,
)
metadata = Base.metadata

# Tables whose rows are only ever added: neither the application nor its owner changes them.
APPEND_ONLY = (
    "guidance_note",
    "hours_change",
    "request_step",
    "review",
    "trail_check",
    "trail_entry",
    "trail_link",
    "trail_seal",
)


def know_all() -> None:
    """See that every table is known: a row may refer to a room its reader never names."""
    configure_mappers()
