"""What an organisation was asked to do, and what of that an account of it has in hand."""

from flask import render_template

from models.places.neighbourhoods import neighbourhoods
from models.requests import lists, offers
from models.requests.asking.unnamed import without_names
from models.requests.steps import STATES
from models.requests.who import PROVIDERS
from models.requests.words import KIND_NAMES, URGENCY_NAMES
from web.access import access, scope
from web.clock import now
from web.db import reading
from web.requests.blueprint import pages
from web.requests.clocks import clock

# More than a small office ever has before it at a time.
MOST = 100


@pages.get("/offers")
@access(roles=PROVIDERS)
def offered() -> str:
    """Kind, urgency, community and the words; of who asks nothing, until somebody has taken it."""
    session, moment = reading(), now()
    asked = session.scalars(offers.waiting_for(scope()).limit(MOST)).all()
    mine = session.scalars(lists.in_my_hands(session, scope()).limit(MOST)).all()
    clocks = lists.clocks_of(session, [one.id for one in mine])
    places = [one.place.path for one in (*mine, *(offer.request for offer in asked))]
    where = neighbourhoods(session, places)
    words = without_names(session, [offer.request for offer in asked])
    return render_template(
        "requests/offers.html",
        asked=[(offer, offer.request, words[offer.request_id]) for offer in asked],
        mine=[(one, clock(clocks[one.id], moment) if one.id in clocks else None) for one in mine],
        # The community alone: a grid may be a stairwell.
        where={path: names.partition(" ")[0] for path, names in where.items()},
        moment=moment,
        states=STATES,
        kinds=KIND_NAMES,
        urgencies=URGENCY_NAMES,
    )
