"""A visit as a calendar entry (RFC 5545): the service and the grid, never the name or the door."""

import datetime as dt

from flask_babel import gettext as _

from models.care.days import usual_hours
from models.care.work import Errand
from web.said import listed

FOLD = 73


def entry(errand: Errand, now: dt.datetime) -> str:
    """The text of an .ics file with one event and a reminder two hours before."""
    began, ended = usual_hours(errand.claim.day, errand.claim.part)
    place = f"{errand.community} {errand.grid}".strip()
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Lianxin//Care//ZH",
        "BEGIN:VEVENT",
        f"UID:{errand.claim.id}@lianxin",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(began)}",
        f"DTEND:{_utc(ended)}",
        "SUMMARY:" + _escaped(_("志愿探访：%(what)s", what=listed(errand.services))),
        "LOCATION:" + _escaped(place),
        "DESCRIPTION:" + _escaped(_("地址和电话请登录后在“我的任务”里看。")),
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:" + _escaped(_("志愿探访")),
        "TRIGGER:-PT2H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) + "\r\n" for line in lines)


def _utc(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of more than 75 bytes go on after a line break and a space."""
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > FOLD:
            parts.append(part)
            part = ""
        part += sign
    return "\r\n ".join([*parts, part])
