"""Whoever has seen as many people as a day allows is told so, and the auditor is told of him."""

from flask import url_for

from matcher.said import Said
from models.accounts.over import accounts_over
from models.notices.outbox import tell
from models.trail.quota import Quota, QuotaSpent, quota
from models.trail.searching import READERS
from web.access import scope, signed_in
from web.auditing.blueprint import pages
from web.clock import now, today
from web.db import changing, reading
from web.refusals import AnyAnswer, refused
from web.trail import noted


@pages.app_errorhandler(QuotaSpent)
def stopped(refusal: QuotaSpent) -> AnyAnswer:
    """The look was rolled back; that it was tried is kept, and told once a day."""
    moment, who = now(), scope()
    with changing() as session:
        noted(session, "trail.quota", "account", who.account_id)
        auditors = {one for path in who.paths() for one in accounts_over(session, path, READERS)}
        said = Said(
            "%(who)s 今天查看完整资料到了一天的上限（%(most)d 人），再看已被拦下。",
            who=who.name,
            most=refusal.most,
        )
        link = url_for("trail.lines", account=who.account_id)
        tell(session, auditors, f"quota:{who.account_id}:{today(moment)}", said, link, moment)
    return refused(refusal)


def looks_today() -> Quota | None:
    """For the form that asks for a purpose; None for who is not signed in."""
    return quota(reading(), scope().account_id, now()) if signed_in() else None


pages.record_once(lambda state: state.app.jinja_env.globals.update(looks_today=looks_today))
