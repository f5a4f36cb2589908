"""The visit sheet as a form, wherever it is filled in: on a page, on a phone, from paper."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import flash
from flask_babel import lazy_gettext
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from matcher.said import Said
from models.bridge.information import bring_back
from models.care.days import SHANGHAI
from models.care.outcomes import OUTCOMES
from models.care.owed.flags import SIGNS
from models.care.owed.policies import TOPICS
from models.care.owed.topics import topics_of
from models.care.visiting.taking import Sheet, Taken, take_sheet
from models.requests.asking.flags import severe_of
from web.access import scope
from web.care.information import about_lost, answers_in
from web.clock import now, today
from web.said import said

NOTE_LENGTH = 2000
A_DAY = 24 * 3600
TOO_LATE = Said("这份表里工作的答复没有记：探访已经记过。有变化的，请本人向就业服务站说。")
LABELS = {
    "outcome": lazy_gettext("怎么样"),
    "day": lazy_gettext("哪一天去的"),
    "began": lazy_gettext("几点到的"),
    "ended": lazy_gettext("几点走的"),
    "note": lazy_gettext("要记下的事"),
    "code": lazy_gettext("住户的四位验证码"),
}


class SheetForm(Schema):
    """``clock``: seconds that the phone's clock was behind ours when it stamped the times."""

    outcome = fields.String(required=True, validate=validate.OneOf(tuple(OUTCOMES)))
    day = fields.Date(required=True)
    began = fields.Time(required=True)
    ended = fields.Time(required=True)
    note = fields.String(load_default=None, validate=validate.Length(max=NOTE_LENGTH))
    watch = fields.List(fields.String(validate=validate.OneOf(tuple(TOPICS))), load_default=[])
    signs = fields.List(fields.String(validate=validate.OneOf(tuple(SIGNS))), load_default=[])
    code = fields.String(load_default=None, validate=validate.Length(max=20))
    clock = fields.Integer(load_default=0, validate=validate.Range(-366 * A_DAY, 366 * A_DAY))


def as_sheet(claim_id: uuid.UUID, key: str, data: Mapping[str, Any], **more: Any) -> Sheet:
    """What a read form says, with moments in place of a day and two times."""
    return Sheet(
        key=key,
        claim_id=claim_id,
        outcome=data["outcome"],
        began_at=_moment(data["day"], data["began"]),
        ended_at=_moment(data["day"], data["ended"]),
        note=data["note"],
        watch=data["watch"],
        signs=data["signs"],
        code=data["code"],
        clock_off=data["clock"],
        **more,
    )


def hand_over(session: Session, sheet: Sheet, given: Mapping[str, Any]) -> tuple[str, str, str]:
    """Take a sheet and the answers about work in it; only the sheet that records a visit has any.

    Returns the result (see ``Taken``), what is said of it, and what went wrong beside it.
    """
    moment, by, answers = now(), scope().account_id, answers_in(given)
    taken = take_sheet(session, sheet, moment, by=by)
    severe_of(session, sheet.claim_id, moment)
    text, warning = _told(taken, sheet.outcome)
    if taken.result == "recorded":
        day = today(moment)
        lost = bring_back(session, sheet.claim_id, sheet.outcome, answers, day, moment, by=by)
        warning = f"{warning} {about_lost(lost)}".strip()
    elif answers and not taken.same:
        warning = f"{warning} {said(TOO_LATE)}".strip()
    return taken.result, text, warning


def _told(taken: Taken, outcome: str) -> tuple[str, str]:
    """What is said of a sheet that came in, what follows and a right code; and a wrong code."""
    parts = [said(taken.said)]
    if taken.result == "recorded":
        parts.append(said(OUTCOMES[outcome].then))
    about_code = said(taken.about_code) if taken.about_code is not None else ""
    if taken.right:
        parts.append(about_code)
    return " ".join(parts), "" if taken.right else about_code


def flash_told(told_of: Iterable[tuple[str, str]]) -> None:
    """Say it above the next page; nothing when a double tap found it done already."""
    for text, warning in told_of:
        flash(text)
        if warning:
            flash(warning, "warn")


def sheet_words(session: Session, visit_id: uuid.UUID) -> dict[str, Any]:
    """The lists the sheet of a visit chooses from."""
    return words() | {"topics": named(topics_of(session, [visit_id])[visit_id])}


def named(topics: Sequence[str]) -> list[tuple[str, str]]:
    """Topics with what they are called."""
    return [(topic, said(TOPICS[topic])) for topic in topics]


def words() -> dict[str, Any]:
    """The lists that every sheet has."""
    return {
        "outcomes": [(code, said(outcome.label)) for code, outcome in OUTCOMES.items()],
        "signs": [(code, said(text)) for code, text in SIGNS.items()],
    }


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time.replace(tzinfo=None), SHANGHAI)
