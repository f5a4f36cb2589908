"""Whatever is sent to the API by its own document: no fault, no broken promise, no leak.

Cases come from the document by schemathesis, valid and not; ids in them are now and then real ones,
of the caller's own county and of another.
"""

import re
import time
import uuid
from collections import Counter
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import Engine

from tests.web.walk.world import SIGN, World, made_world
from web.api.idempotency import HEADER

ROLES = ("community", "volunteer", "employer")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Seconds of the long run, over all roles.
LONG = 600


@pytest.fixture
def world(engine: Engine, queue_redis: object) -> World:
    return made_world(engine)


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_a_few_of_each_operation(app: Flask, world: World, role: str) -> None:
    answers = tried(app, world, role, 4, 1)
    print(role, answers)
    # Otherwise nothing was looked at but refusals.
    assert answers[200] > 20 and answers.total() > 300


@pytest.mark.evidence
def test_ten_minutes(app: Flask, world: World) -> None:
    ends, answers, number = time.monotonic() + LONG, Counter[int](), 1
    while time.monotonic() < ends:
        for role in ROLES:
            answers += tried(app, world, role, 15, number)
        number += 1
    print(f"{answers.total()} requests in {number - 1} rounds: {answers}")


def tried(app: Flask, world: World, role: str, examples: int, number: int) -> Counter[int]:
    """Try every operation, well and badly formed; returns how often each status was answered."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    answers, others = Counter[int](), {one for rows in world.far.values() for one in rows}

    def send(case: Case, ids: st.DataObject) -> None:
        for part in ("path_parameters", "query", "body"):
            setattr(case, part, with_ids(getattr(case, part), ids, world))
        headers = {"Authorization": f"Bearer {world.tokens[role]}"}
        if case.method != "GET":
            headers[HEADER] = uuid.uuid4().hex
        answer = case.call(headers=headers)
        answers[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)
        told, said = answer.content.decode(errors="replace"), repr(case.as_transport_kwargs())
        leaked = set(UUID.findall(told)) & others - set(UUID.findall(said))
        assert not leaked, (case.as_curl_command(), leaked)
        assert SIGN not in told or SIGN in said, (case.as_curl_command(), told)

    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            cases = operation.as_strategy(generation_mode=mode)
            run = given(cases, st.data())(send)
            relaxed = settings(
                max_examples=examples,
                phases=[Phase.generate],
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            seed(number)(relaxed(run))()
    return answers


def with_ids(value: Any, ids: st.DataObject, world: World, key: str = "") -> Any:
    """The value, its ids mostly replaced by those of rows that a field of this name may mean."""
    if isinstance(value, dict):
        return {name: with_ids(one, ids, world, name) for name, one in value.items()}
    if isinstance(value, list):
        return [with_ids(one, ids, world, key) for one in value]
    if isinstance(value, str) and UUID.fullmatch(value):
        rows = ids.draw(st.sampled_from((world.near, world.near, world.far)))
        meant = rows.get(key.removesuffix("_id")) or [value]
        return ids.draw(st.sampled_from(meant))
    return value
