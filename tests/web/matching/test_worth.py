"""What one more would be worth, over HTTP: asked by whoever works for the county, read by staff."""

import datetime as dt

from redis import Redis
from rq import Queue
from sqlalchemy.orm import Session

from jobs import queues
from models.matching.tables import Run
from tests.web.conftest import NOW
from tests.web.matching.conftest import Desk
from tests.web.matching.test_runs import change_run


def record(kind: str, points: int, **more: object) -> dict[str, object]:
    given = {
        "kind": kind,
        "place": "新城社区",
        "what": "",
        "points": points,
        "served": 0,
        "doubt": 0,
    }
    return given | more


DONE = {
    "state": "done",
    "asked_at": NOW.isoformat(),
    "done_at": NOW.isoformat(),
    "seconds": 61.5,
    "care": [
        record("rule", 8_293_700, place="", what="skill", served=151),
        record("rule", 0, place="", what="own_home"),
        record("skill", 365_625, what="课业辅导", served=8),
        record("skill", 100, what="护理"),
        record("visit", 46_975, served=None),
        record("helper", 1_850),
        record("km", 17_500, doubt=25),
    ],
    "employment": [
        record("rule", 3_607_430, place="", what="welfare", served=70, doubt=300),
        record("seat", 50_310, served=None),
        record("km", 32_045),
    ],
}


def test_asked_once_it_is_worked_once(desk: Desk, queue_redis: Redis) -> None:
    url = f"/runs/{desk.run_id}/worth"
    client = desk.staff("county")
    assert url in client.get(f"/runs/{desk.run_id}").text
    assert "还没有算过" in client.get(url).text
    for _ in range(2):
        assert client.send(url, {}, on=url).status_code == 303
    waiting = Queue(queues.NIGHT, connection=queue_redis).job_ids
    assert waiting == [f"worth-{desk.run_id}"]
    page = client.get(url).text
    assert "正在逐项重新计算" in page
    assert "开始计算" not in page
    part = client.get(url, headers={"HX-Request": "true"}).text
    assert f'hx-get="{url}"' in part
    assert "<html" not in part


def test_only_who_works_for_the_county_may_ask(desk: Desk, queue_redis: Redis) -> None:
    url = f"/runs/{desk.run_id}/worth"
    town = desk.staff("community", "east")
    assert "开始计算</span>" not in town.get(url).text
    assert town.send(url, {}, on="/runs/").status_code == 403
    assert desk.staff("employment", "east").send(url, {}, on="/runs/").status_code == 404
    change_run(desk, state="held", failure={"code": "held", "gates": []})
    assert desk.staff("county").send(url, {}, on="/runs/").status_code == 409
    assert Queue(queues.NIGHT, connection=queue_redis).job_ids == []


def test_the_answer_stands_in_tables_and_charts(desk: Desk) -> None:
    change_run(desk, worth=DONE)
    page = desk.staff("community", "east").get(f"/runs/{desk.run_id}/worth").text
    for words in (
        "具备所需技能",
        "82937",
        "151",
        "课业辅导",
        "多服务 8",
        "469.75",
        "公益性岗位用于托底",
        "误差至多 3 分",
        "用了 61.5 秒",
    ):
        assert words in page, words
    assert "再算一次" not in page
    done = desk.staff("county").get(f"/runs/{desk.run_id}/worth", headers={"HX-Request": "true"})
    assert "hx-get" not in done.text
    assert "看结果" in done.text


def test_one_that_was_lost_may_be_asked_again(desk: Desk, queue_redis: Redis) -> None:
    long_ago = (NOW - dt.timedelta(hours=2)).isoformat()
    change_run(desk, worth={"state": "working", "share": 0.3, "asked_at": long_ago})
    url = f"/runs/{desk.run_id}/worth"
    client = desk.staff("administrator")
    assert "没有算完" in client.get(url).text
    assert client.send(url, {}, on=url).status_code == 303
    with Session(desk.engine) as session:
        run = session.get_one(Run, desk.run_id)
        assert run.worth is not None
        assert run.worth["share"] == 0
