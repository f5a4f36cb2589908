"""A helper's shifts at the tutoring stations: his own, and the days that want somebody."""

import uuid

from flask import render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.accounts.roles import HELPERS
from models.care.days import WEEKDAYS
from models.care.together import shifts
from web.access import access, scope
from web.again import after_own_change
from web.care.blueprint import pages
from web.care.tasks import needed_helper, own_helper
from web.clock import now, today
from web.db import reading
from web.once import tapped

SHOWN = 20


@pages.get("/shifts")
@access(roles=HELPERS)
def my_shifts() -> str:
    session, moment = reading(), now()
    helper = own_helper(session)
    if helper is None:
        return render_template("care/no_helper.html")
    checked = helper.child_check_until if helper.child_check_passed else None
    return render_template(
        "care/together/shifts.html",
        mine=shifts.own(session, helper.id, moment),
        days=shifts.open_days(session, helper, moment, SHOWN),
        checked=checked,
        weekdays=WEEKDAYS,
        today=today(moment),
    )


@pages.post("/station-days/<uuid:day_id>/take")
@access(roles=HELPERS)
def take_shift(day_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        helper = needed_helper(session)
        shifts.take(session, helper.id, day_id, now(), by=scope().account_id)
        return url_for("care.my_shifts")

    return tapped(change, _("报好了，请准时到。来不了请早些退。"), then=after_own_change)


@pages.post("/station-shifts/<uuid:shift_id>/withdraw")
@access(roles=HELPERS)
def withdraw_shift(shift_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        helper = needed_helper(session)
        shifts.withdraw(session, helper.id, shift_id, now(), by=scope().account_id)
        return url_for("care.my_shifts")

    return tapped(change, _("已退，社区会另外找人。"), "info", then=after_own_change)
