"""What is owed in the places one looks after."""

import uuid

from flask import render_template, request

from models.care import board
from models.care.board import LOOKERS
from models.care.waiting.reconfirming import count_at_risk
from models.care.windows import overdue_days
from models.care.work import service_names
from models.places.neighbourhoods import neighbourhoods
from web.access import access, scope
from web.care.blueprint import pages
from web.care.words import slot_text
from web.clock import now, today
from web.db import reading
from web.paging import paged
from web.said import said


@pages.get("/owed")
@access(roles=LOOKERS)
def owed() -> str:
    session, day = reading(), today(now())
    state = request.args.get("state") if request.args.get("state") in board.STATES else None
    community = request.args.get("community", None, uuid.UUID)
    page = paged(session, board.owed(scope(), day, state, community))
    return render_template(
        "care/board.html",
        counts=board.counts(session, scope(), day),
        at_risk=count_at_risk(session, scope(), now()),
        communities=board.by_community(session, scope(), day),
        page=page,
        claimants=board.claimants(session, [visit.id for visit in page.items]),
        names=service_names(session),
        where=neighbourhoods(session, [visit.resident.person.place.path for visit in page.items]),
        states=[(code, said(text)) for code, text in board.STATES.items()],
        state=state,
        community=community,
        today=day,
        overdue_days=overdue_days,
        slot_text=slot_text,
    )
