"""Who moves after a decision: asked for by a short wait first, then again each second."""

import uuid
from typing import Any

from flask import render_template, request, url_for

from jobs import queues
from models.matching.changed import lines, some
from web.access import access, scope
from web.db import reading
from web.matching.blueprint import pages
from web.matching.roles import LOOKING

# Most answers are there by then; whoever decides goes on reading meanwhile.
PATIENCE_SECONDS = 0.5


@pages.get("/desk/moves/<uuid:job_id>")
@access(roles=LOOKING)
def moves(job_id: uuid.UUID) -> str:
    part = request.headers.get("HX-Request") == "true"
    return render_template(
        "matching/moves_part.html" if part else "matching/moves.html",
        moves=found(str(job_id)),
    )


def found(job_id: str | None, patience: float = 0.0) -> dict[str, Any] | None:
    """What the template shows of the work of that id, if there is any to look at."""
    if job_id is None:
        return None
    answer = queues.answer(job_id, patience)
    return {
        "ended": answer.ended,
        "known": answer.value is not None,
        "lines": lines(reading(), some(reading(), scope(), answer.value or [])),
        "url": url_for("matching.moves", job_id=job_id),
    }


def asked() -> dict[str, Any] | None:
    """The work that the page's address names, for whoever came here without script."""
    try:
        return found(str(uuid.UUID(request.args.get("moves", ""))))
    except ValueError:
        return None
