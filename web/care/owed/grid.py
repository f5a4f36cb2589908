"""My grid: its people, what each is owed, and the one thing to do next."""

from flask import render_template

from models.accounts.roles import GRID
from models.care.owed.neighbours import neighbours, people_of
from models.care.owed.pauses import REASONS
from models.care.work import service_names
from models.ledgers.lists import whereabouts
from web.access import access, scope
from web.care.blueprint import pages
from web.clock import now, today
from web.db import reading
from web.paging import paged
from web.said import said


@pages.get("/grid")
@access(roles=GRID)
def my_grid() -> str:
    session, day = reading(), today(now())
    page = paged(session, people_of(scope()))
    return render_template(
        "care/owed/grid.html",
        page=page,
        neighbours=neighbours(session, page.items, day),
        names=service_names(session),
        where=whereabouts(session, [resident.person.place for resident in page.items]),
        rests={code: said(text) for code, text in REASONS.items()},
        today=day,
    )
