"""One resident whose address is kept: no page, list or answer of any role gives it away."""

import uuid
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from werkzeug.routing import Rule as Route
from werkzeug.test import TestResponse

from models.accounts.roles import ROLES
from models.accounts.tokens import TOKEN_SCOPES, make_token
from models.people.tables import Person, Seeker
from models.requests.tables import Request
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, TODAY, Hamlet, due
from tests.web.conftest import PASSWORD
from web.access import rule_table

pytestmark = pytest.mark.slow

# Nobody else lives there, so its name says where.
DOOR, GRID = "三单元秘密门", "秘密网格"
# Parts of the names of views that answer a form with a file, a paper, or more than was masked.
TAKEN_OUT = ("export", "file", "print", "sheet", "letter", "ledger", "unmasked")
# Where places are chosen their names stand, of whoever lives there.
PLACES = (
    "/requests/new",
    "/requests/signs",
    "/seekers/new",
    "/accounts/invite",
    "/api/v1/places",
)
LISTS = ("residents", "helpers", "seekers", "vacancies", "orders", "grids")


def build(village: Village, role: str, kept: bool) -> tuple[str, str, dict[str, list[uuid.UUID]]]:
    """Somebody of the role over the county, and the ids of all that hangs on the resident."""
    session = village.session
    home = village.grids[1]
    home.name = GRID
    elder = village.elder("欧阳文贵", grid=1)
    person = session.get_one(Person, elder.person_id)
    person.door, person.address_suppressed = DOOR, kept
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
    token = make_token(session, account.id, "test", TOKEN_SCOPES, 30, NOW)[1]
    return (
        account.phone,
        token,
        {
            "resident_id": [elder.id],
            "person_id": [person.id],
            "visit_id": [visit.id],
            "claim_id": [claim.id],
            "helper_id": [helper.id],
            "seeker_id": [seeker.id],
            "request_id": [asked.id],
        },
    )


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


def written(answer: TestResponse) -> bytes:
    """What a page says, or a workbook in all its sheets."""
    if not answer.data.startswith(b"PK"):
        return answer.data
    with ZipFile(BytesIO(answer.data)) as book:
        return b"".join(book.read(name) for name in book.namelist())


def ways(app: Flask, role: str) -> Iterator[tuple[Route, str, bool]]:
    """(route, method, by token) of all that a role may read, and of the files it may take out."""
    for (endpoint, method), rule in rule_table(app).items():
        takes_out = method == "POST" and any(word in endpoint for word in TAKEN_OUT)
        open_to = rule is not None and (rule.roles is None or role in rule.roles)
        if rule is None or not open_to or not (method == "GET" or takes_out):
            continue
        for route in app.url_map.iter_rules(endpoint):
            if method in (route.methods or ()):
                yield route, method, rule.token is not None


def given_away(hamlet: Hamlet, bare: Flask, role: str, kept: bool) -> list[tuple[str, str]]:
    """(address, word) wherever an answer to somebody of the role says where the resident lives."""
    phone, token, ids = hamlet.build(lambda village: build(village, role, kept))
    browser, caller = bare.test_client(), bare.test_client()
    signed = browser.post("/sign-in", data={"phone": phone, "password": PASSWORD})
    assert signed.status_code == 303
    bearer = {"Authorization": f"Bearer {token}"}
    told = []
    for route, method, by_token in ways(bare, role):
        for url in addresses(bare, route, ids):
            if by_token:
                answer = caller.open(url, method=method, headers=bearer)
            else:
                answer = browser.open(url, method=method, data={"q": "", "purpose": "contact"})
            text, words = written(answer), (DOOR,) if url in PLACES else (DOOR, GRID)
            told += [(url, word) for word in words if word.encode() in text]
    return told


@pytest.mark.parametrize("role", ROLES)
def test_no_answer_gives_it_away(hamlet: Hamlet, bare: Flask, role: str) -> None:
    assert given_away(hamlet, bare, role, kept=True) == []


def test_an_address_that_is_not_kept_is_found(hamlet: Hamlet, bare: Flask) -> None:
    """The walk above comes where addresses stand."""
    found = given_away(hamlet, bare, "county", kept=False)
    assert {word for _, word in found} == {DOOR, GRID}
