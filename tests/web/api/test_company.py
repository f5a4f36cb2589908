"""Newcomers over the API: vouched for by staff who know them, taken along by who may lead."""

import uuid

from sqlalchemy import func, select

from models.care.tables import Claim
from models.database.engine import transaction
from models.people.tables import Helper
from models.trail.tables import TrailEntry
from tests.models.care.village import Village
from tests.web.api.conftest import Callers, code
from tests.web.care.conftest import Hamlet, due, from_today

KEY = "one-key-for-one-change"


def test_staff_vouch_once_and_take_it_back(hamlet: Hamlet, caller: Callers) -> None:
    def make(village: Village) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
        fresh = village.volunteer("侯涛", ledger_hours=None)
        village.volunteer()
        return fresh.id, village.grids[0].id, village.grids[2].id

    helper_id, here, elsewhere = hamlet.build(make)
    staff, url = caller("grid_worker", here), f"/helpers/{helper_id}/vouch"
    (one,) = staff.get("/newcomers").get_json()["items"]
    assert (one["id"], one["name"], one["vouched_on"]) == (str(helper_id), "侯*", None)
    for _ in range(2):
        vouched = staff.post(url, {"known": True}, KEY).get_json()
        assert vouched["vouched_on"] == from_today(0).isoformat()
    assert staff.get("/newcomers").get_json()["items"] == []
    other = caller("grid_worker", elsewhere)
    assert code(other.post(url, {"known": False}))[0] == 404
    assert code(caller("volunteer", here).post(url, {"known": True}))[0] == 403
    assert staff.post(url, {"known": False}).get_json()["vouched_on"] is None
    with transaction(hamlet.engine) as session:
        actions = select(TrailEntry.action).where(TrailEntry.subject == "helper")
        found = session.scalars(actions.order_by(TrailEntry.number)).all()
    assert found == ["care.vouch", "care.vouch_back"]


def test_nobody_vouches_for_himself(hamlet: Hamlet, caller: Callers) -> None:
    def make(village: Village) -> tuple[Helper, uuid.UUID]:
        return village.volunteer(ledger_hours=None), village.grids[0].id

    helper, grid = hamlet.build(make)
    answer = caller("grid_worker", grid, helper.person_id).post(
        f"/helpers/{helper.id}/vouch", {"known": True}
    )
    assert code(answer) == (403, "own_word")


def test_a_newcomer_is_taken_along_and_then_not_left_alone(hamlet: Hamlet, caller: Callers) -> None:
    def make(village: Village) -> tuple[list[uuid.UUID | None], uuid.UUID, uuid.UUID, uuid.UUID]:
        old, fresh = village.volunteer("孟琴"), village.volunteer("侯涛", ledger_hours=0.5)
        held = village.claim(old, due(village), day=from_today(3))
        return [old.person_id, fresh.person_id], village.place.id, held.id, held.visit_id

    people, place, claim_id, visit_id = hamlet.build(make)
    old, fresh = (caller("volunteer", place, person) for person in people)
    url = f"/claims/{claim_id}"
    alone = {"wanted": 1, "others": [], "along": False, "may_lead": True}
    assert alone.items() <= old.get(f"{url}/party").get_json().items()
    for _ in range(2):
        opened = old.post(f"{url}/along", key=KEY)
        assert (opened.status_code, opened.get_json()["along"]) == (200, True)
    assert code(old.post(f"{url}/along")) == (409, "nobody_along")
    assert code(fresh.post(f"{url}/alone"))[0] == 404
    assert old.post(f"{url}/alone").get_json()["wanted"] == 1
    assert old.post(f"{url}/along").get_json()["wanted"] == 2
    slot = {"visit_id": str(visit_id), "day": from_today(3).isoformat(), "part": 0}
    assert fresh.post("/claims", slot).status_code == 201
    assert old.get(f"{url}/party").get_json()["others"] == ["侯*"]
    assert code(old.post(f"{url}/alone")) == (409, "nobody_along")
    with transaction(hamlet.engine) as session:
        assert session.scalar(select(func.count()).select_from(Claim)) == 2
