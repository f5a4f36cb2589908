"""The nights over the API: who sees them, what was short, starting and releasing one."""

import datetime as dt
import uuid

import pytest
from redis import Redis
from rq import Queue
from sqlalchemy import delete
from sqlalchemy.orm import Session

from jobs import queues
from matcher.said import Said
from models.database.engine import transaction
from models.matching.tables import Proposal, Run
from tests.county import County
from tests.web.api.conftest import Caller, Callers, code
from tests.web.matching.conftest import REPORT, TONIGHT, Desk

GATE = {
    "name": "people",
    "hard": False,
    "said": "%(market)s：可匹配的人只有 %(have)d 人，上一晚有 %(had)d 人",
    "facts": {"market": "就业", "have": 2, "had": 6},
}
SHORT = {
    "kind": "unserved",
    "name": "新城社区",
    "amount": 8,
    "worth": 900,
    "rule": "commute",
    "cure": Said("放宽通勤距离，可多 %(n)d 种搭配", n=5).as_json(),
    **Said("%(name)s：%(n)d 位求职者暂无合适机会", name="新城社区", n=8).as_json(),
}


@pytest.fixture
def administrator(desk: Desk, caller: Callers) -> Caller:
    return caller("administrator", desk.county_id)


def change(desk: Desk, **values: object) -> None:
    with Session(desk.engine) as session:
        run = session.get_one(Run, desk.run_id)
        for name, value in values.items():
            setattr(run, name, value)
        session.commit()


def hold(desk: Desk, hard: bool = False) -> None:
    gate = {**GATE, "hard": hard}
    report = {"employment": REPORT, "care": REPORT, "gates": [gate], "seconds": {}}
    change(desk, state="held", report=report, failure={"code": "held", "gates": [gate]})


def forget(desk: Desk) -> None:
    with transaction(desk.engine) as session:
        session.execute(delete(Proposal))
        session.execute(delete(Run))


def waiting(redis: Redis) -> list[str]:
    return Queue(queues.NIGHT, connection=redis).job_ids


def test_a_night_with_its_proof_gates_and_shortages(desk: Desk, caller: Callers) -> None:
    coverage = [{"place": str(desk.places["east"]), "name": "东", "wanted": 10, "share": 0.9}]
    market = {**REPORT, "coverage": coverage, "shortages": [SHORT]}
    change(desk, report={"employment": market, "gates": [], "seconds": {"read": 1.5}})
    clerk = caller("employment", desk.places["west"])
    listed = clerk.get("/runs").get_json()["items"]
    assert [one["id"] for one in listed] == [str(desk.run_id)]
    run = clerk.get(f"/runs/{desk.run_id}").get_json()
    assert (run["state"], run["night"]) == ("published", TONIGHT.isoformat())
    assert run["markets"][0]["market"] == "employment"
    assert run["markets"][0]["certified"] is True
    assert len(run["gates"]) == 6
    assert all(gate["asks"] and gate["faults"] == [] for gate in run["gates"])
    assert run["coverage"][0]["share"] == 0.9
    short = clerk.get(f"/runs/{desk.run_id}/shortages").get_json()["items"]
    assert [(one["said"], one["cure"]) for one in short] == [
        ("新城社区：8 位求职者暂无合适机会", "放宽通勤距离，可多 5 种搭配")
    ]


def test_a_list_is_narrowed_to_a_county_and_a_night(desk: Desk, administrator: Caller) -> None:
    assert administrator.get("/runs", county_id=uuid.uuid4()).get_json()["items"] == []
    assert administrator.get("/runs", night="2020-01-01").get_json()["items"] == []
    found = administrator.get("/runs", county_id=desk.county_id, night=TONIGHT)
    assert len(found.get_json()["items"]) == 1
    assert code(administrator.get("/runs", night="yesterday"))[0] == 422


def test_another_county_sees_nothing(desk: Desk, caller: Callers) -> None:
    with transaction(desk.engine) as session:
        elsewhere = County(session, "610997").place.id
    stranger = caller("administrator", elsewhere)
    assert stranger.get("/runs").get_json()["items"] == []
    assert code(stranger.get(f"/runs/{desk.run_id}")) == (404, "no_such_run")
    assert code(stranger.get(f"/runs/{desk.run_id}/shortages")) == (404, "no_such_run")
    assert code(stranger.post("/runs", {"county_id": str(desk.county_id)})) == (404, "no_such_run")
    hold(desk)
    answer = stranger.post(f"/runs/{desk.run_id}/release", {"reason": "已核对"})
    assert code(answer) == (404, "no_such_run")


def test_tonight_is_put_on_the_queue_once(
    desk: Desk, administrator: Caller, queue_redis: Redis
) -> None:
    forget(desk)
    body = {"county_id": str(desk.county_id)}
    first = administrator.post("/runs", body, "tonight-0001")
    again = administrator.post("/runs", body, "tonight-0001")
    other = administrator.post("/runs", body, "tonight-0002")
    assert first.status_code == again.status_code == other.status_code == 202
    assert first.data == again.data
    given = first.get_json()
    assert (given["night"], given["attempt"]) == (TONIGHT.isoformat(), 0)
    assert waiting(queue_redis) == [f"night-{desk.county_id}-{TONIGHT}"]


def test_work_lost_before_the_queue_is_queued_when_the_key_comes_again(
    desk: Desk, administrator: Caller, queue_redis: Redis
) -> None:
    forget(desk)
    body = {"county_id": str(desk.county_id)}
    administrator.post("/runs", body, "tonight-0001")
    queue_redis.flushall()
    administrator.post("/runs", body, "tonight-0001")
    assert len(waiting(queue_redis)) == 1


def test_a_published_night_is_not_started_again(
    desk: Desk, administrator: Caller, queue_redis: Redis
) -> None:
    answer = administrator.post("/runs", {"county_id": str(desk.county_id)})
    assert code(answer) == (409, "night_already_published")
    assert waiting(queue_redis) == []


def test_a_held_night_is_released_with_a_reason(
    desk: Desk, administrator: Caller, queue_redis: Redis
) -> None:
    hold(desk)
    url = f"/runs/{desk.run_id}/release"
    gates = administrator.get(f"/runs/{desk.run_id}").get_json()["gates"]
    assert [gate["faults"] for gate in gates if gate["faults"]] == [
        ["就业：可匹配的人只有 2 人，上一晚有 6 人"]
    ]
    assert code(administrator.post(url, {"reason": ""}))[0] == 422
    answer = administrator.post(url, {"reason": "已和镇办核对"})
    assert answer.status_code == 202
    assert dt.date.fromisoformat(answer.get_json()["as_of"]) == TONIGHT
    assert len(waiting(queue_redis)) == 1
    with Session(desk.engine) as session:
        released = session.get_one(Run, desk.run_id).params["released"]
    assert released == {"by": str(administrator.account_id), "reason": "已和镇办核对"}


def test_what_breaks_a_rule_is_never_released(
    desk: Desk, administrator: Caller, queue_redis: Redis
) -> None:
    hold(desk, hard=True)
    answer = administrator.post(f"/runs/{desk.run_id}/release", {"reason": "着急"})
    assert code(answer) == (409, "gate_stays")
    assert waiting(queue_redis) == []


def test_only_an_administrator_starts(desk: Desk, caller: Callers) -> None:
    body = {"county_id": str(desk.county_id)}
    assert code(caller("county", desk.county_id).post("/runs", body))[0] == 403
    review = caller("administrator", desk.county_id, scopes=("read", "review"))
    assert code(review.post("/runs", body))[0] == 403
