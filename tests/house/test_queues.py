"""Every queue has somebody who works it, every path on it leads to a function."""

import ast
import inspect

import pytest
from rq.utils import import_attribute

from jobs import queues
from jobs.schedule import SCHEDULE
from jobs.services.product import WORKERS
from tests.house.sources import product

PATHS = {
    name: value
    for name, value in vars(queues).items()
    if name.isupper() and isinstance(value, str) and value.startswith("jobs.")
}


def test_every_queue_is_worked() -> None:
    worked = {queue for names in WORKERS.values() for queue in names}
    assert worked == set(queues.QUEUES)


def test_somebody_works_only_for_those_who_wait() -> None:
    assert (queues.INTERACTIVE,) in WORKERS.values()


@pytest.mark.parametrize("path", queues.WORK)
def test_every_path_resolves(path: str) -> None:
    assert inspect.isfunction(import_attribute(path))


def test_all_work_is_named_in_one_place() -> None:
    assert set(PATHS.values()) == set(queues.WORK)


@pytest.mark.parametrize("entry", SCHEDULE, ids=lambda entry: entry.path)
def test_the_schedule_names_known_work_on_known_queues(entry: object) -> None:
    assert getattr(entry, "path", None) in queues.WORK
    assert getattr(entry, "queue", None) in queues.QUEUES


def test_work_is_enqueued_by_its_named_path() -> None:
    """A path spelled out at the call would escape the tests above."""
    spelled = [
        f"{source.name}:{node.lineno}"
        for source in product()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in {"enqueue", "enqueue_call"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    assert spelled == []
