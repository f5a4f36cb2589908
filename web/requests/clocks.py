"""A deadline as it is read at a glance: how long there still is, or for how long it is over."""

import datetime as dt

from flask_babel import gettext as _

from models.requests.steps import PAUSE
from models.requests.tables import RequestDeadline
from web.said import said

HOUR, DAY = 60, 24 * 60


def clock(row: RequestDeadline, now: dt.datetime) -> tuple[str, str]:
    """The kind of its chip and what it says."""
    if row.paused_at is not None:
        return "quiet", _("时限停着：%(why)s", why=said(PAUSE[str(row.paused_for)]))
    if row.due_at <= now:
        return "bad", _("已超时 %(time)s", time=_length(now - row.due_at))
    kind = "warn" if row.warn_at <= now and row.what != "word" else "wait"
    return kind, _("还有 %(time)s", time=_length(row.due_at - now))


def _length(time: dt.timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    if minutes < 1:
        return str(_("不到 1 分钟"))
    if minutes < 2 * HOUR:
        return str(_("%(number)d 分钟", number=minutes))
    if minutes < 2 * DAY:
        return str(_("%(number)d 小时", number=minutes // HOUR))
    return str(_("%(number)d 天", number=minutes // DAY))
