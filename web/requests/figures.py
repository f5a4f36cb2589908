"""How requests were dealt with: a page, and the same as a file. Nothing by person."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from models.care.board import LOOKERS
from models.places.tables import Place
from models.requests.figures import LEVELS, Line, Share, Statistics, statistics
from models.requests.tables import LADDER, SOURCES
from models.requests.words import KIND_NAMES, LEVEL_NAMES, SOURCE_NAMES
from models.trail.log import record
from web.access import access, scope
from web.clock import now, today
from web.dates import day
from web.db import changing, reading
from web.ledgers.workbook import XLSX, Cell, workbook
from web.requests.blueprint import pages
from web.requests.figure_words import MEASURES, shown
from web.said import said

# Asked for nothing else: thirteen weeks. No more than three years at once.
USUAL, LONGEST = dt.timedelta(days=90), dt.timedelta(days=3 * 366)
EARLIEST = dt.date(2020, 1, 1)
LEVEL_TITLES = dict(
    zip(LEVELS, (lazy_gettext("县"), lazy_gettext("镇办"), lazy_gettext("社区和片区")), strict=True)
)
# More lines than this are folded away.
FOLDED = 12


@pages.get("/figures")
@access(roles=LOOKERS)
def figures() -> str:
    first, last = span(request.args)
    found = statistics(reading(), scope(), first, last, now())
    return render_template(
        "requests/figures.html",
        found=found,
        first=first,
        last=last,
        today=today(now()),
        earliest=EARLIEST,
        measures=MEASURES,
        shown=shown,
        levels=list(_levels(found)),
        kinds=[(said(KIND_NAMES[kind]), line) for kind, line in found.kinds],
        sources=[(said(SOURCE_NAMES[one]), found.whole.sources[one]) for one in SOURCES],
        rungs=[(said(LEVEL_NAMES[rung]), found.whole.climbed[rung]) for rung in LADDER],
        weeks=[(day(monday), line.accepted) for monday, line in found.weeks],
        folded=FOLDED,
    )


@pages.post("/figures.xlsx")
@access(roles=LOOKERS)
def figures_file() -> Response:
    """Every line of the page; who took it out when stands in the trail."""
    first, last = span(request.form)
    with changing() as session:
        lines = list(_file(statistics(session, scope(), first, last, now())))
        record(
            session,
            action="list.export",
            account_id=scope().account_id,
            now=now(),
            subject="requests",
            address=request.remote_addr,
            detail={"rows": len(lines), "first": first.isoformat(), "last": last.isoformat()},
        )
    answer = Response(workbook(_("诉求统计"), _headings(), lines), mimetype=XLSX)
    name = f"requests-{first:%Y%m%d}-{last:%Y%m%d}.xlsx"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def span(asked: Any) -> tuple[dt.date, dt.date]:
    """The days asked for, in order and none to come; the usual ones where that cannot be."""
    latest = today(now())
    first, last = _day(asked.get("first")), _day(asked.get("last"))
    last = min(last or latest, latest)
    first = first or last - USUAL
    fits = EARLIEST <= first <= last and last - first <= LONGEST
    return (first, last) if fits else (latest - USUAL, latest)


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


def _levels(found: Statistics) -> Iterator[tuple[str, Sequence[tuple[Place, Line]]]]:
    """The places by level, the highest first; those below every level last."""
    ranks = {kind: number for number, kinds in enumerate(LEVELS) for kind in kinds}

    def rank(one: tuple[Place, Line]) -> int:
        return ranks.get(one[0].kind, len(LEVELS))

    titles = [*map(str, LEVEL_TITLES.values()), _("您管的地方")]
    for number, group in groupby(sorted(found.places, key=rank), key=rank):
        yield titles[number], list(group)


def _headings() -> list[str]:
    names: list[str] = []
    for one in MEASURES.values():
        names.append(str(one.label))
        if one.share:
            names.append(_("%(name)s：分母", name=one.label))
    rungs = [_("到过%(level)s（件）", level=said(LEVEL_NAMES[rung])) for rung in LADDER]
    sources = [said(SOURCE_NAMES[one]) for one in SOURCES]
    return [_("按什么"), _("哪一组"), *names, *sources, *rungs]


def _file(found: Statistics) -> Iterator[Sequence[Cell]]:
    groups: list[tuple[str, str, Line]] = [(_("合计"), "", found.whole)]
    for title, rows in _levels(found):
        groups += [(title, place.name, line) for place, line in rows]
    groups += [(_("类别"), said(KIND_NAMES[kind]), line) for kind, line in found.kinds]
    groups += [(_("周"), monday.isoformat(), line) for monday, line in found.weeks]
    for by, name, line in groups:
        yield (by, name, *_cells(line))


def _cells(line: Line) -> Iterator[Cell]:
    for measure in MEASURES.values():
        value = measure.value(line)
        yield from (value.part, value.of) if isinstance(value, Share) else (value,)
    yield from (line.sources[one] for one in SOURCES)
    yield from (line.climbed[rung].part for rung in LADDER)
