"""Every route has an access rule, and the rule is kept over HTTP."""

import uuid

from flask import Flask

from models.settings import Settings
from web.access import rule_table
from web.app import create_app


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
    rules = rule_table(app)
    for route in app.url_map.iter_rules():
        values = {name: uuid.UUID(int=0) for name in route.arguments}
        with app.test_request_context():
            url = route.build(values, append_unknown=False)
        assert url is not None
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}:
            rule = rules[route.endpoint, method]
            assert rule is not None
            if rule.roles is None:
                continue
            response = app.test_client().open(url[1], method=method)
            if route.rule.startswith("/api/"):
                assert response.status_code == 401, (method, url)
            else:
                assert response.status_code == 302, (method, url)
                assert response.location.startswith("/sign-in"), (method, url)


def test_a_view_without_a_rule_is_refused_to_all(settings: Settings) -> None:
    app = _app(settings)
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert rule_table(app)["forgotten", "GET"] is None
    response = app.test_client().get("/forgotten")
    assert response.status_code == 500
    assert "secret" not in response.text
