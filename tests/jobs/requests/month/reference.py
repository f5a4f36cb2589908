"""What the rows of a month must say, worked out slowly from nothing but the steps taken."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence

from models.care.days import SHANGHAI
from models.requests.tables import Request, RequestDeadline, RequestStep

MINUTE = dt.timedelta(minutes=1)
Hours = Sequence[tuple[dt.time, dt.time]]
Stops = Sequence[tuple[dt.datetime, dt.datetime]]
# Where each step leads, told once more by hand; None: it stays where it is.
LEADS: Mapping[str, Mapping[str, str] | None] = {
    "accept": {"found": "accepted", "reopened": "accepted"},
    "answer": None,
    "send": {"accepted": "sent", "sent": "sent", "in_person": "sent"},
    "pause": None,
    "resume": None,
    "handle": {"sent": "handled"},
    "supervise": {"handled": "supervised", "coordinated": "supervised"},
    "silent": {"supervised": "checking"},
    "resident_yes": dict.fromkeys(("supervised", "checking", "referred"), "done"),
    "resident_no": dict.fromkeys(("supervised", "checking", "referred"), "reopened"),
    "refer": dict.fromkeys(("found", "reopened", "accepted", "sent", "in_person"), "referred"),
}
REOPENED_AT_MOST = 2
ENDED = ("done", "unconfirmed", "settled", "referred", "withdrawn")


def state_after(steps: Sequence[RequestStep]) -> str:
    """The one state that the steps of a request lead to."""
    state, again = "found", 0
    for step in steps:
        if step.step == "withdraw":
            state = "withdrawn"
            continue
        leads = LEADS[step.step]
        if leads is not None:
            state = leads[state]
        if step.step == "resident_no":
            again += 1
            state = "reopened" if again <= REOPENED_AT_MOST else "in_person"
    return state


def due(row: RequestDeadline, stops: Stops, worked: set[dt.date], hours: Hours) -> dt.datetime:
    """Minute after minute, those that count."""
    at, left = row.since, row.minutes
    while left:
        here = at.astimezone(SHANGHAI)
        counts = not any(begins <= at < ends for begins, ends in stops)
        if row.working:
            counts &= here.date() in worked
            counts &= any(begins <= here.time() < ends for begins, ends in hours)
        at, left = at + MINUTE, left - counts
    return at


def stops_of(
    steps: Sequence[RequestStep], end: dt.datetime
) -> list[tuple[dt.datetime, dt.datetime]]:
    """When the clocks stood still."""
    found, began = [], None
    for step in steps:
        if step.step == "pause":
            began = step.at
        elif step.step == "resume" and began is not None:
            found.append((began, step.at))
            began = None
    return found if began is None else [*found, (began, end)]


def wrong(
    request: Request,
    steps: Sequence[RequestStep],
    rows: Sequence[RequestDeadline],
    worked: set[dt.date],
    hours: Hours,
    last: dt.datetime,
) -> list[str]:
    """What is not as it must be about one request at ``last``; nothing = all is right."""
    found = []
    state = state_after(steps)
    if request.state != state:
        found.append(f"is {request.state}, the steps lead to {state}")
    if (request.ended_at is not None) != (state in ENDED):
        found.append("ended or not")
    for row in rows:
        if row.paused_at is not None:
            continue
        after = [step for step in steps if step.at >= row.since]
        # Only the time to handle can be stopped, and only until that is done.
        until = row.met_at or last
        stops = [stop for stop in stops_of(after, last) if stop[0] < until]
        stops = stops if row.what == "handle" else []
        by = due(row, stops, worked, hours)
        if row.due_at != by:
            found.append(f"{row.what} of {row.level} is due {row.due_at}, not {by}: {stops}")
        late = (row.met_at is None and by <= last) or (row.met_at is not None and row.met_at >= by)
        if row.what != "word" and row.missed != late:
            found.append(f"{row.what} of {row.level} missed: {row.missed}, must be {late}")
        if row.escalated_at is not None and row.escalated_at < by:
            found.append(f"{row.what} of {row.level} passed up before it was due")
    return found


def by_request(rows: Sequence[RequestStep | RequestDeadline]) -> dict[uuid.UUID, list]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.request_id].append(row)
    return grouped
