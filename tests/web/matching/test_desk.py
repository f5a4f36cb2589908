"""The review desk over HTTP: what stands on it, and every decision with its refusals."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models.employment.tables import Referral
from models.matching.tables import Review
from models.trail.tables import TrailEntry
from tests.web.conftest import Visitor, token_on
from tests.web.matching.conftest import Desk

BY_SCRIPT = {"HX-Request": "true"}


def decide(client: Visitor, desk: Desk, name: str, action: str, **form: object) -> TestResponse:
    """Send one of the card's forms, at the version shown unless told otherwise."""
    found = desk.proposal(name)
    given = {"version": found.version, "next": "/desk/?state=open", **form}
    return client.send(f"/desk/{found.id}/{action}", given, on="/desk/")


def by_script(client: Visitor, desk: Desk, name: str, action: str, **form: object) -> TestResponse:
    found = desk.proposal(name)
    token = token_on(client.get("/desk/"))
    given = {"csrf_token": token, "version": found.version, **form}
    return client.post(f"/desk/{found.id}/{action}", data=given, headers=BY_SCRIPT)


def test_the_most_urgent_stands_first_with_fit_apart_from_the_queue(desk: Desk) -> None:
    page = desk.staff("employment").get("/desk/").text
    names = re.findall(r'<h3 id="h-[^"]+">\s*([^<]+)<', page)
    assert [name.strip() for name in names] == ["王*丽", "李*山", "赵*花", "钱*明"]
    assert "王小丽" not in page, "names are masked"
    first = page[page.index("data-proposal") : page.index("李*山")]
    assert "+47<" in first
    assert "+3<" in first
    assert "匹配分 50（满分 100）" in first
    assert "帮扶次序：第 1 位" in first
    assert "登记失业 400 天" in first
    assert "岗位要求技能证书" in first
    assert "40 分" in first, "alternatives carry their score"


def test_the_desk_works_by_keyboard_and_without_script(desk: Desk) -> None:
    page = desk.staff("employment").get("/desk/").text
    for key in "arslxo":
        assert f'data-key="{key}"' in page, key
    assert 'tabindex="-1"' in page
    assert 'id="desk-said" class="unseen" aria-live="assertive"' in page
    first = str(desk.proposals["first"])
    for action in ("approve", "reject", "swap", "lock"):
        assert f'method="post" action="/desk/{first}/{action}"' in page
        assert f'hx-post="/desk/{first}/{action}"' in page
    assert "onclick" not in page
    assert "style=" not in page


def test_filters_narrow_the_desk(desk: Desk) -> None:
    client = desk.staff("employment")
    east = {"community": desk.places["east"]}
    assert "钱*明" not in client.get("/desk/", query_string=east).text
    assert "1 条方案" in client.get("/desk/", query_string={"warned": "1"}).text
    assert "2 条方案" in client.get("/desk/", query_string={"kind": "保洁员"}).text
    found = client.get("/desk/", query_string={"search": "李大山"}).text
    assert "1 条方案" in found
    assert "李*山" in found
    assert "4 条方案" in client.get("/desk/", query_string={"page": "9x", "state": "?"}).text


def test_nobody_sees_another_communitys_or_another_markets_proposals(desk: Desk) -> None:
    far = desk.proposals["far"]
    visit = desk.proposals["visit"]
    near = desk.staff("employment", "east")
    assert near.get(f"/desk/{far}").status_code == 404
    assert near.get(f"/desk/{visit}").status_code == 404
    assert "钱*明" not in near.get("/desk/").text
    assert decide(near, desk, "far", "approve").status_code == 404
    carer = desk.staff("community", "east")
    assert "孙*奶" in carer.get("/desk/").text
    assert "孙*奶" not in desk.staff("community", "west").get("/desk/").text
    assert carer.get(f"/desk/{desk.proposals['first']}").status_code == 404
    assert desk.staff("volunteer").get("/desk/").status_code == 403
    assert desk.proposal("far").state == "open"


def test_an_auditor_looks_but_does_not_decide(desk: Desk) -> None:
    auditor = desk.staff("auditor")
    assert "王*丽" in auditor.get("/desk/").text
    assert "/approve" not in auditor.get("/desk/").text
    assert decide(auditor, desk, "first", "approve").status_code == 403


def test_approving_holds_the_place_and_writes_who_and_when(desk: Desk) -> None:
    client = desk.staff("employment")
    answer = decide(client, desk, "first", "approve")
    assert answer.status_code == 303
    assert answer.location == "/desk/?state=open"
    with Session(desk.engine) as session:
        assert session.scalars(select(Referral.vacancy_id)).one() == desk.openings["sewing"]
        review = session.scalars(select(Review)).one()
        assert review.decision == "approve"
        action = select(TrailEntry.action).where(TrailEntry.subject == "proposal")
        assert session.scalars(action).one() == "proposal.approve"
    page = client.get(f"/desk/{desk.proposals['first']}").text
    assert "某employment" in page
    assert "撤回这个决定" in page
    assert "王*丽" in client.get("/desk/referrals").text


def test_by_script_only_the_card_comes_back_and_says_so(desk: Desk) -> None:
    answer = by_script(desk.staff("employment"), desk, "third", "approve")
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<article")
    assert 'data-decided="true"' in answer.text
    assert 'data-said="已同意：赵*花"' in answer.text


def test_a_full_vacancy_is_refused_on_the_card_itself(desk: Desk) -> None:
    client = desk.staff("employment")
    decide(client, desk, "first", "approve")
    answer = by_script(client, desk, "second", "approve")
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == f"#p-{desk.proposals['second']}"
    assert answer.headers["HX-Reswap"] == "outerHTML"
    assert "名额已满" in answer.text
    plain = decide(client, desk, "second", "approve")
    assert plain.status_code == 409
    assert "名额已满" in plain.text
    assert "李*山" in plain.text


def test_a_stale_card_is_told_what_changed_and_shown_fresh(desk: Desk) -> None:
    decide(desk.staff("county"), desk, "third", "reject", reason="pay")
    late = decide(desk.staff("employment"), desk, "third", "approve", version=1)
    assert late.status_code == 409
    assert "某county 刚刚处理过这条方案" in late.text
    assert "工资待遇不合适" in late.text
    assert desk.proposal("third").state == "rejected"


def test_rejecting_needs_a_reason_and_other_needs_words(desk: Desk) -> None:
    client = desk.staff("employment")
    assert decide(client, desk, "third", "reject").status_code == 422
    assert decide(client, desk, "third", "reject", reason="because").status_code == 422
    bare = decide(client, desk, "third", "reject", reason="other")
    assert bare.status_code == 422
    assert "请写明情况" in bare.text
    assert re.search(r'<option value="other" selected>', bare.text), "what was chosen is kept"
    assert desk.proposal("third").state == "open"
    given = decide(client, desk, "third", "reject", reason="other", remark="已去外地")
    assert given.status_code == 303
    assert "已去外地" in client.get(f"/desk/{desk.proposals['third']}").text


def test_swapping_goes_to_the_alternative(desk: Desk) -> None:
    client = desk.staff("employment")
    answer = decide(client, desk, "first", "swap", to=desk.openings["cleaning"])
    assert answer.status_code == 303
    assert desk.proposal("first").state == "swapped"
    with Session(desk.engine) as session:
        assert session.scalars(select(Referral.vacancy_id)).one() == desk.openings["cleaning"]
    assert "→ 保洁员" in client.get(f"/desk/{desk.proposals['first']}").text
    again = decide(client, desk, "second", "swap", to=desk.openings["sewing"])
    assert again.status_code == 409


def test_a_decision_is_taken_back_while_nothing_rests_on_it(desk: Desk) -> None:
    client = desk.staff("employment")
    decide(client, desk, "first", "approve")
    assert decide(client, desk, "first", "reopen").status_code == 303
    assert desk.proposal("first").state == "open"
    assert client.get("/desk/referrals").text.count("王*丽") == 0
    decide(client, desk, "first", "approve")
    with Session(desk.engine) as session:
        session.scalars(
            select(Referral).where(Referral.state == "approved")
        ).one().state = "accepted"
        session.commit()
    assert decide(client, desk, "first", "reopen").status_code == 409


def test_many_are_seen_before_they_are_approved(desk: Desk) -> None:
    client = desk.staff("employment")
    picks = [desk.pick("first"), desk.pick("third"), "nonsense", "x:1"]
    page = client.get("/desk/picked", query_string={"pick": picks}).text
    assert "选中的 2 条方案" in page
    assert desk.proposal("first").state == "open", "looking changes nothing"
    answer = client.send("/desk/picked", {"pick": picks, "next": "/desk/"}, on="/desk/")
    assert answer.status_code == 303
    assert {desk.proposal(name).state for name in ("first", "third")} == {"approved"}


def test_one_that_fails_stops_all_and_is_named(desk: Desk) -> None:
    client = desk.staff("employment")
    picks = [desk.pick("first"), desk.pick("second"), desk.pick("third")]
    answer = client.send("/desk/picked", {"pick": picks}, on="/desk/")
    assert answer.status_code == 409
    assert "一条也没有处理" in answer.text
    assert "名额已满" in answer.text
    states = {desk.proposal(name).state for name in ("first", "second", "third")}
    assert states == {"open"}
    with Session(desk.engine) as session:
        assert session.scalars(select(Referral)).all() == []


def test_an_empty_choice_says_what_to_do(desk: Desk) -> None:
    client = desk.staff("employment")
    assert "没有选中任何方案" in client.get("/desk/picked").text
    nobody = client.send("/desk/picked", {"pick": []}, on="/desk/")
    assert "没有选中任何方案" in nobody.text


def test_community_staff_recommend_visits(desk: Desk) -> None:
    client = desk.staff("community", "east")
    page = client.get("/desk/").text
    assert "孙*奶" in page
    assert "周*愿" in page
    assert decide(client, desk, "visit", "approve").status_code == 303
    assert desk.proposal("visit").state == "approved"
    assert decide(client, desk, "visit", "approve").status_code == 409
