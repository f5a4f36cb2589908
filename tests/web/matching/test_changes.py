"""What changed and why, over HTTP: within the scope, masked, by reason, and nothing is said too."""

import uuid

from sqlalchemy.orm import Session

from matcher.said import Said
from models.database.engine import transaction
from models.matching.tables import PlanChange
from tests.web.conftest import NOW
from tests.web.matching.conftest import Desk


def changed(desk: Desk, name: str, reason: str, said: Said, **ends: uuid.UUID | None) -> None:
    """A change of the one whom a proposal of the desk is for."""
    proposal = desk.proposal(name)
    with transaction(desk.engine) as session:
        session.add(
            PlanChange(
                run_id=desk.run_id,
                market=proposal.market,
                place_id=proposal.place_id,
                subject_id=proposal.visit_id or proposal.seeker_id,
                reason=reason,
                said=said.as_json(),
                at=NOW,
                **({"before_id": None, "after_id": None} | ends),
            )
        )


def test_each_change_has_who_before_after_and_why(desk: Desk) -> None:
    sewing, cleaning = desk.openings["sewing"], desk.openings["cleaning"]
    better = Said("有更合适的人选，高 %(points).2f 分", points=3.5)
    changed(desk, "first", "better", better, before_id=cleaning, after_id=sewing)
    lost = Said("原来的搭配已不符合规则：%(rule)s", rule=Said("工资接近期望"))
    changed(desk, "far", "not_eligible", lost, before_id=sewing)
    client = desk.staff("employment")
    page = client.get(f"/runs/{desk.run_id}/changes").text
    for words in (
        "王*丽",
        "保洁员",
        "缝纫工",
        "高 3.50 分",
        "不符合规则：工资接近期望",
        "2 处变化",
    ):
        assert words in page, words
    assert "王小丽" not in page
    only = client.get(f"/runs/{desk.run_id}/changes?reason=better").text
    assert "1 处变化" in only
    assert "钱*明" not in only
    assert client.get(f"/runs/{desk.run_id}/changes?reason=nothing").status_code == 200
    english = client.get(f"/runs/{desk.run_id}/changes", headers={"Accept-Language": "en"})
    assert english.status_code == 200


def test_a_community_sees_the_changes_of_its_own(desk: Desk) -> None:
    said = Said("此前没有安排，现在有了合适的人选")
    changed(desk, "visit", "served", said, after_id=desk.proposal("visit").helper_id)
    url = f"/runs/{desk.run_id}/changes?market=care"
    own = desk.staff("community", "east").get(url).text
    assert "孙*奶" in own or "孙**" in own or "孙*" in own
    assert "周*愿" in own
    assert "没有变化" in desk.staff("community", "west").get(url).text
    assert desk.staff("volunteer", "east").get(url).status_code == 403


def test_a_night_without_changes_says_so_and_is_found_from_desk_and_run(desk: Desk) -> None:
    client = desk.staff("county")
    url = f"/runs/{desk.run_id}/changes"
    assert "没有变化" in client.get(url).text
    assert url in client.get("/desk/?market=care").text
    assert url in client.get(f"/runs/{desk.run_id}").text
    assert client.get(f"/runs/{uuid.uuid4()}/changes").status_code == 404


def test_long_lists_come_in_pages(desk: Desk) -> None:
    said = Said("原来的人选用在了更需要的地方")
    for _ in range(51):
        changed(desk, "second", "needed_more", said, before_id=desk.openings["sewing"])
    client = desk.staff("employment")
    first = client.get(f"/runs/{desk.run_id}/changes?reason=needed_more").text
    assert "第 1 页，共 2 页，51 条" in first
    assert "reason=needed_more" in first.split('rel="next"')[1][:200]
    with Session(desk.engine) as session:
        assert session.query(PlanChange).count() == 51
