"""Every route beside every role over HTTP: refused without a rule for it, and only then."""

import pytest
from flask import Flask

from models.accounts.roles import ROLES
from tests.house.test_routes import ways
from tests.web.conftest import PASSWORD, People

pytestmark = pytest.mark.slow

# Signing out in the middle would leave the others to a stranger.
LEFT_OUT = {"accounts.sign_out"}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_passes_where_its_rule_stands_and_nowhere_else(
    bare: Flask, person: People, queue_redis: object, role: str
) -> None:
    somebody = person(role)
    signed_in, bearer = bare.test_client(), bare.test_client()
    signed_in.post("/sign-in", data={"phone": somebody.phone, "password": PASSWORD})
    wrong = []
    for way in ways(bare):
        if way.endpoint in LEFT_OUT:
            continue
        if way.rule.token is not None:
            answer = bearer.open(way.url, method=way.method, headers=somebody.bearer)
        else:
            answer = signed_in.open(way.url, method=way.method)
        assert way.rule.roles is not None
        refused = answer.status_code in (401, 403) or "/sign-in" in (answer.location or "")
        if refused == (role in way.rule.roles) or answer.status_code >= 500:
            wrong.append((way.method, way.endpoint, answer.status_code))
    assert wrong == []
