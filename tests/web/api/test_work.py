"""Vacancies, training orders and referrals over the API: the rules and scopes of the pages."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.accounts.tables import Account
from models.database.engine import transaction
from models.employment.tables import Referral, TrainingOrder, Vacancy
from models.places.tables import Place
from tests.web.api.conftest import Caller, Callers, code
from tests.web.conftest import COUNTY, EAST
from tests.web.employment.sent import Sent, sent
from tests.web.employment.test_vacancies import DAY, LATER, Shops, shops
from web.api.idempotency import HEADER

__all__ = ["sent", "shops"]

ORDER = {"occupation": "缝纫工", "headcount": 12, "pay_min": 2800, "subsidy": "免费"}
VACANCY = {
    "occupation": "缝纫工",
    "headcount": 3,
    "employment_kind": "full_time",
    "work": "缝制玩具",
    "pay_min": 2600,
    "pay_max": 3200,
    "shift": "白班 9:00-17:00",
    "hazards": ["久站"],
    "insurance": "职工社保",
    "valid_until": LATER,
    "contact_name": "周主任",
    "contact_phone": "13911112222",
}


@pytest.fixture
def boss(shops: Shops, caller: Callers, engine: Engine) -> Caller:
    """An employer's account, tied to the first of the two."""
    found = caller("employer", shops.places[EAST])
    with transaction(engine) as session:
        session.get_one(Account, found.account_id).employer_id = shops.own
    return found


def test_a_vacancy_is_posted_once_for_a_key_changed_and_closed(
    shops: Shops, boss: Caller, engine: Engine
) -> None:
    body = VACANCY | {"place_id": str(shops.places[EAST])}
    key = uuid.uuid4().hex
    first, second = (boss.post("/vacancies", body, key) for _ in range(2))
    assert first.status_code == second.status_code == 201
    made = first.get_json()
    assert second.get_json() == made
    assert (made["employer"]["id"], made["state"], made["held"]) == (str(shops.own), "open", 0)
    assert made["contact_phone"] == "139****2222"
    url = f"/vacancies/{made['id']}"
    changed = boss.put(url, body | {"headcount": 5, "seen": made["seen"]}).get_json()
    assert (changed["headcount"], changed["contact_phone"]) == (5, "139****2222")
    assert [one["id"] for one in boss.get("/vacancies", state="open").get_json()["items"]] == [
        made["id"],
        str(shops.own_vacancy),
    ]
    assert boss.post(f"{url}/close").get_json()["closed_on"] == DAY.isoformat()
    assert code(boss.put(url, body | {"seen": changed["seen"]})) == (409, "vacancy_closed")
    with Session(engine) as session:
        assert session.get_one(Vacancy, uuid.UUID(made["id"])).headcount == 5


def test_what_another_has_changed_is_not_overwritten(
    shops: Shops, boss: Caller, caller: Callers, engine: Engine
) -> None:
    clerk, url = caller("employment", shops.places[COUNTY]), f"/vacancies/{shops.own_vacancy}"
    body = VACANCY | {"place_id": str(shops.places[EAST]), "seen": boss.get(url).get_json()["seen"]}
    assert clerk.put(url, body | {"hazards": ["高温", "粉尘"]}).status_code == 200
    late = boss.put(url, body | {"hazards": []})
    assert code(late) == (409, "posting_changed") and "刚刚有人改过" in late.get_json()["detail"]
    with Session(engine) as session:
        assert session.get_one(Vacancy, shops.own_vacancy).hazards == ["高温", "粉尘"]
    again = body | {"hazards": ["粉尘"], "seen": boss.get(url).get_json()["seen"]}
    assert boss.put(url, again).status_code == 200
    del again["seen"]
    assert boss.put(url, again).status_code == 422


def test_what_a_vacancy_may_not_be_is_told_by_field_and_ground(shops: Shops, boss: Caller) -> None:
    body = VACANCY | {"place_id": str(shops.places[EAST])}
    answer = boss.post("/vacancies", body | {"conditions": "限女性，须交押金"})
    assert code(answer) == (422, "text_offends")
    assert {one["code"] for one in answer.get_json()["rules"]} == {"sex", "fee"}
    answer = boss.post("/vacancies", body | {"pay_min": 900, "pay_max": 1000})
    assert code(answer) == (422, "posting_wrong")
    assert answer.get_json()["rules"][0]["code"] == "pay_min"
    assert boss.post("/vacancies", body | {"headcount": 0}).status_code == 422
    assert code(boss.get(f"/vacancies/{shops.other_vacancy}")) == (404, "vacancy_unknown")


def test_an_order_is_posted_and_changed(
    shops: Shops, boss: Caller, caller: Callers, engine: Engine
) -> None:
    body = ORDER | {"place_id": str(shops.places[EAST])}
    made = boss.post("/orders", body).get_json()
    assert (made["missing"], made["classes"]) == (12, [])
    eight = body | {"headcount": 8, "seen": made["seen"]}
    changed = boss.put(f"/orders/{made['id']}", eight).get_json()
    assert changed["headcount"] == 8
    assert code(boss.put(f"/orders/{made['id']}", eight)) == (409, "posting_changed")
    assert boss.get("/orders").get_json()["total"] == 1
    clerk = caller("employment", shops.places[COUNTY])
    for_other = body | {"employer_id": str(shops.other)}
    assert clerk.post("/orders", for_other).get_json()["employer"]["id"] == str(shops.other)
    assert clerk.get("/orders").get_json()["total"] == 2
    assert boss.get("/orders", search="玩具").get_json()["total"] == 0
    url = f"/orders/{made['id']}/close"
    assert boss.post(url, {"reason": "enough"}).status_code == 403
    assert clerk.post(url, {"reason": "enough"}).get_json()["closed_on"] == DAY.isoformat()
    assert code(boss.put(f"/orders/{made['id']}", eight)) == (409, "training_order_closed")
    with Session(engine) as session:
        assert len(session.scalars(select(TrainingOrder)).all()) == 2


def test_a_referral_goes_its_way(
    shops: Shops, sent: Sent, boss: Caller, caller: Callers, engine: Engine
) -> None:
    url = f"/referrals/{sent.referral}"
    clerk = caller("employment", shops.places[COUNTY])
    assert code(boss.get(url)) == (404, "referral_unknown"), "the person has not said yes"
    told = clerk.get(url).get_json()
    assert (told["stage"], told["seeker"], told["steps"]) == ("person", "王*丽", [])
    assert "seeker_yes" in told["open"]
    clerk.post(f"{url}/steps", {"step": "call", "reason": "reached", "remark": "下午再打"})
    answer = clerk.post(f"{url}/steps", {"step": "seeker_yes"})
    assert [one["step"] for one in answer.get_json()["steps"]] == ["call", "seeker_yes"]
    assert "remark" not in str(answer.get_json())
    assert [one["id"] for one in boss.get("/referrals").get_json()["items"]] == [str(sent.referral)]
    assert code(boss.post(f"{url}/steps", {"step": "withdraw", "reason": "other"}))[0] == 409
    assert code(boss.post(f"{url}/steps", {"step": "employer_no"})) == (422, "referral_step_wrong")
    assert boss.post(f"{url}/steps", {"step": "employer_yes"}).get_json()["state"] == "accepted"
    day = {"step": "started", "day": (DAY + dt.timedelta(1)).isoformat()}
    assert code(boss.post(f"{url}/steps", day)) == (422, "referral_step_wrong")
    placed = boss.post(f"{url}/steps", day | {"day": DAY.isoformat()}).get_json()
    assert (placed["state"], placed["started_on"]) == ("placed", DAY.isoformat())
    with Session(engine) as session:
        assert session.get_one(Referral, sent.referral).state == "placed"


def test_a_text_that_is_none_is_a_bad_request(shops: Shops, sent: Sent, caller: Callers) -> None:
    """Half of a pair of signs is met only when the remark is sealed."""
    clerk = caller("employment", shops.places[COUNTY])
    refused = clerk.app.test_client().post(
        f"/api/v1/referrals/{sent.referral}/steps",
        data=r'{"step": "call", "reason": "reached", "remark": "\ud800"}',
        content_type="application/json",
        headers=clerk.bearer | {HEADER: uuid.uuid4().hex},
    )
    assert refused.status_code == 400


def test_who_may_not(shops: Shops, boss: Caller, caller: Callers, county: dict[str, Place]) -> None:
    for path in ("/vacancies", "/orders", "/referrals"):
        assert caller("volunteer", shops.places[EAST]).get(path).status_code == 403
    reader = caller("employment", shops.places[COUNTY], None, ("read",))
    assert reader.get("/vacancies").status_code == 200
    assert code(reader.post("/vacancies", VACANCY))[0] == 403
