"""What changed in the plan and why: by a night, and by the events of the day after it."""

import uuid

from flask import render_template, request
from flask_babel import lazy_gettext

from models.matching import nights as tables
from models.matching.changed import counted, lines, listed
from models.places.tables import Place
from web.access import access, scope
from web.db import reading
from web.matching.blueprint import pages
from web.matching.roles import LOOKING, market_asked, markets_seen
from web.paging import Page, paged

REASONS = {
    "served": lazy_gettext("有了人选"),
    "subject_gone": lazy_gettext("需求已完成或取消"),
    "giver_gone": lazy_gettext("原来的人选已退出"),
    "not_eligible": lazy_gettext("不再符合规则"),
    "needed_more": lazy_gettext("人选用在更需要的地方"),
    "better": lazy_gettext("有更合适的人选"),
    "no_place": lazy_gettext("名额没有了"),
    "other_time": lazy_gettext("改了时间"),
}


@pages.get("/runs/<uuid:run_id>/changes")
@access(roles=LOOKING)
def changes(run_id: uuid.UUID) -> str:
    session = reading()
    run = tables.one(session, scope(), LOOKING, run_id)
    market = market_asked(scope())
    reason = request.args.get("reason") or None
    found = paged(session, listed(scope(), run, market, reason if reason in REASONS else None))
    counts = counted(session, scope(), run, market)
    return render_template(
        "matching/changes.html",
        run=run,
        county=session.get_one(Place, run.county_id),
        market=market,
        markets=markets_seen(scope()),
        counts=counts,
        bars=[(REASONS[name], number) for name, number in counts.items()],
        reasons=REASONS,
        reason=reason,
        page=Page(lines(session, found.items), found.number, found.pages, found.total),
    )
