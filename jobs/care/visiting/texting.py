"""The codes of confirmed visits by SMS, where the gateway has a template for them."""

from jobs.clock import now
from jobs.ground import engine, settings
from jobs.notices.sms import Texting
from jobs.notices.texting import work_off
from models.care.visiting.tables import CodeText
from models.care.visiting.texting import CODE, plan_texts, take_text
from models.database.engine import transaction


def codes() -> int:
    """Send what is due; returns how many were accepted."""
    sms = settings().sms
    if sms is None or sms.code_template is None:
        return 0
    with transaction(engine()) as session:
        plan_texts(session, now())
    return work_off(Texting(sms, now), CodeText, {CODE: sms.code_template}, take_text)
