"""Whoever asked for something is told by SMS, where the gateway has a template for it."""

import datetime as dt

from sqlalchemy.orm import Session

from jobs.clock import now
from jobs.ground import settings
from jobs.notices.sms import Texting
from jobs.notices.texting import work_off
from models.notices.texts import Text
from models.requests.texting.tables import RequestText
from models.requests.texting.telling import take_text


def texts() -> int:
    """Send what is due; returns how many were accepted. Without our address there is no link."""
    sms, url = settings().sms, settings().public_url
    if sms is None or url is None or not sms.request_templates:
        return 0
    templates = sms.request_templates

    def take(session: Session, moment: dt.datetime) -> Text | None:
        return take_text(session, moment, url, templates)

    return work_off(Texting(sms, now), RequestText, templates, take)
