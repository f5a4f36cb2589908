"""The product's own processes, as data: scheduler, workers, web server."""

import sys
from collections.abc import Mapping
from pathlib import Path
from signal import SIGTERM

from jobs.queues import INTERACTIVE, QUEUES
from jobs.services.child import Child, Order
from jobs.services.kept import Kept
from models.settings import Settings

# Which queues each worker process works, in its order. The first is never busy with a long night.
WORKERS = {
    "worker-interactive": (INTERACTIVE,),
    "worker": tuple(QUEUES),
}
WEB_PROCESSES = 2
WEB_THREADS = 8
# A night's job may still be in hand; killed after that, it goes back to the queue.
WORKER_PATIENCE = 60.0


def product(settings: Settings, demo: bool) -> list[Kept]:
    """In the order they start; they stop in the opposite one, the web first."""
    environ = _environ(settings, demo)
    logs = settings.var / "log"
    orders = [
        Order("cron", [sys.executable, "-m", "jobs.schedule"], environ=environ),
        *(_worker(name, queues, environ) for name, queues in WORKERS.items()),
        Order("web", _gunicorn(settings), environ=environ),
    ]
    return [_kept(order, logs) for order in orders]


def _environ(settings: Settings, demo: bool) -> Mapping[str, str]:
    """Children work as the unprivileged role: the owner's URL is kept from them."""
    return {
        "LIANXIN_VAR": str(settings.var),
        "LIANXIN_DEMO": "1" if demo else "0",
        "DATABASE_URL": "",
        "DATABASE_APP_URL": settings.database_app_url or "",
        "REDIS_URL": settings.redis_url or "",
        "PYTHONUNBUFFERED": "1",
    }


def _kept(order: Order, logs: Path) -> Kept:
    return Kept(order.name, start=lambda: Child(order, logs))


def _worker(name: str, queues: tuple[str, ...], environ: Mapping[str, str]) -> Order:
    command = [sys.executable, "-m", "jobs.worker", "--queues", ",".join(queues)]
    return Order(name, command, SIGTERM, WORKER_PATIENCE, environ)


def _gunicorn(settings: Settings) -> list[str]:
    options = {
        "--bind": f"{settings.host}:{settings.port}",
        "--worker-class": "gthread",
        "--workers": str(WEB_PROCESSES),
        "--threads": str(WEB_THREADS),
        "--graceful-timeout": "20",
    }
    flat = [word for pair in options.items() for word in pair]
    return [sys.executable, "-m", "gunicorn", "--no-control-socket", *flat, "web.wsgi:app"]
