"""A helper's work over the API: masked before the claim, open until the visit is over."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from matcher.said import Said
from models.care.tables import Claim, VisitRecord
from models.database.engine import transaction
from models.matching.tables import Proposal, Run
from models.people.tables import Helper
from models.requests.tables import Request
from models.trail.tables import TrailEntry
from tests.models.care.village import Village
from tests.web.api.conftest import Caller, Callers, code
from tests.web.care.conftest import NOW, TODAY, Hamlet, due, from_today

SLOT = {"day": from_today(1).isoformat(), "part": 1}


@dataclass(frozen=True)
class Scene:
    """A volunteer with one visit suggested, one in the pool, and somebody else."""

    hamlet: Hamlet
    me: Caller
    other: Caller
    helper_id: uuid.UUID
    suggested: uuid.UUID
    pooled: uuid.UUID

    def claim(self, visit: uuid.UUID, key: str | None = None, **more: Any) -> TestResponse:
        return self.me.post("/claims", {"visit_id": str(visit), **SLOT, **more}, key)

    def count(self, table: type, *conditions: Any) -> int:
        with transaction(self.hamlet.engine) as session:
            counted = select(func.count()).select_from(table).where(*conditions)
            return session.scalar(counted) or 0


def _proposal(run: Run, village: Village, visit_id: uuid.UUID, helper_id: uuid.UUID) -> Proposal:
    why = {
        "feature": "distance",
        "label": Said("距离").as_json(),
        "points": 7500,
        "said": Said("相距 %(km).1f 公里", km=0.3).as_json(),
    }
    return Proposal(
        run_id=run.id,
        market="care",
        place_id=village.grids[0].id,
        visit_id=visit_id,
        helper_id=helper_id,
        day=from_today(1),
        part=1,
        rank=1,
        score=7500,
        contributions=[why],
        queue=[],
        warnings=[],
        alternatives=[],
        change="new",
    )


@pytest.fixture
def scene(hamlet: Hamlet, caller: Callers) -> Scene:
    def make(village: Village) -> list[Any]:
        me, other = village.volunteer(), village.volunteer("李安")
        elder = village.elder("欧阳文贵", phone="19912345678", note="有狗，听力不好")
        suggested = due(village, resident=elder)
        pooled = due(village, resident=village.elder("上官明"), kinds=["wash"])
        night = {"night": TODAY, "state": "published", "started_at": NOW}
        run = village.add(Run(county_id=village.place.id, params={}, report={}, **night))
        village.add(_proposal(run, village, suggested.id, me.id))
        home = village.communities[0].id
        return [home, me.id, me.person_id, other.person_id, suggested.id, pooled.id]

    home, helper, mine, others, suggested, pooled = hamlet.build(make)
    me, other = (caller("volunteer", home, person) for person in (mine, others))
    return Scene(hamlet, me, other, helper, suggested, pooled)


def test_what_is_offered_is_masked_and_carries_its_reason(scene: Scene) -> None:
    pool = scene.me.get("/visits")
    offers = {one["visit_id"]: one for one in pool.get_json()["items"]}
    assert set(offers) == {str(scene.suggested), str(scene.pooled)}
    assert offers[str(scene.pooled)]["services"] == ["生活照料"]
    assert SLOT in offers[str(scene.pooled)]["slots"]
    suggestions = scene.me.get("/suggestions")
    (one,) = suggestions.get_json()["items"]
    assert (one["visit_id"], one["slots"][0]) == (str(scene.suggested), SLOT)
    assert one["reasons"] == [{"said": "距离 · 相距 0.3 公里", "points": 7500}]
    for hidden in ("欧阳", "上官", "301", "19912345678", "独居", "有狗"):
        assert hidden not in pool.text + suggestions.text
    assert scene.me.get("/visits", size=1, page=2).get_json()["total"] == 2
    assert scene.other.get("/suggestions").get_json()["items"] == []


def test_claim_look_and_finish(scene: Scene) -> None:
    answer = scene.claim(scene.suggested)
    assert answer.status_code == 201
    given = answer.get_json()
    assert (given["state"], given["day"], given["part"]) == ("claimed", SLOT["day"], 1)
    url = f"/claims/{given['id']}"
    for _ in range(2):
        where = scene.me.get(f"{url}/contact").get_json()
    assert (where["name"], where["phone"]) == ("欧阳文贵", "19912345678")
    assert "301" in where["address"]
    assert scene.count(TrailEntry, TrailEntry.action == "care.contact") == 2
    began = NOW - dt.timedelta(hours=2)
    times = {"began_at": began.isoformat(), "ended_at": (began + dt.timedelta(hours=1)).isoformat()}
    sheet = {"outcome": "done", "note": "都好", "signs": ["danger"]}
    ended = scene.me.post(f"{url}/done", {**sheet, **times}).get_json()
    assert (ended["state"], ended["record"]["outcome"]) == ("done", "done")
    assert code(scene.me.get(f"{url}/contact")) == (409, "contact_closed")
    assert scene.me.get("/claims").get_json()["items"] == []
    (made,) = scene.me.get("/claims", state="made").get_json()["items"]
    assert dt.datetime.fromisoformat(made["record"]["began_at"]) == began
    assert made["record"]["note"] == "都好"
    assert scene.count(Request, Request.source == "visit", Request.kind == "safety") == 1


def test_a_claim_is_nobody_elses(scene: Scene) -> None:
    claim = scene.claim(scene.suggested).get_json()["id"]
    assert scene.me.get(f"/claims/{claim}").status_code == 200
    assert code(scene.other.get(f"/claims/{claim}"))[0] == 404
    assert code(scene.other.get(f"/claims/{claim}/contact"))[0] == 404
    assert code(scene.other.post(f"/claims/{claim}/withdraw", {"reason": "busy"}))[0] == 404
    sheet = {"outcome": "done", "began_at": NOW.isoformat(), "ended_at": NOW.isoformat()}
    assert code(scene.other.post(f"/claims/{claim}/done", sheet))[0] == 404
    assert scene.count(TrailEntry, TrailEntry.action == "care.contact") == 0


def test_withdrawn_goes_back_to_the_pool(scene: Scene) -> None:
    claim = scene.claim(scene.suggested).get_json()["id"]
    assert code(scene.me.post(f"/claims/{claim}/withdraw", {"reason": "bored"}))[0] == 422
    given = scene.me.post(f"/claims/{claim}/withdraw", {"reason": "ill"}).get_json()
    assert given["state"] == "withdrawn"
    offered = [one["visit_id"] for one in scene.other.get("/visits").get_json()["items"]]
    assert str(scene.suggested) in offered
    assert code(scene.me.post(f"/claims/{claim}/withdraw", {"reason": "ill"})) == (
        409,
        "claim_over",
    )


def test_refusals_name_the_rules(scene: Scene) -> None:
    with transaction(scene.hamlet.engine) as session:
        session.get_one(Helper, scene.helper_id).week = 0
    answer = scene.claim(scene.pooled)
    assert code(answer) == (409, "not_eligible")
    rules = answer.get_json()["rules"]
    assert [rule["code"] for rule in rules] == ["time"]
    assert rules[0]["detail"]


def test_full_and_outside_the_window(scene: Scene) -> None:
    late = from_today(60).isoformat()
    assert code(scene.claim(scene.pooled, day=late)) == (409, "outside_window")
    assert code(scene.claim(scene.pooled, part=3))[0] == 422
    assert code(scene.claim(uuid.uuid4())) == (404, "care_unknown")
    scene.claim(scene.suggested)
    body = {"visit_id": str(scene.suggested), **SLOT}
    assert code(scene.other.post("/claims", body)) == (409, "visit_full")
    assert code(scene.claim(scene.pooled)) == (409, "own_time_taken")


def test_one_key_is_one_claim(scene: Scene) -> None:
    with ThreadPoolExecutor(6) as pool:
        sent = [pool.submit(scene.claim, scene.suggested, "a-double-tap") for _ in range(6)]
    answers = {(one.result().status_code, one.result().data) for one in sent}
    assert len(answers) == 1
    assert next(iter(answers))[0] == 201
    assert scene.count(Claim) == 1
    assert code(scene.claim(scene.pooled, "a-double-tap")) == (422, "key_reused")
    assert code(scene.claim(scene.suggested, "another-key")) == (409, "already_claimed")


def test_times_need_a_zone_and_an_order(scene: Scene) -> None:
    claim = scene.claim(scene.suggested).get_json()["id"]
    url, now = f"/claims/{claim}/done", NOW.isoformat()
    naive = {"outcome": "done", "began_at": "2026-11-20T09:00:00", "ended_at": now}
    assert {r["code"] for r in scene.me.post(url, naive).get_json()["rules"]} == {"began_at"}
    same = {"outcome": "done", "began_at": now, "ended_at": now}
    assert code(scene.me.post(url, same)) == (422, "times_wrong")
    assert scene.count(VisitRecord) == 0


def test_not_now_stops_the_asking(scene: Scene) -> None:
    until = from_today(30).isoformat()
    given = scene.me.post("/suggestions/quiet", {"until": until})
    assert given.get_json() == {"quiet_until": until}
    with transaction(scene.hamlet.engine) as session:
        assert session.get_one(Helper, scene.helper_id).quiet_until == from_today(30)
    far = {"until": from_today(900).isoformat()}
    assert code(scene.me.post("/suggestions/quiet", far)) == (422, "quiet_too_long")
    given = scene.me.post("/suggestions/quiet", {"until": None})
    assert given.get_json() == {"quiet_until": None}


def test_a_token_to_read_neither_claims_nor_shows_an_address(scene: Scene, caller: Callers) -> None:
    with transaction(scene.hamlet.engine) as session:
        home = session.get_one(Helper, scene.helper_id)
        person, place = home.person_id, session.get_one(Run, _run(scene)).county_id
    reader = caller("volunteer", place, person, ("read",))
    claim = scene.claim(scene.suggested).get_json()["id"]
    assert reader.get(f"/claims/{claim}").status_code == 200
    assert code(reader.get(f"/claims/{claim}/contact"))[0] == 403
    body = {"visit_id": str(scene.pooled), **SLOT}
    assert code(reader.post("/claims", body))[0] == 403


def _run(scene: Scene) -> uuid.UUID:
    with transaction(scene.hamlet.engine) as session:
        return session.scalars(select(Run.id)).one()


def test_an_account_that_is_no_helper_has_nothing_here(scene: Scene, caller: Callers) -> None:
    with transaction(scene.hamlet.engine) as session:
        county = session.get_one(Run, _run(scene)).county_id
    nobody = caller("volunteer", county)
    assert code(nobody.get("/visits"))[0] == 404
    assert code(nobody.post("/claims", {"visit_id": str(scene.pooled), **SLOT}))[0] == 404
    assert code(caller("county", county).get("/visits"))[0] == 403


def test_what_cannot_be_kept_is_a_bad_request(scene: Scene) -> None:
    claim = scene.claim(scene.suggested).get_json()["id"]
    long_ago = {"began_at": "0001-01-01T00:00:00+14:00", "ended_at": "0001-01-01T01:00:00+14:00"}
    answer = scene.me.post(f"/claims/{claim}/done", {"outcome": "done", **long_ago})
    assert answer.get_json()["rules"] == [{"code": "began_at", "detail": "超出了允许的范围。"}]
    for body, kind in (("{", "application/json"), (b"\xff", "application/json")):
        broken = scene.me.post("/claims", data=body, content_type=kind)
        assert code(broken) == (400, "bad_request")
    for body in ("[1]", "null", '"text"'):
        answer = scene.me.post("/claims", data=body, content_type="application/json")
        assert code(answer)[0] == 422
    assert code(scene.me.get("/visits", page=10**30))[0] == 422
