"""Outcomes as of a day, and whether groups of seekers fare alike."""

import datetime as dt

from flask import render_template, request

from models.employment.headcounts import board
from models.employment.outcomes import classes, fairness, seekers, work
from models.employment.people import STAFF
from models.employment.placing.steps import LEFT_REASONS
from web.access import access, scope
from web.clock import now, today
from web.dates import month
from web.db import reading
from web.employment.blueprint import pages
from web.employment.outcomes import words
from web.employment.outcomes.files import FILES
from web.employment.words import EMPLOYERS
from web.said import said

# Nothing in here is older.
EARLIEST = dt.date(2020, 1, 1)


@pages.get("/outcomes")
@access(roles=STAFF)
def outcomes() -> str:
    session, day = reading(), chosen_day(request.args.get("day"))
    rows = classes.classes(session, scope(), day)
    months = work.by_month(session, scope(), day)
    employed = work.employed(session, scope(), day)
    return render_template(
        "employment/outcomes/outcomes.html",
        day=day,
        today=today(now()),
        earliest=EARLIEST,
        employed=employed,
        told=list(zip(board.by_kind(session, scope(), day), employed, strict=True)),
        months=[(month(first), number) for first, number in months],
        stays=work.stays(session, scope(), day),
        leaving=[
            (said(LEFT_REASONS[reason]), number)
            for reason, number in work.leaving(session, scope(), day)
        ],
        orders=classes.by_order(rows),
        providers=classes.by_provider(rows),
        kinds=EMPLOYERS,
        files=FILES,
        percent=words.percent,
    )


@pages.get("/outcomes/fairness")
@access(roles=STAFF)
def fairness_page() -> str:
    people = seekers.sought(reading(), scope(), today(now()))
    return render_template(
        "employment/outcomes/fairness.html",
        people=len(people),
        cuts=fairness.cuts(people),
        findings=[words.finding_text(one) for one in fairness.findings(people)],
        least=fairness.LEAST,
        by=words.BY,
        groups=words.GROUPS,
        measures=words.MEASURES,
        heads=[(word, "num") for word in words.MEASURES.values()],
        value_text=words.value_text,
        range_text=words.range_text,
    )


def chosen_day(text: str | None) -> dt.date:
    """The day asked for; today where none, or none that has been."""
    latest = today(now())
    try:
        day = dt.date.fromisoformat(text or "")
    except ValueError:
        return latest
    return day if EARLIEST <= day <= latest else latest
