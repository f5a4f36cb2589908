"""Working off a table of SMS: each is taken, sent and marked in transactions of their own."""

import datetime as dt
from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from jobs.clock import now
from jobs.ground import engine
from jobs.notices.sms import Texting
from models.database.engine import transaction
from models.notices.texts import Text, Texted, lost, mark


def work_off(
    gateway: Texting,
    table: type[Texted],
    templates: Mapping[str, str],
    take: Callable[[Session, dt.datetime], Text | None],
) -> int:
    """Send what is due; returns how many were accepted. Killed in between, none goes out twice."""
    with transaction(engine()) as session:
        lost(session, table, now(), gateway.repeatable)
    sent = 0
    while (text := _taken(take)) is not None:
        outcome = gateway.text(text.id, text.phone, templates[text.what], dict(text.words))
        with transaction(engine()) as session:
            mark(session, table, text.key, outcome, now(), gateway.repeatable)
        sent += outcome.state == "sent"
        if outcome.down:
            break
    return sent


def _taken(take: Callable[[Session, dt.datetime], Text | None]) -> Text | None:
    with transaction(engine()) as session:
        return take(session, now())
