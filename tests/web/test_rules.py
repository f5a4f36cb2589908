"""Every route beside every role over HTTP: refused without a rule for it, and only then."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from models.accounts.roles import ROLES
from models.settings import Settings
from tests.web.conftest import PASSWORD, People, Visitor
from web.access import Rule, rule_table
from web.app import create_app

pytestmark = pytest.mark.slow

# Signing out in the middle would leave the others to a stranger.
LEFT_OUT = {"accounts.sign_out"}


@dataclass(frozen=True)
class Way:
    """One method of one route, with the address of something that does not exist."""

    endpoint: str
    method: str
    url: str
    rule: Rule

    @property
    def by_token(self) -> bool:
        return self.rule.token is not None


@pytest.fixture(scope="module")
def bare(settings: Settings) -> Flask:
    """The application without form tokens, so that only the rules stand in the way."""
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Visitor
    return app


def ways(app: Flask) -> Iterator[Way]:
    rules = rule_table(app)
    for route in app.url_map.iter_rules():
        values = {name: uuid.UUID(int=0) for name in route.arguments}
        with app.test_request_context():
            built = route.build(values, append_unknown=False)
        assert built is not None
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
            rule = rules[route.endpoint, method]
            assert rule is not None
            if rule.roles is not None and route.endpoint not in LEFT_OUT:
                yield Way(route.endpoint, method, built[1], rule)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_passes_where_its_rule_stands_and_nowhere_else(
    bare: Flask, person: People, queue_redis: object, role: str
) -> None:
    somebody = person(role)
    signed_in, bearer = bare.test_client(), bare.test_client()
    signed_in.post("/sign-in", data={"phone": somebody.phone, "password": PASSWORD})
    wrong = []
    for way in ways(bare):
        if way.by_token:
            answer = bearer.open(way.url, method=way.method, headers=somebody.bearer)
        else:
            answer = signed_in.open(way.url, method=way.method)
        assert way.rule.roles is not None
        refused = answer.status_code in (401, 403) or "/sign-in" in (answer.location or "")
        if refused == (role in way.rule.roles) or answer.status_code >= 500:
            wrong.append((way.method, way.endpoint, answer.status_code))
    assert wrong == []
