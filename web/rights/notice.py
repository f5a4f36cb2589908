"""What is kept of whom and why: the plain notice for everybody, the assessment for the county."""

from itertools import groupby

from flask import render_template

from models.database.declared import GROUNDS, KEEPINGS
from models.people.consents.words import TEXTS
from models.rights.whole import DECLARED
from web.access import access, public
from web.rights.blueprint import pages
from web.rights.labels import COLUMNS, TABLES
from web.rights.words import CLASSES
from web.said import said

ASSESSORS = ("administrator", "county", "auditor", "security_officer")
# Of the notice's own text; a changed text gets a new one.
VERSION = "2026-11"


@pages.get("/privacy")
@public
def privacy() -> str:
    return render_template("rights/privacy.html", version=VERSION, texts=TEXTS)


@pages.get("/rights/impact")
@access(roles=ASSESSORS)
def impact() -> str:
    holding = sorted((t for t in DECLARED.values() if t.closed()), key=lambda one: one.ground)
    return render_template(
        "rights/impact.html",
        grounds=[
            (code, GROUNDS[code], list(some))
            for code, some in groupby(holding, key=lambda one: one.ground)
        ],
        keepings=KEEPINGS,
        classes=CLASSES,
        names={code: said(name) for code, name in TABLES.items()},
        columns={code: said(name) for code, name in COLUMNS.items()},
    )
