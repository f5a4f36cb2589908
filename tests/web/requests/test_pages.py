"""Requests over HTTP: the way by hand, what is hidden, who is refused what."""

import pytest
from sqlalchemy import select

from models.database.engine import transaction
from models.requests.tables import DutyShift, Request
from models.trail.tables import TrailEntry
from tests.web.requests.conftest import Town

# For forms that do not stand on any page of whoever sends them.
KEY = {"key": "made-up-by-hand"}


def test_from_the_call_to_the_residents_word(town: Town) -> None:
    clerk, worker, lead = town.as_("clerk"), town.as_("worker"), town.as_("lead")
    page = clerk.get(town.url).text
    assert "楼道灯坏了三天" in page and "我来受理" in page
    assert clerk.send(f"{town.url}/accept", on=town.url).status_code == 303
    told = {"remark": "回了电话，下午来"}
    assert clerk.send(f"{town.url}/answer", told, f"{town.url}/answer").status_code == 303
    to = {"to": town.ids["worker"]}
    assert clerk.send(f"{town.url}/send", to, f"{town.url}/send").status_code == 303
    assert "处置中" in worker.get("/requests/").text
    done = {"remark": "换了灯泡"}
    assert worker.send(f"{town.url}/handle", done, f"{town.url}/handle").status_code == 303
    assert worker.send(f"{town.url}/supervise", KEY, "/").status_code == 409
    assert lead.send(f"{town.url}/supervise", on=town.url).status_code == 303
    word = {"reason": "satisfied", "remark": "打电话问的"}
    step = f"{town.url}/resident_yes"
    assert lead.send(step, word, step).status_code == 303
    page = clerk.get(town.url).text
    assert "居民已验收" in page and "本人（lead带回的话）" in page
    assert town.request().state == "done"


def test_a_step_that_lacks_something_says_so_and_keeps_what_was_typed(town: Town) -> None:
    clerk = town.as_("clerk")
    clerk.send(f"{town.url}/accept", on=town.url)
    step = f"{town.url}/refer"
    answer = clerk.send(step, {"remark": "打给了物业"}, step)
    assert answer.status_code == 422
    assert "打给了物业" in answer.text and 'id="reason-error"' in answer.text
    assert clerk.get(f"{town.url}/nothing").status_code == 409


def test_who_asks_and_who_does_not_look_after_the_place_see_nothing(town: Town) -> None:
    for who, status in (("twin", 404), ("stranger", 404), ("post", 404), ("asker", 403)):
        browser = town.as_(who)
        assert browser.get(town.url).status_code == status
        assert "第 " not in browser.get("/requests/").text


def test_name_telephone_and_door_are_seen_for_a_purpose_and_on_record(town: Town) -> None:
    clerk = town.as_("clerk")
    page = clerk.get(town.url).text
    assert "张*三" in page and "138****1234" in page
    assert "13812341234" not in page and "401" not in page
    assert clerk.send(town.url, {"purpose": "curious"}, town.url).status_code == 422
    page = clerk.send(town.url, {"purpose": "answer"}, town.url).text
    assert "13812341234" in page and "3栋2单元401" in page
    with transaction(town.engine) as session:
        looks = session.scalars(
            select(TrailEntry).where(TrailEntry.action == "request.unmask")
        ).all()
    assert [(str(one.account_id), one.why) for one in looks] == [(town.ids["clerk"], "answer")]


def test_a_call_is_entered_for_somebody_else(town: Town) -> None:
    worker = town.as_("worker")
    page = worker.get("/requests/new").text
    assert "先打 120、119 或 110" in page
    given = {"words": "我妈摔了没人扶", "kind": "care", "place_id": town.grid, "phone": "123"}
    answer = worker.send("/requests/new", given, "/requests/new")
    assert answer.status_code == 422 and 'id="phone-error"' in answer.text
    given |= {"phone": "0915-3212345", "urgency": "danger", "source": "door"}
    answer = worker.send("/requests/new", given, "/requests/new")
    assert answer.status_code == 303
    assert "请先确认已经打了 120 或 110" in worker.get(answer.location).text
    with transaction(town.engine) as session:
        fresh = session.scalars(select(Request).where(Request.kind == "care")).one()
        assert (str(fresh.recorder_id), fresh.requester_id) == (town.ids["worker"], None)
        assert (fresh.source, fresh.phone) == ("door", "0915-3212345")
    elsewhere = town.as_("stranger").send("/requests/new", given, "/requests/new")
    assert elsewhere.status_code == 422 and "不归您管" in elsewhere.text


def test_the_board_puts_first_what_runs_out_first(town: Town) -> None:
    clerk = town.as_("clerk")
    page = clerk.get("/requests/").text
    assert "受理 <span" in page and "还有" in page
    assert 'hx-trigger="every 20s"' in page
    assert "没有到这一级" in clerk.get("/requests/?level=county").text
    assert "件诉求等人受理" in clerk.get("/").text


def test_a_night_is_put_on_the_roster_and_ended(town: Town) -> None:
    clerk, url = town.as_("clerk"), f"/requests/duty/{town.community}"
    assert "段没有人" in clerk.get("/requests/duty").text
    given = {
        "account_id": town.ids["clerk"],
        "weekdays": ["0", "1", "2", "3", "4", "5", "6"],
        "begins": "18:00",
        "ends": "08:00",
        "first_day": "2020-01-01",
    }
    answer = clerk.send(url, given, url)
    assert answer.status_code == 422 and "要从今天起" in answer.text
    with transaction(town.engine) as session:
        day = session.scalars(select(Request.at)).one().date()
    answer = clerk.send(url, given | {"first_day": day.replace(year=day.year + 1)}, url)
    assert answer.status_code == 303
    assert "每天 18:00–08:00" in clerk.get(url).text
    with transaction(town.engine) as session:
        shift = session.scalars(select(DutyShift.id)).one()
    assert town.as_("stranger").get(url).status_code == 404
    gone = town.as_("stranger").send(f"/requests/duty/shifts/{shift}/end", on="/requests/duty")
    assert gone.status_code == 422
    assert clerk.send(f"/requests/duty/shifts/{shift}/end", on=url).status_code == 303
    with transaction(town.engine) as session:
        assert session.scalars(select(DutyShift)).all() == []


@pytest.mark.parametrize("who", ["worker", "post", "asker"])
def test_only_who_answers_for_a_place_sets_its_duties(town: Town, who: str) -> None:
    assert town.as_(who).get("/requests/duty").status_code == 403
