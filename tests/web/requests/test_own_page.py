"""The page of whoever asked: where it stands, one tap to say so, and nobody else's business."""

import pytest
from sqlalchemy import Engine

from tests.web.conftest import People, Visitor
from tests.web.requests.staff import Staff
from tests.web.requests.village import ask, building, stored

__all__ = ["building"]


@pytest.fixture
def staff(engine: Engine, person: People) -> Staff:
    return Staff.of(engine, person)


def test_one_tap_settles_it(client: Visitor, engine: Engine, building: str, staff: Staff) -> None:
    code = ask(client, building)
    here = f"/asked/{code}"
    assert "等着受理" in client.get(here).text
    assert client.get(f"/asked?code={code.upper()}").location == f"/asked/{code.upper()}"
    staff.settle(code)
    page = client.get(here).text
    assert "明天上午去看" in page and "办好了，满意" in page
    # What staff wrote for one another, and who they are, is not told.
    assert "李师傅" not in page and "某community" not in page and "某grid_worker" not in page
    assert (
        client.send(here, {"step": "resident_yes", "reason": "mostly"}, on=here).status_code == 303
    )
    assert stored(engine, code).state == "done"
    assert "您说办好了" in client.get(here).text


def test_what_is_not_settled_is_taken_up_again_until_a_person_comes(
    client: Visitor, engine: Engine, building: str, staff: Staff
) -> None:
    code = ask(client, building)
    here = f"/asked/{code}"
    for turn in (1, 2):
        staff.settle(code)
        client.send(here, {"step": "resident_no", "remark": "还是不亮"}, on=here)
        assert (stored(engine, code).state, stored(engine, code).reopened) == ("reopened", turn)
    staff.settle(code)
    client.send(here, {"step": "resident_no"}, on=here)
    assert stored(engine, code).state == "in_person"
    assert "当面找您谈" in client.get(here).text


def test_it_is_withdrawn_with_a_reason(client: Visitor, engine: Engine, building: str) -> None:
    code = ask(client, building)
    here = f"/asked/{code}"
    client.send(here, {"step": "withdraw", "reason": "solved"}, on=here)
    assert stored(engine, code).state == "withdrawn"
    assert "已经撤回" in client.get(here).text


def test_what_is_not_open_or_not_the_residents_is_refused(
    client: Visitor, engine: Engine, building: str, staff: Staff
) -> None:
    code = ask(client, building)
    here = f"/asked/{code}"
    early = client.send(here, {"step": "resident_yes", "reason": "satisfied"}, on=here)
    assert early.status_code == 409
    for step in ("accept", "handle", "supervise", "checked"):
        client.send(here, {"step": step, "reason": "seen_done"}, on=here)
    assert stored(engine, code).state == "found"


def test_codes_are_not_tried_out(client: Visitor, building: str) -> None:
    wrong = client.get("/asked/aaaaaaaaaa")
    assert wrong.status_code == 404 and "没有这个查询码" in wrong.text
    code = ask(client, building)
    for _ in range(19):
        assert client.get(f"/asked/{code}").status_code == 200
        assert client.get("/asked/aaaaaaaaaa").status_code == 404
    assert client.get("/asked/aaaaaaaaaa").status_code == 429
