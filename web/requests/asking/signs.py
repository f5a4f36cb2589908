"""Codes to hang up in buildings: a sheet for each grid, a slip for each building.

A code says where one stands and opens the form; it names nobody, and no resident's door has one
like it (web/care/visiting/doors.py).
"""

import uuid

from flask import abort, render_template, url_for

from models.care.board import LOOKERS
from models.places.tables import Place
from models.requests.asking.places import code_of, doors, grids_of, spot_at
from web.access import access, scope
from web.db import reading
from web.qr import qr
from web.requests.asking.blueprint import pages


@pages.get("/requests/signs")
@access(roles=LOOKERS)
def signs() -> str:
    found = grids_of(reading(), scope(), LOOKERS)
    return render_template("requests/asking/signs.html", grids=found)


@pages.get("/requests/signs/<uuid:grid_id>")
@access(roles=LOOKERS)
def sheet(grid_id: uuid.UUID) -> str:
    session = reading()
    grid = session.get(Place, grid_id)
    if grid is None or grid.kind != "grid" or not scope().covers(grid.path, LOOKERS):
        abort(404)
    found = []
    for place in doors(session, grid):
        code = code_of(place)
        target = url_for("ask.form", code=code, _external=True)
        found.append((spot_at(session, code).names, code, qr(target), target))
    return render_template("requests/asking/sheet.html", grid=grid, signs=found)
