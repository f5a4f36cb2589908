"""Whom a seeker has to care for, as his page shows it: what would free him, and for what."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from models.bridge.duties import FREEING, Given, cared_for, duties_of
from models.bridge.freed import PARTS, WEEKDAYS, WEEKEND, Freed, half_days, openings_freed
from models.bridge.progress import STATES, Progress, progress_of
from models.bridge.tables import CareDuty
from models.care.days import PARTS as PART_NAMES
from models.care.work import service_names
from models.people.tables import Seeker
from models.places.county import county_at
from web.clock import now, today
from web.said import said

WEEKDAY, WEEKEND_DAYS = "weekday", "weekend"
DAYS = {WEEKDAY: (_("周一到周五"), WEEKDAYS), WEEKEND_DAYS: (_("周六、周日"), WEEKEND)}
CHIPS = {"noted": "quiet", "asked": "wait", "matched": "info", "visited": "good", "ended": "warn"}
CHOICES = [f"{days}-{part}" for days in DAYS for part in range(PARTS)]
CONSENTS = {"own": _("被照顾的人自己同意"), "guardian": _("监护人同意")}


class DutyForm(Schema):
    """``parts`` are the half-days that would have to be free: on which days, and which part."""

    whom = fields.UUID(load_default=None)
    name = fields.String(load_default=None, validate=validate.Length(max=40))
    service = fields.String(required=True)
    parts = fields.List(fields.String(validate=validate.OneOf(CHOICES)), load_default=[])
    every_days = fields.Integer(load_default=1)
    until = fields.Date(load_default=None)


class AskForm(Schema):
    consent = fields.String(load_default="")


@dataclass(frozen=True)
class Shown:
    """A duty with how far it is, and what would be open to the seeker without it."""

    duty: CareDuty
    progress: Progress
    when: str
    freed: Freed


def given(data: dict[str, Any]) -> Given:
    """What a read form says."""
    chosen = {
        days: [int(one.partition("-")[2]) for one in data["parts"] if one.startswith(days + "-")]
        for days in DAYS
    }
    return Given(
        kind=data["service"],
        week=half_days(chosen[WEEKDAY], chosen[WEEKEND_DAYS]),
        every_days=data["every_days"],
        until=data["until"],
        whom=data["whom"],
        name=data["name"],
    )


def facts(session: Session, seeker: Seeker) -> dict[str, Any]:
    """What the seeker's page says of it."""
    duties = duties_of(session, seeker.id)
    progress = progress_of(session, duties)
    names = service_names(session)
    return {
        "duties": [_shown(session, seeker, duty, progress[duty.id]) for duty in duties],
        "duty_states": {state: (CHIPS[state], text) for state, text in STATES.items()},
        "residents": cared_for(session, seeker),
        "services": names,
        "freeing": [(code, _(names[code])) for code in FREEING if code in names],
        "half_days": [
            (f"{days}-{part}", _text(days, part)) for days in DAYS for part in range(PARTS)
        ],
        "duty_consents": list(CONSENTS.items()),
    }


def _shown(session: Session, seeker: Seeker, duty: CareDuty, progress: Progress) -> Shown:
    county = county_at(session, seeker.person.place.path)
    freed = openings_freed(session, county, seeker.id, duty.week, today(now()))
    return Shown(duty, progress, _when(duty.week), freed)


def _when(week: int) -> str:
    """The half-days of a duty in words."""
    held = [
        _text(days, part)
        for days, (_label, numbers) in DAYS.items()
        for part in range(PARTS)
        if all(week >> (day * PARTS + part) & 1 for day in numbers)
    ]
    return str(_("、")).join(held)


def _text(days: str, part: int | str) -> str:
    return f"{DAYS[days][0]} {said(PART_NAMES[int(part)])}"
