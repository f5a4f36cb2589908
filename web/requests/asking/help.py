"""The help a request asks for, as it is filled in with it: what, for whom, on which day."""

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from marshmallow import Schema, fields, validate

from models.bridge.tables import CONSENTS
from models.care.work import service_names
from models.requests.asking.at_once import SERVICES
from models.requests.asking.needs import Wanted
from web.clock import now, today
from web.db import reading
from web.forms import Form

CONSENT_WORDS = (
    ("own", lazy_gettext("本人愿意")),
    ("guardian", lazy_gettext("本人说不了，监护人愿意")),
)
# Without a day: how many days there are for it.
ORDINARY, PRESSING = dt.timedelta(days=7), dt.timedelta(days=1)


class HelpFields(Schema):
    service = fields.String(load_default=None, validate=validate.OneOf(SERVICES))
    who = fields.String(load_default=None, validate=validate.Length(max=50))
    day = fields.Date(load_default=None)
    consent = fields.String(load_default=None, validate=validate.OneOf(CONSENTS))


def wanted_of(form: Form, own: bool) -> Wanted | None:
    """The help that is asked for, if any; what is missing is told at its field.

    ``own``: nobody named means whoever asks.
    """
    given, day = form.data, today(now())
    if not form.ok or given["service"] is None:
        return None
    if given["who"] is None and not own:
        form.refuse("who", _("请写明是谁需要帮忙，写全名。"))
    if given["consent"] is None:
        form.refuse("consent", _("请先问一问，有人上门愿不愿意。"))
    if given["day"] is not None and given["day"] < day:
        form.refuse("day", _("这一天已经过了。"))
    if not form.ok:
        return None
    soon = day + (ORDINARY if given["urgency"] == "ordinary" else PRESSING)
    first, last = given["day"] or day, given["day"] or soon
    return Wanted(given["service"], first, last, given["consent"], given["who"])


def help_words() -> dict[str, Any]:
    """What the fields offer."""
    names = service_names(reading())
    services = [(code, _(names[code])) for code in SERVICES if code in names]
    return {"services": services, "consents": CONSENT_WORDS, "day_now": today(now())}
