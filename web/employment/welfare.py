"""Who holds a public-welfare post, and until when: the station looks for what comes after it."""

from flask import render_template

from models.employment.people import STAFF
from models.employment.welfare_term import WARN_MONTHS, at_work
from models.places.neighbourhoods import neighbourhoods
from web.access import access, scope
from web.clock import now, today
from web.db import reading
from web.employment.blueprint import pages


@pages.get("/public-welfare")
@access(roles=STAFF)
def public_welfare() -> str:
    session, day = reading(), today(now())
    held = at_work(session, scope(), day)
    return render_template(
        "employment/welfare.html",
        held=held,
        where=neighbourhoods(session, (one.referral.seeker.person.place.path for one in held)),
        warn_months=WARN_MONTHS,
        today=day,
    )
