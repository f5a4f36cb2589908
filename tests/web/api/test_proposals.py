"""The review desk over the API: the same proposals, rules and refusals as on its pages."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.employment.tables import Referral
from models.matching.tables import Review
from tests.web.api.conftest import Caller, Callers, code
from tests.web.matching.conftest import Desk


@pytest.fixture
def clerk(desk: Desk, caller: Callers) -> Caller:
    return caller("employment", desk.county_id)


def path(desk: Desk, name: str, action: str = "") -> str:
    return f"/proposals/{desk.proposals[name]}{action}"


def count(desk: Desk, table: type) -> int:
    with Session(desk.engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_most_urgent_comes_first_masked_with_its_reasons(desk: Desk, clerk: Caller) -> None:
    page = clerk.get("/proposals").get_json()
    assert (page["page"], page["pages"], page["total"]) == (1, 1, 4)
    assert [one["subject"] for one in page["items"]] == ["王*丽", "李*山", "赵*花", "钱*明"]
    first = page["items"][0]
    assert sum(part["points"] for part in first["contributions"]) == first["score"] == 5000
    assert first["contributions"][1]["said"] == "通勤 1.5 公里"
    assert first["queue"] == ["登记失业 400 天"]
    assert first["warnings"] == ["岗位要求技能证书"]
    assert first["vacancy"]["headcount"] == 1
    assert first["visit"] is None
    assert [other["name"] for other in first["alternatives"]] == ["保洁员"]


def test_filters_and_pages(desk: Desk, clerk: Caller) -> None:
    def ranks(**query: Any) -> list[int]:
        return [one["rank"] for one in clerk.get("/proposals", **query).get_json()["items"]]

    assert ranks(community=desk.places["west"]) == [4]
    assert ranks(warned="true") == [1]
    assert ranks(kind="保洁员") == [3, 4]
    assert ranks(search="李大山") == [2]
    assert ranks(size=3, page=2) == [4]
    assert ranks(state="approved") == []
    assert code(clerk.get("/proposals", stat="open"))[0] == 422
    assert code(clerk.get("/proposals", size=1000))[0] == 422


def test_a_market_one_has_no_part_in_is_empty(desk: Desk, caller: Callers) -> None:
    clerk = caller("employment", desk.county_id)
    assert clerk.get("/proposals", market="care").get_json()["total"] == 0
    community = caller("community", desk.places["east"])
    care = community.get("/proposals", market="care").get_json()["items"]
    assert [(one["subject"], one["target"]) for one in care] == [("孙*奶", "周*愿")]
    assert care[0]["visit"]["helpers_wanted"] == 1
    assert community.get("/proposals", market="employment").get_json()["total"] == 0


def test_what_lies_outside_the_scope_is_not_there(desk: Desk, caller: Callers) -> None:
    stranger = caller("employment", desk.places["west"])
    assert code(stranger.get(path(desk, "first"))) == (404, "no_such_proposal")
    body = {"version": 1}
    for action in ("approve", "reopen"):
        assert code(stranger.post(path(desk, "first", f"/{action}"), body))[0] == 404
    assert stranger.get(path(desk, "far")).status_code == 200
    assert count(desk, Review) == 0


def test_approve_then_take_back(desk: Desk, clerk: Caller) -> None:
    answer = clerk.post(path(desk, "first", "/approve"), {"version": 1})
    assert answer.status_code == 200
    given = answer.get_json()
    assert (given["state"], given["version"]) == ("approved", 2)
    assert [(one["decision"], one["who"]) for one in given["history"]] == [
        ("approve", "某employment")
    ]
    assert desk.proposal("first").state == "approved"
    again = clerk.post(path(desk, "first", "/reopen"), {"version": 2}).get_json()
    assert (again["state"], again["version"]) == ("open", 3)


def test_an_older_version_is_refused_and_says_who_was_quicker(desk: Desk, caller: Callers) -> None:
    quick, slow = (caller("employment", desk.county_id) for _ in range(2))
    reason = {"version": 1, "reason": "too_far"}
    assert quick.post(path(desk, "first", "/reject"), reason).status_code == 200
    late = slow.post(path(desk, "first", "/approve"), {"version": 1})
    assert code(late) == (409, "stale_proposal")
    assert "某employment" in late.get_json()["detail"]
    assert count(desk, Referral) == 0


def test_a_rejection_wants_a_coded_reason(desk: Desk, clerk: Caller) -> None:
    url = path(desk, "first", "/reject")
    assert code(clerk.post(url, {"version": 1, "reason": "dislike"}))[0] == 422
    assert code(clerk.post(url, {"version": 1, "reason": "other"})) == (422, "unknown_reason")
    body = {"version": 1, "reason": "other", "remark": "本人要先照顾家人"}
    given = clerk.post(url, body).get_json()
    assert given["state"] == "rejected"
    assert given["history"][0]["remark"] == "本人要先照顾家人"


def test_swap_answers_with_the_new_proposal(desk: Desk, clerk: Caller) -> None:
    body = {"version": 1, "to": str(desk.openings["cleaning"])}
    given = clerk.post(path(desk, "first", "/swap"), body).get_json()
    assert given["id"] != str(desk.proposals["first"])
    assert (given["target"], given["state"]) == ("保洁员", "approved")
    assert desk.proposal("first").state == "swapped"


def test_a_swap_that_breaks_rules_names_them(desk: Desk, caller: Callers) -> None:
    staff = caller("community", desk.places["east"])
    slot = {"day": "2020-01-01", "part": 0}
    body = {"version": 1, "to": str(desk.proposal("visit").helper_id), "slot": slot}
    answer = staff.post(path(desk, "visit", "/swap"), body)
    assert code(answer) == (409, "alternative_unfit")
    assert answer.get_json()["rules"]
    assert all(rule["code"] and rule["detail"] for rule in answer.get_json()["rules"])


def test_many_are_approved_all_or_none(desk: Desk, clerk: Caller) -> None:
    def chosen(*names: str) -> dict[str, Any]:
        return {"proposals": [{"id": str(desk.proposals[n]), "version": 1} for n in names]}

    one_seat = clerk.post("/proposals/approve", chosen("first", "second", "third"))
    assert code(one_seat) == (409, "not_all_approved")
    assert [one["code"] for one in one_seat.get_json()["failed"]] == ["no_seat_left"]
    assert count(desk, Review) == 0
    good = clerk.post("/proposals/approve", chosen("first", "third")).get_json()
    assert [one["version"] for one in good["approved"]] == [2, 2]
    assert code(clerk.post("/proposals/approve", {"proposals": []}))[0] == 422


def test_one_key_is_one_decision(desk: Desk, clerk: Caller) -> None:
    url, body = path(desk, "first", "/approve"), {"version": 1}
    with ThreadPoolExecutor(6) as pool:
        sent = [pool.submit(clerk.post, url, body, "the-same-key") for _ in range(6)]
    answers = {(one.result().status_code, one.result().data) for one in sent}
    assert len(answers) == 1
    assert next(iter(answers))[0] == 200
    assert count(desk, Review) == 1
    assert code(clerk.post(url, {"version": 2}, "the-same-key")) == (422, "key_reused")
    assert code(clerk.post(url, body, "another-key")) == (409, "stale_proposal")


def test_only_deciders_decide(desk: Desk, caller: Callers) -> None:
    auditor = caller("auditor", desk.county_id)
    assert auditor.get(path(desk, "first")).status_code == 200
    assert code(auditor.post(path(desk, "first", "/approve"), {"version": 1}))[0] == 403
    reader = caller("employment", desk.county_id, scopes=("read",))
    assert code(reader.post(path(desk, "first", "/approve"), {"version": 1}))[0] == 403
    assert count(desk, Review) == 0


def test_fields_nobody_defined_are_refused(desk: Desk, clerk: Caller) -> None:
    body = {"version": 1, "state": "approved", "decided_by": str(uuid.uuid4())}
    answer = clerk.post(path(desk, "first", "/approve"), body)
    assert code(answer)[0] == 422
    assert {rule["code"] for rule in answer.get_json()["rules"]} == {"state", "decided_by"}
    assert desk.proposal("first").state == "open"


def test_what_cannot_be_kept_is_a_bad_request(desk: Desk, clerk: Caller) -> None:
    assert code(clerk.get("/proposals", search="\0"))[0] == 400
    body = {"version": 1, "reason": "other", "remark": "a\0b"}
    assert code(clerk.post(path(desk, "first", "/reject"), body))[0] == 400
    assert code(clerk.post(path(desk, "first", "/approve"), {"version": 10**40}))[0] == 409
    unknown = {"version": 1, "to": str(uuid.uuid4())}
    assert code(clerk.post(path(desk, "first", "/swap"), unknown))[0] == 409
    both = [{"id": str(desk.proposals["first"]), "version": version} for version in (1, 2)]
    assert code(clerk.post("/proposals/approve", {"proposals": both}))[0] == 409
    assert desk.proposal("first").state == "open"
    assert count(desk, Review) == 0
