"""A helper says when he is free: his usual week, and single days that are different."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from matcher.care.days import PARTS as PARTS_OF_DAY
from matcher.care.days import week_bit
from models.accounts.roles import HELPERS
from models.care.days import PARTS, WEEKDAYS
from models.people import availability
from models.people.week import read_week
from web.access import access
from web.again import after_own_change
from web.care.blueprint import pages
from web.care.tasks import needed_helper
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.said import said

BOXES = tuple(week_bit(day, part) for day in range(7) for part in range(PARTS_OF_DAY))
BITS_OF_DAY = tuple(1 << part for part in range(PARTS_OF_DAY))
WORDS_LENGTH = 200


class WeekForm(Schema):
    half = fields.List(fields.Integer(validate=validate.OneOf(BOXES)), load_default=list)
    holidays = fields.Boolean(load_default=False)


class WordsForm(Schema):
    words = fields.String(required=True, validate=validate.Length(max=WORDS_LENGTH))


class DayForm(Schema):
    day = fields.Date(required=True)
    part = fields.List(fields.Integer(validate=validate.OneOf(BITS_OF_DAY)), load_default=list)


class DayOnlyForm(Schema):
    day = fields.Date(required=True)


@pages.get("/times")
@access(roles=HELPERS)
def times() -> str:
    return _page(Form(), None, False)


@pages.post("/times/read")
@access(roles=HELPERS)
def read_times() -> str | tuple[str, int]:
    """Half-days out of a sentence, ticked for the helper to look over; nothing is saved yet."""
    form = read_form(WordsForm())
    if not form.ok:
        return _page(form, None, False), 422
    week = read_week(form.data["words"])
    if not week.mask:
        form.refuse("words", _("没有看懂，请换个说法，例如“周三下午、周末”，或者直接在下面勾选。"))
        return _page(form, None, False), 422
    return _page(form, week.mask, week.school_holidays_only)


@pages.post("/times/week")
@access(roles=HELPERS)
def save_week() -> Response | tuple[str, int]:
    form = read_form(WeekForm())
    if not form.ok:
        return _page(form, None, False), 422
    with changing() as session:
        helper = needed_helper(session)
        availability.set_week(session, helper.id, sum(form.data["half"]), form.data["holidays"])
    after_own_change()
    flash(_("已保存，马上按新的时间给您推荐，已经认领的任务不变。"))
    return redirect(url_for("care.times"), 303)


@pages.post("/times/day")
@access(roles=HELPERS)
def save_day() -> Response | tuple[str, int]:
    form = read_form(DayForm())
    if form.ok:
        with form.telling(availability.DayOutOfReach, at="day"), changing() as session:
            helper = needed_helper(session)
            day, parts = form.data["day"], sum(set(form.data["part"]))
            availability.set_day(session, helper.id, day, parts, today(now()))
    if not form.ok:
        return _page(form, None, False), 422
    after_own_change()
    flash(_("已记下这一天。"))
    return redirect(url_for("care.times"), 303)


@pages.post("/times/day/clear")
@access(roles=HELPERS)
def clear_day() -> Response | tuple[str, int]:
    form = read_form(DayOnlyForm())
    if not form.ok:
        return _page(form, None, False), 422
    with changing() as session:
        availability.clear_day(session, needed_helper(session).id, form.data["day"])
    after_own_change()
    flash(_("这一天又按平时的时间算。"))
    return redirect(url_for("care.times"), 303)


def _page(form: Form, week: int | None, holidays: bool) -> str:
    session, day = reading(), today(now())
    helper = needed_helper(session)
    return render_template(
        "care/times.html",
        form=form,
        proposed=week is not None,
        week=helper.week if week is None else week,
        holidays=helper.school_holidays_only if week is None else holidays,
        weekdays=[said(name) for name in WEEKDAYS],
        parts=[said(name) for name in PARTS],
        bit=week_bit,
        said_days=[
            (one.day, _spoken(one.parts)) for one in availability.said_days(session, helper.id, day)
        ],
        first=day,
        last=day + availability.FARTHEST,
    )


def _spoken(parts: int) -> list[str]:
    """The parts of a day on which somebody is free, as words; none = not at all."""
    return [said(PARTS[part]) for part in range(PARTS_OF_DAY) if parts >> part & 1]
