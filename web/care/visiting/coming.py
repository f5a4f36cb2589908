"""For a resident, or the family that looks after him: who comes when, and the code to give him."""

from flask import render_template

from models.care.coming import coming_to
from models.care.visiting.codes import code_of
from web.access import access, scope
from web.care.blueprint import pages
from web.care.words import slot_text
from web.db import reading


@pages.get("/coming")
@access(roles=("resident",))
def coming() -> str:
    return render_template(
        "care/visiting/coming.html",
        callers=coming_to(reading(), scope().person_id),
        code_of=code_of,
        slot_text=slot_text,
    )
