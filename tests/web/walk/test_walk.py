"""Each role walks through every page of its own county and of another.

Nothing of the other county is shown or changed, nothing breaks, and what people typed stays text.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask import Flask
from sqlalchemy import Engine

from models.accounts.roles import ROLES
from tests.web.conftest import Visitor
from tests.web.walk.world import SIGN, Ids, World, made_world, rows_of
from web.access import rule_table

# In every text of one's own county: a tag where a page forgets to escape it.
TYPED = "<b onclick=alert(1)>\"'{{7*7}}某"
# What an argument of a route means, where it is not a table's name.
MEANT = {
    "class": "cohort",
    "order": "training_order",
    "hours": "service_hours",
    "day": "station_day",
    "shift": "station_shift",
    "voice": "appraisal_voice",
    "flag": "hours_flag",
    "case": "restricted_case",
    "duty": "care_duty",
    "token": "api_token",
    "grant": "account_grant",
    "row": "import_row",
    "entry": "trail_entry",
    "holding": "post_holding",
    "round": "extra_round",
    "audit": "hours_audit",
    "pickup": "pickup_person",
    "step": "referral_step",
    "photo": "request_photo",
    "grid": "place",
    "county": "place",
    "group": "staff_group",
    "job": "run",
}
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
EVERYDAY = ("county", "community", "volunteer", "employer")
# Signing out in the middle would leave the rest to a stranger.
LEFT_OUT = {"accounts.sign_out", "static"}


@pytest.fixture
def world(engine: Engine, queue_redis: object) -> World:
    return made_world(engine, TYPED)


@pytest.mark.slow
@pytest.mark.parametrize("role", EVERYDAY)
def test_a_role_walks(bare: Flask, engine: Engine, world: World, role: str) -> None:
    walked(bare, engine, world, role)


@pytest.mark.evidence
@pytest.mark.parametrize("role", [role for role in ROLES if role not in EVERYDAY])
def test_any_other_role_walks(bare: Flask, engine: Engine, world: World, role: str) -> None:
    walked(bare, engine, world, role)


def walked(app: Flask, engine: Engine, world: World, role: str) -> None:
    client = app.test_client()
    assert isinstance(client, Visitor)
    assert client.sign_in(world.phones[role]).status_code == 303
    bearer = {"Authorization": f"Bearer {world.tokens[role]}"}
    others = {one for rows in world.far.values() for one in rows}
    before = rows_of(engine, world.far)
    faults, opened = [], 0
    for ids in (world.far, world.near):
        for method, url in ways(app, ids):
            if ids is world.near and method != "GET":
                continue
            headers = bearer if url.startswith("/api/") else {}
            answer = client.open(url, method=method, headers=headers)
            told = answer.get_data().decode(errors="replace")
            opened += answer.status_code == 200
            leaked = sorted(set(UUID.findall(told)) & others - set(UUID.findall(url)))
            tags = tags_of(told) if answer.mimetype == "text/html" else []
            if answer.status_code >= 500 or leaked or SIGN in told or tags:
                faults.append((method, url, answer.status_code, SIGN in told, leaked, tags))
    assert faults == []
    assert opened > 20
    assert rows_of(engine, world.far) == before


def ways(app: Flask, ids: Ids) -> Iterator[tuple[str, str]]:
    """Every method of every route behind a rule, its arguments filled from ``ids``."""
    rules = rule_table(app)
    for route in app.url_map.iter_rules():
        if route.endpoint in LEFT_OUT:
            continue
        values = {name: meant(name, ids) for name in route.arguments}
        with app.test_request_context():
            built = route.build(values, append_unknown=False)
        assert built is not None
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
            rule = rules[route.endpoint, method]
            if rule is not None and rule.roles is not None:
                yield method, built[1]


def meant(argument: str, ids: Ids) -> str:
    """The id of a row that the argument of a route names, or a word that names nothing."""
    name = argument.removesuffix("_id")
    rows = ids.get(MEANT.get(name, name))
    return rows[0] if rows else "00000000-0000-0000-0000-000000000000"


class Tags(HTMLParser):
    """Keeps the elements that carry a script of what was typed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if any(name == "onclick" for name, _ in attrs):
            self.found.append(tag)


def tags_of(page: str) -> list[str]:
    parser = Tags()
    parser.feed(page)
    return parser.found
