"""The nights over HTTP: who sees them, who starts and releases one, what stands on the pages."""

import datetime as dt

from redis import Redis
from rq import Queue
from sqlalchemy import delete
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from jobs import queues
from models.database.engine import transaction
from models.matching.tables import Proposal, Run
from models.trail.tables import TrailEntry
from tests.county import County
from tests.web.conftest import Visitor
from tests.web.matching.conftest import REPORT, TONIGHT, Desk, made_run

GATE = {
    "name": "people",
    "hard": False,
    "said": "%(market)s：可匹配的人只有 %(have)d 人，上一晚有 %(had)d 人",
    "facts": {"market": "就业", "have": 2, "had": 6},
}


def change_run(desk: Desk, **values: object) -> None:
    with Session(desk.engine) as session:
        run = session.get_one(Run, desk.run_id)
        for name, value in values.items():
            setattr(run, name, value)
        session.commit()


def hold(desk: Desk, gate: dict[str, object]) -> None:
    report = {"employment": REPORT, "care": REPORT, "gates": [gate], "seconds": {}}
    change_run(desk, state="held", report=report, failure={"code": "held", "gates": [gate]})


def waiting(redis: Redis) -> list[str]:
    return Queue(queues.NIGHT, connection=redis).job_ids


def start(client: Visitor, desk: Desk) -> TestResponse:
    return client.send("/runs/start", {"county_id": desk.county_id}, on="/runs/")


def test_a_night_shows_figures_proof_gates_and_coverage(desk: Desk) -> None:
    coverage = [
        {"place": str(desk.places[name]), "name": name, "wanted": 10, "share": share}
        for name, share in (("east", 0.9), ("west", 0.2))
    ]
    lacking = {
        "kind": "unserved",
        "name": "west",
        "amount": 8,
        "rule": "",
        "said": "%(name)s：%(amount)d 位求职者暂无合适机会",
        "facts": {"name": "west", "amount": 8},
    }
    market = {**REPORT, "coverage": coverage, "shortages": [lacking]}
    change_run(desk, report={"employment": market, "gates": [], "seconds": {"read": 1.5}})
    page = desk.staff("employment").get(f"/runs/{desk.run_id}").text
    assert "已证明最优" in page
    assert page.count("<circle") == 2
    assert 'class="full" cx' in page
    assert 'class="few" cx' in page
    assert page.index(">west</th>") < page.index(">east</th>"), "the least covered first"
    assert page.count("通过</span>") == 6
    assert "1.50" in page


def test_a_gap_is_said_in_words(desk: Desk) -> None:
    market = {**REPORT, "gap": 0.0005, "bound": -100}
    change_run(desk, report={"employment": market, "gates": [], "seconds": {}})
    client = desk.staff("employment")
    assert "距最优至多 0.050%" in client.get(f"/runs/{desk.run_id}").text
    assert "距最优至多 0.050%" in client.get("/desk/").text
    assert "还差 1 分" in client.get(f"/runs/{desk.run_id}").text


def test_only_an_administrator_starts_a_night(desk: Desk, queue_redis: Redis) -> None:
    with transaction(desk.engine) as session:
        session.execute(delete(Proposal))
        session.execute(delete(Run))
    staff = desk.staff("county")
    assert "现在进行今晚的匹配" not in staff.get("/runs/").text
    assert start(staff, desk).status_code == 403
    assert waiting(queue_redis) == []
    chief = desk.staff("administrator")
    assert "现在进行今晚的匹配" in chief.get("/runs/").text
    answer = start(chief, desk)
    assert answer.status_code == 303
    assert waiting(queue_redis) == [f"night-{desk.county_id}-{TONIGHT}"]
    assert "排队中" in chief.get(answer.location).text
    assert start(chief, desk).status_code == 303
    assert len(waiting(queue_redis)) == 1, "asked twice, worked once"


def test_a_published_night_is_not_started_again(desk: Desk, queue_redis: Redis) -> None:
    answer = start(desk.staff("administrator"), desk)
    assert answer.status_code == 409
    assert "同一晚不再重复进行" in answer.text
    assert waiting(queue_redis) == []


def test_progress_is_polled_until_the_night_has_ended(desk: Desk) -> None:
    client = desk.staff("administrator")
    url = f"/runs/{desk.county_id}/{TONIGHT}"
    part = {"HX-Request": "true"}
    change_run(desk, state="running", stage="就业匹配", share=0.6)
    running = client.get(url, headers=part).text
    assert f'hx-get="{url}' in running
    assert "就业匹配" in running
    assert "60%" in running
    before = client.get(url, query_string={"after": 1}, headers=part).text
    assert "排队中" in before, "an attempt that ended before is not this one"
    change_run(desk, state="published", stage=None, share=1.0)
    done = client.get(url, headers=part).text
    assert "hx-get" not in done
    assert f"/runs/{desk.run_id}" in done
    assert client.get(f"/runs/{desk.county_id}/someday").status_code == 404


def test_a_held_night_is_released_with_a_reason(desk: Desk, queue_redis: Redis) -> None:
    hold(desk, GATE)
    url = f"/runs/{desk.run_id}/release"
    staff = desk.staff("county")
    assert "可匹配的人只有 2 人" in staff.get(f"/runs/{desk.run_id}").text
    assert "放行并发布" not in staff.get(f"/runs/{desk.run_id}").text
    assert staff.send(url, {"reason": "季节性减少"}, on="/runs/").status_code == 403
    chief = desk.staff("administrator")
    assert "放行并发布" in chief.get(f"/runs/{desk.run_id}").text
    assert chief.send(url, {}, on="/runs/").status_code == 422
    assert chief.send(url, {"reason": "季节性减少"}, on="/runs/").status_code == 303
    assert waiting(queue_redis) == [f"night-{desk.county_id}-{TONIGHT}"]
    with Session(desk.engine) as session:
        line = session.query(TrailEntry).filter_by(action="run.release").one()
        assert line.why == "季节性减少"


def test_a_broken_rule_is_never_released(desk: Desk, queue_redis: Redis) -> None:
    hold(desk, {**GATE, "name": "violations", "hard": True})
    chief = desk.staff("administrator")
    assert "放行并发布" not in chief.get(f"/runs/{desk.run_id}").text
    answer = chief.send(f"/runs/{desk.run_id}/release", {"reason": "就要发布"}, on="/runs/")
    assert answer.status_code == 409
    assert waiting(queue_redis) == []


def test_an_ill_night_stands_on_the_first_page_of_staff(desk: Desk) -> None:
    client = desk.staff("employment")
    well = client.get("/").text
    assert "条就业方案待审核" in well
    assert "没有完成" not in well
    change_run(desk, state="failed", failure={"code": "failed", "gates": []})
    assert "的匹配没有完成" in client.get("/").text
    hold(desk, GATE)
    assert "被发布检查拦下" in client.get("/").text
    change_run(desk, state="published", night=TONIGHT - dt.timedelta(days=4))
    assert "已逾期" in client.get("/").text
    assert "匹配" not in desk.staff("volunteer").get("/").text


def test_another_countys_nights_are_not_there(desk: Desk) -> None:
    with transaction(desk.engine) as session:
        elsewhere = County(session, "610997")
        night = made_run(elsewhere, TONIGHT).id
        desk.places["elsewhere"] = elsewhere.place.id
    stranger = desk.staff("administrator", "elsewhere")
    assert stranger.get(f"/runs/{night}").status_code == 200
    assert stranger.get(f"/runs/{desk.run_id}").status_code == 404
    assert start(stranger, desk).status_code == 404
    assert desk.staff("employment", "east").get(f"/runs/{night}").status_code == 404
