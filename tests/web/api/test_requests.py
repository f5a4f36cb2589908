"""Requests over the API: intake by another system, the board, the steps and who may take them."""

import uuid

import pytest
from sqlalchemy import Engine, select

from models.database.engine import transaction
from models.places.tables import Place
from models.requests.tables import Request, RequestDeadline
from models.requests.texting.tables import RequestText
from tests.web.api.conftest import Caller, Callers, code
from tests.web.conftest import EAST, WEST
from tests.web.requests.village import BUILDING, building

__all__ = ["building"]
ASKED = {
    "words": "楼道灯不亮，老人晚上看不见",
    "place": "610998/001/G1/B3",
    "name": "王大爷",
    "phone": "13900001234",
    "spot": "二单元401",
}


@pytest.fixture
def hotline(county: dict[str, Place], building: str, caller: Callers) -> Caller:
    return caller("community", county[EAST].id)


def entered(hotline: Caller, **more: object) -> str:
    answer = hotline.post("/requests", ASKED | more)
    assert answer.status_code == 201, answer.get_json()
    found: str = answer.get_json()["id"]
    return found


def test_it_is_passed_on_and_the_promises_run(hotline: Caller, engine: Engine) -> None:
    answer = hotline.post("/requests", ASKED, key="one-call-one-request")
    told = answer.get_json()
    assert (answer.status_code, told["kind"]) == (201, "property")
    with transaction(engine) as session:
        made = session.scalars(select(Request)).one()
        assert (made.source, made.recorder_id) == ("api", hotline.account_id)
        assert (made.requester_id, made.spot, made.phone) == (None, "二单元401", "13900001234")
        assert session.get_one(Place, made.place_id).path == BUILDING
        owed = session.scalars(select(RequestDeadline.what)).all()
        assert sorted(owed) == ["accept", "answer"]
        assert (str(made.id), made.number) == (told["id"], told["number"])
        # The code speaks for whoever asked: it goes to his telephone and not to who records.
        assert "code" not in told and made.code not in answer.text
        assert session.scalars(select(RequestText.what)).all() == ["received"]
    # The same call passed on twice is one request, and the same answer.
    assert hotline.post("/requests", ASKED, key="one-call-one-request").get_json() == told
    with transaction(engine) as session:
        assert len(session.scalars(select(Request)).all()) == 1


@pytest.mark.parametrize("place", ["610998001G1B3", "610998-001-g1-b3", "610998/001/G1/B3/"])
def test_a_code_is_read_however_it_is_written(hotline: Caller, place: str) -> None:
    assert entered(hotline, place=place)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"place": "610998/009"}, "place"),
        ({"place": "城东社区 1网格"}, "place"),
        ({"place": WEST}, "place"),
        ({"place": "610998"}, "place"),
        ({"phone": "12"}, "phone"),
        ({"words": "请来看一下我家的事"}, "kind"),
        ({"words": ""}, "words"),
        ({"kind": "none"}, "kind"),
        ({"state": "done"}, "state"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    hotline: Caller, engine: Engine, wrong: dict[str, str], field: str
) -> None:
    answer = hotline.post("/requests", ASKED | wrong)
    assert code(answer)[0] == 422
    assert [one["code"] for one in answer.get_json()["rules"]] == [field]
    with transaction(engine) as session:
        assert session.scalars(select(Request)).all() == []


def test_the_board_is_read_by_page_and_filter_and_names_nobody(hotline: Caller) -> None:
    first, second = entered(hotline), entered(hotline, kind="safety", urgency="danger")
    answer = hotline.get("/requests")
    assert {one["id"] for one in answer.get_json()["items"]} == {first, second}
    assert all(secret not in answer.text for secret in ("王", "1234", "二单元", "code"))
    (one,) = hotline.get("/requests", kind="safety").get_json()["items"]
    assert (one["id"], one["state"], one["place"]) == (second, "found", "城东社区 第1网格")
    assert (one["clock"]["what"], one["clock"]["paused_at"]) == ("accept", None)
    page = hotline.get("/requests", size=1, page=2).get_json()
    assert (page["total"], page["pages"], len(page["items"])) == (2, 2, 1)
    for query in ({"level": "county"}, {"state": "sent"}):
        assert hotline.get("/requests", **query).get_json()["items"] == []
    assert code(hotline.get("/requests", state="gone"))[0] == 422


def test_one_is_masked_and_tells_its_way(hotline: Caller) -> None:
    url = f"/requests/{entered(hotline)}"
    answer = hotline.get(url)
    one = answer.get_json()
    assert (one["name"], one["phone"]) == ("王*爷", "139****1234")
    assert all(secret not in answer.text for secret in ("王大爷", "13900001234", "二单元", "code"))
    assert (one["photos"], one["steps"], one["handler"]) == (0, [], None)
    assert [clock["what"] for clock in one["clocks"]] == ["accept", "answer"]
    assert "accept" in one["open"] and "supervise" not in one["open"]


def test_steps_are_taken_as_on_the_page(
    hotline: Caller, caller: Callers, county: dict[str, Place]
) -> None:
    worker, other = (caller("community", county[EAST].id) for _ in range(2))
    url = f"/requests/{entered(hotline)}"
    assert hotline.post(f"{url}/steps", {"step": "accept"}).get_json()["state"] == "accepted"
    wrong = hotline.post(f"{url}/steps", {"step": "answer"})
    assert code(wrong) == (422, "request_step_wrong")
    assert [one["code"] for one in wrong.get_json()["rules"]] == ["remark"]
    told = {"step": "send", "to": str(worker.account_id)}
    key = uuid.uuid4().hex
    for _ in range(2):
        sent = hotline.post(f"{url}/steps", told, key=key)
        assert [one["step"] for one in sent.get_json()["steps"]] == ["accept", "send"]
    assert worker.post(f"{url}/steps", {"step": "handle", "remark": "换了灯泡"}).status_code == 200
    # Who handles does not supervise.
    assert code(worker.post(f"{url}/steps", {"step": "supervise"})) == (409, "request_step_not_now")
    done = other.post(f"{url}/steps", {"step": "supervise"}).get_json()
    assert (done["state"], done["steps"][-1]["said"]) == ("supervised", "监督过，属实")
    word = {"step": "resident_yes", "reason": "satisfied", "remark": "打电话问的"}
    last = other.post(f"{url}/steps", word).get_json()
    assert (last["state"], last["open"], last["clocks"]) == ("done", [], [])
    assert (last["steps"][-1]["side"], last["steps"][-1]["reason"]) == ("resident", "满意")
    assert code(other.post(f"{url}/steps", {"step": "silent"})) == (409, "request_step_not_now")


def test_who_does_not_look_after_the_place_sees_nothing(
    hotline: Caller, caller: Callers, county: dict[str, Place]
) -> None:
    url = f"/requests/{entered(hotline)}"
    stranger = caller("community", county[WEST].id)
    assert stranger.get("/requests").get_json()["items"] == []
    assert code(stranger.get(url)) == (404, "request_unknown")
    assert code(stranger.post(f"{url}/steps", {"step": "accept"})) == (404, "request_unknown")
    assert code(stranger.post("/requests", ASKED))[0] == 422
    volunteer = caller("volunteer", county[EAST].id)
    assert code(volunteer.get("/requests"))[0] == 403
    reader = caller("community", county[EAST].id, None, ("read",))
    assert reader.get(url).status_code == 200
    assert code(reader.post("/requests", ASKED))[0] == 403
