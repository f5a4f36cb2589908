"""``python -m jobs.schedule``: RQ's cron scheduler over one table of what happens when.

Deadlines live in PostgreSQL and every entry asks "what is due?", so a scheduler that slept loses
nothing, and two of them do no harm.
"""

import logging
from dataclasses import dataclass

from rq.cron import CronScheduler
from rq.utils import import_attribute

from jobs import queues
from jobs.services.embedded import servers
from models.settings import Settings


@dataclass(frozen=True)
class Entry:
    """Put the work at ``path`` on ``queue`` every so many seconds."""

    path: str
    every: int
    queue: str
    why: str


SCHEDULE = (
    Entry(
        queues.NIGHT_DUE,
        every=600,
        queue=queues.CHORES,
        why="starts tonight's run when its hour has come and it is missing or dead",
    ),
    Entry(
        queues.SEND_OUTBOX,
        every=60,
        queue=queues.CHORES,
        why="delivers the notices that committed changes have left",
    ),
    Entry(
        queues.ASK_HELPERS,
        every=600,
        queue=queues.CHORES,
        why="asks helpers for the visits that are due soon and have nobody yet",
    ),
    Entry(
        queues.UPLOADS_LEFT,
        every=300,
        queue=queues.CHORES,
        why="takes up uploads whose work was never queued",
    ),
    Entry(
        queues.OPEN_OWED,
        every=3600,
        queue=queues.CHORES,
        why="ends the pauses that are over and opens what falls due",
    ),
    Entry(
        queues.END_DUTIES,
        every=3600,
        queue=queues.CHORES,
        why="ends the care duties of seekers whose last day has passed",
    ),
    Entry(
        queues.STATION_DAYS,
        every=3600,
        queue=queues.CHORES,
        why="writes down the coming school days of the tutoring stations",
    ),
    Entry(
        queues.CHILDREN_WAITING,
        every=60,
        queue=queues.CHORES,
        why="tells of every child nobody has fetched by closing time",
    ),
    Entry(
        queues.REQUEST_NEEDS,
        every=600,
        queue=queues.CHORES,
        why="takes on requests whose visit was made, closes needs whose requests are over",
    ),
    Entry(
        queues.SERVE_REQUESTS,
        every=60,
        queue=queues.INTERACTIVE,
        why="looks at help asked for with requests whose work was never queued",
    ),
    Entry(
        queues.REQUEST_CLOCKS,
        every=60,
        queue=queues.CHORES,
        why="warns of what is promised on requests and passes up what was missed",
    ),
    Entry(
        queues.REQUEST_TEXTS,
        every=60,
        queue=queues.CHORES,
        why="texts whoever asked for something and left a mobile number",
    ),
    Entry(
        queues.FORGET_REPLIES,
        every=6 * 3600,
        queue=queues.CHORES,
        why="drops the answers kept for repeated requests",
    ),
    Entry(
        queues.FORGET_SIGN_INS,
        every=12 * 3600,
        queue=queues.CHORES,
        why="drops sessions and failed sign-ins of more than half a year ago",
    ),
    Entry(
        queues.PROPOSE_PAIRINGS,
        every=12 * 3600,
        queue=queues.CHORES,
        why="proposes a pairing where the same helper has come again and again",
    ),
    Entry(
        queues.REMIND_CHECKS,
        every=12 * 3600,
        queue=queues.CHORES,
        why="reminds of checks and of guardians' consents that run out",
    ),
    Entry(
        queues.STEP_WAITING,
        every=300,
        queue=queues.CHORES,
        why="ends offers nobody confirmed, offers the places to the next, asks who goes tomorrow",
    ),
    Entry(
        queues.TEXT_CODES,
        every=300,
        queue=queues.CHORES,
        why="texts the codes of visits that are confirmed to who wished for it",
    ),
    Entry(
        queues.CHECK_HOURS,
        every=1800,
        queue=queues.CHORES,
        why="looks for what cannot be right in the hours of the last three months",
    ),
    Entry(
        queues.DRAW_AUDITS,
        every=6 * 3600,
        queue=queues.CHORES,
        why="draws last month's hours to be called back, where that has not been done",
    ),
    Entry(
        queues.RETENTION,
        every=12 * 3600,
        queue=queues.CHORES,
        why="deletes, empties and makes anonymous what has been kept long enough",
    ),
    Entry(
        queues.LINK_TRAIL,
        every=60,
        queue=queues.CHORES,
        why="takes the lines of the trail that are committed into its chain",
    ),
    Entry(
        queues.CHECK_TRAIL,
        every=24 * 3600,
        queue=queues.CHORES,
        why="checks the chain of the trail and leaves its head outside the database",
    ),
)


def scheduler(redis_url: str) -> CronScheduler:
    """RQ's scheduler with the whole table registered."""
    cron = CronScheduler(queues.connect(redis_url))
    for entry in SCHEDULE:
        cron.register(
            import_attribute(entry.path),
            queue_name=entry.queue,
            interval=entry.every,
            job_timeout=queues.QUEUES[entry.queue].seconds,
            # Not piled up while no worker runs: the next one asks the same question.
            ttl=entry.every,
        )
    return cron


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    with servers(Settings.from_env()) as settings:
        assert settings.redis_url is not None
        scheduler(settings.redis_url).start()


if __name__ == "__main__":
    main()
