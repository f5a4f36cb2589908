"""Every route has an access rule, and the rule is kept over HTTP."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask

from models.settings import Settings
from web.access import Rule, rule_table
from web.app import create_app


@dataclass(frozen=True)
class Way:
    """One method of one route behind a rule, with the address of something that does not exist."""

    endpoint: str
    method: str
    url: str
    rule: Rule


def ways(app: Flask) -> Iterator[Way]:
    """All there are that are not open to everybody."""
    rules = rule_table(app)
    for route in app.url_map.iter_rules():
        values = dict.fromkeys(route.arguments, uuid.UUID(int=0))
        with app.test_request_context():
            built = route.build(values, append_unknown=False)
        assert built is not None
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
            rule = rules[route.endpoint, method]
            assert rule is not None
            if rule.roles is not None:
                yield Way(route.endpoint, method, built[1], rule)


def _app(settings: Settings) -> Flask:
    return create_app(settings)


def test_every_route_has_a_rule(settings: Settings) -> None:
    rules = rule_table(_app(settings))
    assert len(rules) > 20
    assert [route for route, rule in rules.items() if rule is None] == []


def test_the_api_is_reached_by_tokens_only(settings: Settings) -> None:
    app = _app(settings)
    paths = {route.endpoint: route.rule for route in app.url_map.iter_rules()}
    for (endpoint, method), rule in rule_table(app).items():
        assert rule is not None
        if rule.roles is not None:
            named = rule.token is not None
            assert named == paths[endpoint].startswith("/api/"), (endpoint, method)


def test_a_stranger_gets_nowhere(settings: Settings) -> None:
    app = _app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    for way in ways(app):
        response = app.test_client().open(way.url, method=way.method)
        if way.url.startswith("/api/"):
            assert response.status_code == 401, way
        else:
            assert response.status_code == 302, way
            assert response.location.startswith("/sign-in"), way


def test_a_view_without_a_rule_is_refused_to_all(settings: Settings) -> None:
    app = _app(settings)
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert rule_table(app)["forgotten", "GET"] is None
    response = app.test_client().get("/forgotten")
    assert response.status_code == 500
    assert "secret" not in response.text
