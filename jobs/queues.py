"""The queues and what may be put on them; the only door from web into jobs.

Work is named by its dotted path, so that whoever asks for it need not load it.
"""

import datetime as dt
import logging
import time
import uuid
from dataclasses import dataclass
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Retry
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job

INTERACTIVE = "interactive"
NIGHT = "night"
CHORES = "chores"

NIGHT_RUN = "jobs.matching.nightly.run"
NIGHT_DUE = "jobs.matching.due.check"
MATCH_AGAIN = "jobs.matching.events.again"
PRICE_MORE = "jobs.matching.worth.price"
SEND_OUTBOX = "jobs.notices.send.outbox"
ASK_HELPERS = "jobs.care.asking.ask.due"
READ_UPLOAD = "jobs.ledgers.uploads.read"
BRING_IN_UPLOAD = "jobs.ledgers.uploads.bring_in"
UPLOADS_LEFT = "jobs.ledgers.left.behind"
OPEN_OWED = "jobs.care.owed.opening.counties"
END_DUTIES = "jobs.bridge.duties.overdue"
STATION_DAYS = "jobs.care.together.stations.ahead"
CHILDREN_WAITING = "jobs.care.together.stations.waiting"
FORGET_REPLIES = "jobs.accounts.forget.replies"
FORGET_SIGN_INS = "jobs.accounts.forget.sign_ins"
PROPOSE_PAIRINGS = "jobs.care.pairing.proposing.regulars"
REMIND_CHECKS = "jobs.care.vetting.reminding.remind_all"
STEP_WAITING = "jobs.care.waiting.due.step"
TEXT_CODES = "jobs.care.visiting.texting.codes"
CHECK_HOURS = "jobs.care.hours.checking.check"
DRAW_AUDITS = "jobs.care.hours.checking.draw_audits"
REQUEST_CLOCKS = "jobs.requests.clocks.turn"
REQUEST_NEEDS = "jobs.requests.needs.follow"
SERVE_REQUESTS = "jobs.requests.needs.serve"
OFFER_NEEDS = "jobs.requests.needs.offer"
REQUEST_TEXTS = "jobs.requests.texting.texts"
RETENTION = "jobs.rights.retention.due"
LINK_TRAIL = "jobs.trail.chores.link"
CHECK_TRAIL = "jobs.trail.chores.daily"

# Everything that may be put on a queue; a worker loads it all before its first job.
WORK = (
    NIGHT_RUN,
    NIGHT_DUE,
    MATCH_AGAIN,
    PRICE_MORE,
    SEND_OUTBOX,
    ASK_HELPERS,
    READ_UPLOAD,
    BRING_IN_UPLOAD,
    UPLOADS_LEFT,
    OPEN_OWED,
    END_DUTIES,
    STATION_DAYS,
    CHILDREN_WAITING,
    FORGET_REPLIES,
    FORGET_SIGN_INS,
    PROPOSE_PAIRINGS,
    REMIND_CHECKS,
    STEP_WAITING,
    TEXT_CODES,
    CHECK_HOURS,
    DRAW_AUDITS,
    REQUEST_CLOCKS,
    REQUEST_NEEDS,
    SERVE_REQUESTS,
    OFFER_NEEDS,
    REQUEST_TEXTS,
    RETENTION,
    LINK_TRAIL,
    CHECK_TRAIL,
)

# What remembers the county from one time to the next, and so is no fork of the worker.
REMEMBERING = (MATCH_AGAIN, OFFER_NEEDS)

# A job whose worker was killed is taken up again this often; every job may be run twice.
TRIES = 3
# How often somebody who waits for an answer looks for it.
LOOK_SECONDS = 0.02
KEEP_RESULT_SECONDS = 24 * 3600
KEEP_FAILURE_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True)
class QueueRule:
    """``seconds`` is how long one job may take before it is ended; ``why`` the queue exists."""

    seconds: int
    why: str


QUEUES = {
    INTERACTIVE: QueueRule(120, "somebody waits in front of a page"),
    NIGHT: QueueRule(3600, "the night's run, one job a county"),
    CHORES: QueueRule(900, "notices and clean-up, whenever there is time"),
}

_redis: Redis | None = None


class RedisMissing(Exception):
    """Work was put on a queue before the process was told where Redis is."""


def connect(url: str) -> Redis:
    """A connection for queues; ``unix://`` for a socket, ``redis://`` for a host."""
    return Redis.from_url(url)


def use_redis(url: str) -> None:
    """Tell this process where its queues are; called once at start."""
    global _redis
    _redis = connect(url)


def enqueue(path: str, *args: object, queue: str, job_id: str | None = None) -> Job:
    """Put the function at ``path`` on a queue of ``QUEUES``; arguments must be plain values.

    With a ``job_id`` the work is done once: while a job of that id waits or runs, that one is
    returned and nothing is added; one that has ended is replaced.
    """
    if _redis is None:
        raise RedisMissing("use_redis() has not been called in this process")
    rule = QUEUES[queue]
    target = Queue(queue, connection=_redis)
    if job_id is not None:
        _clear_ended(job_id, _redis)
    try:
        return target.enqueue_call(
            path,
            args=args,
            timeout=rule.seconds,
            result_ttl=KEEP_RESULT_SECONDS,
            failure_ttl=KEEP_FAILURE_SECONDS,
            retry=Retry(max=TRIES),
            job_id=job_id,
            unique=job_id is not None,
        )
    except DuplicateJobError:
        return Job.fetch(str(job_id), connection=_redis)


def read_soon(import_id: str) -> None:
    """Have a received ledger read for its preview."""
    enqueue(READ_UPLOAD, import_id, queue=INTERACTIVE, job_id=f"read-{import_id}")


def bring_in_soon(import_id: str) -> None:
    """Have the rows of a confirmed ledger brought in."""
    enqueue(BRING_IN_UPLOAD, import_id, queue=INTERACTIVE, job_id=f"bring-in-{import_id}")


def match_again_soon(county_id: uuid.UUID, market: str, day: dt.date) -> str | None:
    """Have what happened by day worked into the plan in force (``jobs.matching.events.again``).

    Work that waits for the same already will see it too, so it is joined and its id returned. None
    where the queue cannot be reached: the next event, or the night, sees what happened.
    """
    return _joined(MATCH_AGAIN, county_id, market, day)


def serve_requests_soon() -> None:
    """Have the help looked at that came with a request; unreachable, the schedule does it."""
    _joined(SERVE_REQUESTS)


def offer_soon(county_id: uuid.UUID, day: dt.date) -> None:
    """Have a county's care market matched, and helpers asked for what somebody asked for."""
    _joined(OFFER_NEEDS, county_id, day)


def _joined(path: str, *args: object) -> str | None:
    """The id of the work, of what waits for the same already if there is such; None unreachable."""
    try:
        if _redis is None:
            return None
        for job in Queue(INTERACTIVE, connection=_redis).get_jobs():
            if job.func_name == path and tuple(job.args) == args:
                return job.id
        return enqueue(path, *args, queue=INTERACTIVE).id
    except RedisError as fault:
        logging.getLogger(__name__).warning("%s was not put on a queue: %s", path, fault)
        return None


@dataclass(frozen=True)
class Answer:
    """Whether an event has been worked in, and what moved; nothing when that failed."""

    ended: bool
    value: Any = None


def answer(job_id: str, patience: float = 0.0) -> Answer:
    """What came of an event put on the queue, waited for up to ``patience`` seconds."""
    until = time.monotonic() + patience
    while True:
        found = _answer(job_id)
        if found.ended or time.monotonic() >= until:
            return found
        time.sleep(LOOK_SECONDS)


def _answer(job_id: str) -> Answer:
    try:
        job = Job.fetch(job_id, connection=_redis)
        if job.func_name != MATCH_AGAIN:
            return Answer(True)
        if job.is_finished:
            return Answer(True, job.return_value())
        return Answer(job.is_failed or job.is_stopped or job.is_canceled)
    except (NoSuchJobError, RedisError):
        return Answer(True)


def price_more_soon(run_id: uuid.UUID) -> Job:
    """Have it worked out what one more of everything would be worth (``jobs.matching.worth``)."""
    return enqueue(PRICE_MORE, run_id, queue=NIGHT, job_id=f"worth-{run_id}")


def _clear_ended(job_id: str, connection: Redis) -> None:
    if Job.exists(job_id, connection=connection):
        job = Job.fetch(job_id, connection=connection)
        if job.is_finished or job.is_failed or job.is_stopped or job.is_canceled:
            job.delete()
