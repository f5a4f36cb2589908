"""Lines, pairings, posts and stations over the API: read, and done once for one key."""

import datetime as dt
import uuid
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select, update

from models.accounts.scope import scope_of
from models.care.pairing import agreeing
from models.care.posts import setting
from models.care.posts.setting import Terms
from models.care.posts.tables import PostHolding
from models.care.tables import Claim
from models.care.together import stations
from models.care.together.tables import Shift
from models.care.waiting import lapsing
from models.database.engine import transaction
from tests.models.care.village import Village
from tests.web.api.conftest import Caller, Callers, code
from tests.web.care.conftest import NOW, TODAY, Hamlet, due, from_today

ON = from_today(6)
KEY = "one-key-for-one-change"


@dataclass(frozen=True)
class Scene:
    """Two helpers, a full visit the first has claimed, a pairing, a post and a station."""

    hamlet: Hamlet
    holder: Caller
    me: Caller
    visit: uuid.UUID
    claim: uuid.UUID
    pairing: uuid.UUID


@pytest.fixture
def scene(hamlet: Hamlet, caller: Callers) -> Scene:
    def make(village: Village) -> list[uuid.UUID]:
        place, session = village.communities[0], village.session
        keeper = scope_of(village.login("community", place=place))
        member = {"political_status": "中共党员"}
        first, me = village.volunteer(**member), village.volunteer("李建国", **member)
        visit = due(village)
        held = village.claim(first, visit, day=ON, claimed_at=NOW)
        family = village.elder("诸葛文贵", door="405")
        pairing = agreeing.propose(session, family.id, me.id, "standing", "staff", NOW)
        terms = Terms("政策宣传岗", "三号楼宣传岗", "讲政策", 2, TODAY, None)
        setting.set_up(session, keeper, place.id, terms, NOW)
        times = (dt.time(16, 30), dt.time(18))
        plan = stations.Plan("四点半辅导站", "活动室", *times, 20, 2, 1, TODAY, None)
        stations.set_up(session, keeper, place.id, plan, NOW)
        return [place.id, first.person_id, me.person_id, visit.id, held.id, pairing.id]

    place, first, me, *ids = hamlet.build(make)
    return Scene(hamlet, caller("volunteer", place, first), caller("volunteer", place, me), *ids)


def test_a_place_in_line_is_joined_confirmed_and_left(scene: Scene) -> None:
    body = {"visit_id": str(scene.visit), "day": ON.isoformat(), "part": 0}
    for _ in range(2):
        joined = scene.me.post("/waiting", body, KEY)
        assert (joined.status_code, joined.get_json()["state"]) == (201, "waiting")
    turn = joined.get_json()["id"]
    (entry,) = scene.me.get("/waiting").get_json()["items"]
    assert (entry["turn"]["id"], entry["ahead"]) == (turn, 0)
    assert code(scene.me.post(f"/waiting/{turn}/confirm")) == (404, "not_in_line")
    assert code(scene.holder.post(f"/waiting/{turn}/leave")) == (404, "not_in_line")
    with transaction(scene.hamlet.engine) as session:
        gone = update(Claim).where(Claim.id == scene.claim)
        session.execute(gone.values(state="not_done"))
        lapsing.bring_up_to_date(session, scene.visit, NOW)
    for _ in range(2):
        won = scene.me.post(f"/waiting/{turn}/confirm", key=KEY + "2")
        assert (won.status_code, won.get_json()["visit_id"]) == (200, str(scene.visit))
    assert scene.me.get("/waiting").get_json()["items"] == []


def test_leaving_a_line(scene: Scene) -> None:
    body = {"visit_id": str(scene.visit), "day": ON.isoformat(), "part": 0}
    turn = scene.me.post("/waiting", body).get_json()["id"]
    assert scene.me.post(f"/waiting/{turn}/leave").get_json()["state"] == "left"
    assert scene.me.get("/waiting").get_json()["items"] == []


def test_a_pairing_is_agreed_to_and_ended_by_whose_it_is(scene: Scene) -> None:
    (one,) = scene.me.get("/pairings").get_json()["items"]
    assert (one["id"], one["resident"], one["since"]) == (str(scene.pairing), "诸**贵", None)
    assert scene.holder.get("/pairings").get_json()["items"] == []
    assert code(scene.holder.post(f"/pairings/{scene.pairing}/agree"))[0] == 404
    for _ in range(2):
        agreed = scene.me.post(f"/pairings/{scene.pairing}/agree", key=KEY)
        assert agreed.get_json()["helper_agreed_at"] is not None
    assert scene.me.post(f"/pairings/{scene.pairing}/end").get_json()["ended_at"] is not None
    assert scene.me.get("/pairings").get_json()["items"] == []


def test_a_post_is_chosen_once_and_given_up(scene: Scene) -> None:
    (post,) = scene.me.get("/posts").get_json()["items"]
    assert (post["duty"], post["places"]) == ("政策宣传岗", 2)
    for _ in range(2):
        chosen = scene.me.post(f"/posts/{post['id']}/choose", key=KEY)
        assert (chosen.status_code, chosen.get_json()["state"]) == (201, "chosen")
    (mine,) = scene.me.get("/posts/mine").get_json()["items"]
    assert mine["post"]["id"] == post["id"]
    with transaction(scene.hamlet.engine) as session:
        assert session.scalar(select(func.count()).select_from(PostHolding)) == 1
    given_up = scene.me.post(f"/posts/mine/{mine['id']}/give-up")
    assert given_up.get_json()["state"] == "given_up"
    assert scene.me.get("/posts/mine").get_json()["items"] == []


def test_a_shift_is_taken_once_and_returned(scene: Scene) -> None:
    one = scene.me.get("/stations/days").get_json()["items"][-1]
    assert (one["adults"], one["day"]["station"]) == (2, "四点半辅导站")
    for _ in range(2):
        taken = scene.me.post(f"/stations/days/{one['day']['id']}/take", key=KEY)
        assert (taken.status_code, taken.get_json()["state"]) == (201, "taken")
    (mine,) = scene.me.get("/stations/shifts").get_json()["items"]
    with transaction(scene.hamlet.engine) as session:
        assert session.scalar(select(func.count()).select_from(Shift)) == 1
    assert code(scene.holder.post(f"/stations/shifts/{mine['id']}/withdraw"))[0] == 404
    back = scene.me.post(f"/stations/shifts/{mine['id']}/withdraw")
    assert back.get_json()["state"] == "withdrawn"
    assert scene.me.get("/stations/shifts").get_json()["items"] == []
