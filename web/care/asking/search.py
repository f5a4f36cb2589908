"""For staff: for which visits somebody is being asked, whom nobody took, what it costs."""

import datetime as dt

from flask import render_template

from models.care.asking import shown
from models.care.board import LOOKERS
from models.care.days import SHANGHAI
from models.care.work import service_names
from models.places.neighbourhoods import neighbourhoods
from web.access import access, scope
from web.care.blueprint import pages
from web.clock import now, today
from web.db import reading
from web.paging import paged


@pages.get("/asking")
@access(roles=LOOKERS)
def asking() -> str:
    session, day = reading(), today(now())
    page = paged(session, shown.in_search(scope()))
    month = dt.datetime.combine(day.replace(day=1), dt.time(), SHANGHAI)
    ids = [visit.id for visit in page.items]
    paths = [visit.resident.person.place.path for visit in page.items]
    return render_template(
        "care/asking/search.html",
        page=page,
        spent=shown.spent(session, scope(), month),
        asks=shown.asks_on(session, ids),
        nobodys=shown.nobodys(session, ids),
        answered=shown.ANSWERED,
        names=service_names(session),
        where=neighbourhoods(session, paths),
        today=day,
    )
