"""A seeker's page: masked facts, what became of the person, and the way out of matching."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database.engine import transaction
from models.matching.tables import Proposal
from models.people.tables import Person, Seeker
from models.trail.tables import TrailEntry
from tests.web.conftest import Visitor
from tests.web.matching.conftest import Desk


@pytest.fixture
def where(desk: Desk) -> str:
    """The page of the first seeker, whose facts are filled in."""
    with transaction(desk.engine) as session:
        seeker = session.get_one(Seeker, desk.proposal("first").seeker_id)
        seeker.skills, seeker.hardship = ["缝纫"], ["残疾"]
        seeker.health_limits = "腰椎手术后不能久站"
        session.get_one(Person, seeker.person_id).phone = "19912345678"
        return f"/seekers/{seeker.id}"


@pytest.fixture
def clerk(desk: Desk) -> Visitor:
    return desk.staff("employment")


def test_masked_facts_limits_at_work_and_the_help_queue_apart(clerk: Visitor, where: str) -> None:
    page = clerk.get(where).text
    for shown in ("王*丽", "199****5678", "缝纫", "保洁员", "10.0 公里", "不能久站", "缝纫工"):
        assert shown in page
    for hidden in ("王小丽", "19912345678", "手术"):
        assert hidden not in page
    queue = page[page.index('class="help-queue"') : page.index("现在的方案")]
    assert "残疾" in queue and "第 1 位" in queue
    fit = page[page.index("现在的方案") : page.index("推荐经过")]
    assert "残疾" not in fit


def test_the_call_asks_what_for_and_leaves_a_line(clerk: Visitor, where: str, desk: Desk) -> None:
    assert clerk.send(where, {"purpose": ""}, on=where).status_code == 422
    clear = clerk.send(where, {"purpose": "call"}, on=where).text
    assert "王小丽" in clear and 'href="tel:19912345678"' in clear
    with Session(desk.engine) as session:
        lines = select(TrailEntry).where(TrailEntry.action == "employment.unmask")
        assert [(line.why, line.subject) for line in session.scalars(lines)] == [("call", "person")]
    assert "王小丽" not in clerk.get(where).text


def test_a_referral_says_who_when_and_how_it_stands(clerk: Visitor, where: str, desk: Desk) -> None:
    assert "还没有推荐过" in clerk.get(where).text
    proposal = desk.proposals["first"]
    clerk.send(f"/desk/{proposal}/approve", {"version": 1}, on="/desk/")
    page = clerk.get(where).text
    assert "已推荐" in page and "某employment" in page and "还没有推荐过" not in page


def test_out_of_matching_and_back(clerk: Visitor, where: str, desk: Desk) -> None:
    wrong = clerk.send(where + "/automation", {"automated": "false"}, on=where)
    assert wrong.status_code == 422 and "请填写这一项" in wrong.text
    off = {"automated": "false", "reason": "by_phone"}
    assert clerk.send(where + "/automation", off, on=where).status_code == 303
    page = clerk.get(where).text
    assert "待审核的方案已失效" in page and "不会提出方案" in page and "本人电话提出" in page
    assert desk.proposal("first").state == "lapsed"
    assert "王*丽" not in clerk.get("/desk/?market=employment").text
    back = {"automated": "true", "reason": "in_person"}
    clerk.send(where + "/automation", back, on=where)
    assert "最近一晚没有给这个人的方案" in clerk.get(where).text


def test_doors_that_lead_there_and_those_that_stay_shut(
    clerk: Visitor, where: str, desk: Desk
) -> None:
    for page in ("/lists/seekers", "/desk/?market=employment", f"/desk/{desk.proposals['first']}"):
        assert f'href="{where}"' in clerk.get(page).text
    with Session(desk.engine) as session:
        far = session.get_one(Proposal, desk.proposals["far"]).seeker_id
    assert desk.staff("employment", "east").get(f"/seekers/{far}").status_code == 404
    community = desk.staff("community", "east")
    assert where not in community.get("/lists/seekers").text
    assert community.get(where).status_code == 403
