"""Half-days as people say them, and as a form sends them."""

import datetime as dt

from marshmallow import ValidationError, fields

from models.care.days import PARTS, WEEKDAYS
from web.dates import day as day_text
from web.said import said

Slot = tuple[dt.date, int]


def slot_text(slot: Slot) -> str:
    """11月22日 周日 上午."""
    day, part = slot
    return f"{day_text(day)} {said(WEEKDAYS[day.weekday()])} {said(PARTS[part])}"


def slot_value(slot: Slot) -> str:
    """2026-11-22.0, as the forms and the addresses carry it."""
    return f"{slot[0].isoformat()}.{slot[1]}"


class SlotField(fields.Field[Slot]):
    """A half-day as ``slot_value`` writes it."""

    def _deserialize(self, value: object, *args: object, **kwargs: object) -> Slot:
        day, _, part = str(value).partition(".")
        try:
            slot = dt.date.fromisoformat(day), int(part)
        except ValueError as fault:
            raise ValidationError("Must be one of: half-days.") from fault
        if not 0 <= slot[1] < len(PARTS):
            raise ValidationError("Must be one of: half-days.")
        return slot
