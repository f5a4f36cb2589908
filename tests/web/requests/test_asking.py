"""Asking by the QR code of a building, and without one; what a stranger gets to see."""

from collections.abc import Callable

from sqlalchemy import Engine, select

from models.database.engine import transaction
from models.places.tables import Place
from models.requests.tables import Request, RequestDeadline
from tests.web.conftest import EAST, WEST, People, Visitor
from tests.web.requests.village import BUILDING, GRID, ask, building, stored

__all__ = ["building"]


def test_a_building_is_asked_at_and_the_promises_run(
    client: Visitor, engine: Engine, building: str
) -> None:
    page = client.get(building).text
    assert page.index("120") < page.index("<textarea")
    code = ask(client, building, name="李桂花", phone="13900001234", urgency="urgent")
    made = stored(engine, code)
    assert (made.kind, made.urgency, made.source) == ("property", "urgent", "qr")
    assert (made.recorder_id, made.requester_id, made.phone) == (None, None, "13900001234")
    with transaction(engine) as session:
        assert session.get_one(Place, made.place_id).path == BUILDING
        owed = session.scalars(
            select(RequestDeadline.what).where(RequestDeadline.request_id == made.id)
        )
        assert sorted(owed) == ["accept", "answer"]


def test_without_a_code_a_community_and_a_grid_are_chosen(
    client: Visitor, engine: Engine, building: str
) -> None:
    assert f"/ask/{EAST.rstrip('/')}" in client.get("/ask").text
    with transaction(engine) as session:
        grid = session.scalars(select(Place.id).where(Place.path == GRID)).one()
    for url, given, there in (
        (f"/ask/{EAST.rstrip('/')}", grid, GRID),
        # A grid of another community is not taken.
        (f"/ask/{WEST.rstrip('/')}", grid, WEST),
        (f"/ask/{WEST.rstrip('/')}", "", WEST),
    ):
        made = stored(engine, ask(client, url, grid=given))
        with transaction(engine) as session:
            assert session.get_one(Place, made.place_id).path == there


def test_no_place_or_too_large_a_one_leads_to_the_list(client: Visitor, building: str) -> None:
    for code in ("610998", "610998/009", "610998/001/G1/B9", "nothing", "a" * 900):
        answer = client.get(f"/ask/{code}")
        assert answer.status_code == 404, code
        assert "城东社区" in answer.text


def test_what_cannot_be_sorted_is_asked_and_nothing_typed_is_lost(
    client: Visitor, building: str
) -> None:
    typed = {"words": "请来看一下我家的事", "name": "王大爷", "spot": "二单元"}
    answer = client.send(building, typed, on=building)
    assert answer.status_code == 422
    assert "请选一类" in answer.text
    assert all(text in answer.text for text in typed.values())
    ask(client, building, **typed, kind="other")


def test_what_is_wrong_is_told_at_its_field(client: Visitor, building: str) -> None:
    for wrong in (
        {"words": ""},
        {"phone": "12"},
        {"kind": "none"},
        {"urgency": "danger"},
        {"key": "x"},
        {"words": "灯" * 1001},
    ):
        given = {"words": "楼道灯不亮", **wrong}
        assert client.send(building, given, on=building).status_code == 422, wrong


def test_a_double_tap_is_one_request(client: Visitor, engine: Engine, building: str) -> None:
    key = "k" * 22
    assert ask(client, building, key=key) == ask(client, building, key=key)
    with transaction(engine) as session:
        assert len(session.scalars(select(Request)).all()) == 1


def test_a_stranger_learns_of_nobody_who_lives_or_works_there(
    client: Visitor, person: People, building: str
) -> None:
    """Whether a number has an account, who looks after the place: nothing of it is told."""
    known = person("grid_worker", EAST).phone
    for phone in (known, "13911112222"):
        page = client.get(f"/asked/{ask(client, building, phone=phone)}").text
        assert "某grid_worker" not in page
        assert phone not in page
    assert "某grid_worker" not in client.get(building).text


def test_who_is_signed_in_is_the_one_who_asks(
    client_of: Callable[..., Visitor], engine: Engine, building: str
) -> None:
    """Staff do not handle what they asked for by this door either."""
    clerk = client_of("community", EAST)
    made = stored(engine, ask(clerk, building))
    assert made.requester_id is not None
    assert clerk.get(f"/requests/{made.id}").status_code == 404
    assert clerk.get(f"/requests/{made.id}/need").status_code == 404


def test_a_form_without_its_cookie_is_told_so_and_not_sent_to_sign_in(
    client: Visitor, building: str
) -> None:
    answer = client.post(building, data={"words": "楼道灯不亮"})
    assert answer.status_code == 400
    assert "没有保存" in answer.text
