"""One resident whose address is kept: no page, list or answer of any role gives it away."""

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule as Route

from models.accounts.roles import ROLES
from models.people.tables import Person, Seeker
from models.places.tables import Place
from models.requests.tables import Request
from models.settings import Settings
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, TODAY, Hamlet, due
from tests.web.conftest import PASSWORD, Visitor
from web.access import rule_table
from web.app import create_app

pytestmark = pytest.mark.slow

# Nobody else lives there, so its name says where.
DOOR, BUILDING = "三单元秘密门", "秘密楼栋"
LISTS = ("residents", "helpers", "seekers", "vacancies", "orders", "grids")


@pytest.fixture(scope="module")
def bare(settings: Settings) -> Flask:
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Visitor
    return app


def build(village: Village, role: str) -> tuple[str, dict[str, list[uuid.UUID]]]:
    """Somebody of the role over the county, and the ids of all that hangs on the resident."""
    session = village.session
    grid = village.grids[0]
    home = Place(
        kind="building", name=BUILDING, code="B1", path=f"{grid.path}B1/", parent_id=grid.id
    )
    village.add(home)
    elder = village.elder("欧阳文贵")
    person = session.get_one(Person, elder.person_id)
    person.place_id, person.door, person.address_suppressed = home.id, DOOR, True
    visit = due(village, resident=elder)
    helper = village.volunteer()
    claim = village.claim(helper, visit, day=TODAY)
    facts = {"skills": [], "wishes": [], "hardship": [], "training_wishes": []}
    seeker = village.add(Seeker(person_id=person.id, **facts))
    clerk = village.login("community")
    asked = village.add(
        Request(
            kind="care",
            urgency="ordinary",
            place_id=village.communities[0].id,
            words="想有人来",
            name="欧阳文贵",
            source="staff",
            recorder_id=clerk.id,
            person_id=person.id,
            state="found",
            level="holder",
            code="12345678",
            at=NOW,
        )
    )
    links = {"person_id": helper.person_id} if role in ("volunteer", "post_holder") else {}
    account = village.login(role, links.get("person_id"), place=village.place, password_hash=HASH)
    return account.phone, {
        "resident_id": [elder.id],
        "person_id": [person.id],
        "visit_id": [visit.id],
        "claim_id": [claim.id],
        "helper_id": [helper.id],
        "seeker_id": [seeker.id],
        "request_id": [asked.id],
    }


def addresses(app: Flask, route: Route, ids: dict[str, list[uuid.UUID]]) -> Iterator[str]:
    """The addresses a route can have with what there is."""
    values: dict[str, object] = {}
    for name in route.arguments:
        values[name] = ids.get(name, [uuid.UUID(int=0)])[0]
    for kind in LISTS if "kind" in route.arguments else (None,):
        if kind:
            values["kind"] = kind
        with app.test_request_context():
            built = route.build(values, append_unknown=False)
        if built is not None:
            yield built[1]


@pytest.mark.parametrize("role", ROLES)
def test_no_answer_gives_it_away(hamlet: Hamlet, bare: Flask, role: str) -> None:
    phone, ids = hamlet.build(lambda village: build(village, role))
    browser = bare.test_client()
    signed = browser.post("/sign-in", data={"phone": phone, "password": PASSWORD})
    assert signed.status_code == 303
    rules, told, opened = rule_table(bare), [], 0
    for route in bare.url_map.iter_rules():
        if "GET" not in (route.methods or ()):
            continue
        rule = rules[route.endpoint, "GET"]
        if rule is None or (rule.roles is not None and role not in rule.roles) or rule.token:
            continue
        for url in addresses(bare, route, ids):
            answer = browser.get(url)
            opened += answer.status_code == 200
            told += [(url, word) for word in (DOOR, BUILDING) if word in answer.text]
    assert opened > 5
    assert told == []
