"""``python -m jobs.worker [--queues a,b]``: works the queues until told to stop.

Asked to stop (SIGTERM, Ctrl-C) it ends the job in hand first. Killed outright, its job goes back
to the queue within seconds, for this worker's successor or for another machine's.
"""

import argparse
import ctypes
import logging
import signal
import sys

from rq import Queue
from rq import Worker as RqWorker
from rq.job import Job
from rq.utils import import_attribute
from rq.worker import WorkerStatus

from jobs import queues
from jobs.ground import leave_engine, stand_on
from jobs.services.embedded import servers
from models.settings import Settings

HEARTBEAT_SECONDS = 5
# How often an idle worker looks for abandoned jobs. RQ looks between two waits for work, and it
# waits 15 seconds less than a worker's time to live.
LOOK_SECONDS = 10
TIME_TO_LIVE = LOOK_SECONDS + 15
# RQ allows a minute of silence before a job counts as abandoned; somebody is waiting here.
SILENCE_SECONDS = 15
RQ_SILENCE_SECONDS = 60
PR_SET_PDEATHSIG = 1


class Worker(RqWorker):
    """RQ's worker, quicker to notice that another one is gone."""

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        """Seconds until the job counts as abandoned when no heartbeat follows."""
        return super().get_heartbeat_ttl(job, working_time) - RQ_SILENCE_SECONDS + SILENCE_SECONDS

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Events of the day stay in this process, which remembers the county from one to the next.

        Everything else is a fork, so that nothing it does outlives it.
        """
        if job.func_name not in queues.REMEMBERING:
            super().execute_job(job, queue)
            return
        execution = self.prepare_execution(job)
        self.perform_job(job, queue, execution)
        self.set_state(WorkerStatus.IDLE)

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """The forked process; it dies with its worker, so that no job is ever run twice at once."""
        if sys.platform.startswith("linux"):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
        leave_engine()
        super().main_work_horse(job, queue)


def work(settings: Settings, names: list[str], burst: bool = False) -> None:
    """Work the queues in the order given; ``burst`` ends when they are empty."""
    assert settings.redis_url is not None
    stand_on(settings)
    queues.use_redis(settings.redis_url)
    _warm()
    logging.getLogger("rq.worker").addFilter(_worth_a_line)
    Worker(
        names,
        connection=queues.connect(settings.redis_url),
        job_monitoring_interval=HEARTBEAT_SECONDS,
        maintenance_interval=LOOK_SECONDS - 1,
        worker_ttl=TIME_TO_LIVE,
    ).work(burst=burst, logging_level="INFO")


def _warm() -> None:
    """Load all work before the first job: each job is a fork of this process."""
    for path in queues.WORK:
        import_attribute(path)


def _worth_a_line(record: logging.LogRecord) -> bool:
    """RQ tells each look for abandoned jobs and each end twice; that would bury the rest."""
    message = record.getMessage()
    return not any(noise in message for noise in ("cleaning", "Job OK", "result is kept"))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m jobs.worker")
    parser.add_argument("--queues", default=",".join(queues.QUEUES), help="a,b: 按此顺序处理")
    names = parser.parse_args().queues.split(",")
    unknown = sorted(set(names) - set(queues.QUEUES))
    if unknown:
        parser.error(f"没有这些队列：{', '.join(unknown)}；可用：{', '.join(queues.QUEUES)}")
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    with servers(Settings.from_env()) as settings:
        work(settings, names)


if __name__ == "__main__":
    main()
