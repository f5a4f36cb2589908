"""Words and forms that stations and activities share."""

import datetime as dt
from typing import Any

from marshmallow import Schema, fields, validate

from matcher.said import Said
from models.care.days import SHANGHAI
from models.care.together.consents import Guardian

NAME = validate.Length(min=1, max=60)
PHONE = validate.Regexp(r"\+?[\d\- ]{7,20}$", error="Not a valid string.")
AUDIENCES = {
    "everyone": Said("志愿者和领岗党员"),
    "members": Said("党员"),
    "checked": Said("通过未成年人服务核查的人"),
}


class GuardianForm(Schema):
    guardian = fields.String(required=True, validate=NAME)
    phone = fields.String(required=True, validate=PHONE)
    relation = fields.String(required=True, validate=validate.Length(max=20))
    given_on = fields.Date(required=True)


class AtForm(Schema):
    """When it happened; nothing given: now."""

    at = fields.Time(load_default=None)


def guardian_of(data: dict[str, Any]) -> Guardian:
    """The guardian a form has told of."""
    return Guardian(data["guardian"], data["phone"], data["relation"], data["given_on"])


def moment_of(day: dt.date, time: dt.time) -> dt.datetime:
    """A wall clock's time on a day in China."""
    return dt.datetime.combine(day, time.replace(tzinfo=None), SHANGHAI)
