"""The codes of confirmed visits by SMS, where the gateway has a template for them."""

import uuid

from jobs.clock import now
from jobs.ground import engine, settings
from jobs.notices.sms import Texting
from models.care.visiting.texting import (
    CodeMessage,
    lost_texts,
    mark_text,
    plan_texts,
    take_text,
)
from models.database.engine import transaction
from models.notices.deliveries import Outcome


def codes() -> int:
    """Send what is due; returns how many were accepted. Killed in between, none goes out twice."""
    sms = settings().sms
    if sms is None or sms.code_template is None:
        return 0
    gateway = Texting(sms, now)
    with transaction(engine()) as session:
        lost_texts(session, now(), gateway.repeatable)
        plan_texts(session, now())
    sent = 0
    while (message := _taken()) is not None:
        words = {"code": message.code, "day": message.day.isoformat()}
        outcome = gateway.text(message.id, message.phone, sms.code_template, words)
        _marked(message.claim_id, outcome, gateway.repeatable)
        sent += outcome.state == "sent"
        if outcome.down:
            break
    return sent


def _taken() -> CodeMessage | None:
    with transaction(engine()) as session:
        return take_text(session, now())


def _marked(claim_id: uuid.UUID, outcome: Outcome, repeatable: bool) -> None:
    with transaction(engine()) as session:
        mark_text(session, claim_id, outcome, now(), repeatable)
